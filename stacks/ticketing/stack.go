package ticketing

import (
	"landform/constructs/bucket"
	"landform/constructs/certificate"
	"landform/constructs/encryption"
	"landform/constructs/fargate"
	"landform/constructs/loadbalancer"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/repository"
	"landform/constructs/securitygroup"
	"landform/internal/settings"
	"landform/stacks/base"
	"landform/stacks/state"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	system      = "ticketing"
	backendPort = 8080
	healthPath  = "/health"
)

// deployed is what a stack consists of, as its outputs tell about it.
type deployed struct {
	certificate  *certificate.Certificate // nil with plain HTTP
	loadBalancer *loadbalancer.LoadBalancer
	images       *repository.Repository
	backend      *fargate.Service
	variables    *variables
	database     *postgres.Postgres
	cache        *redis.Redis
	storage      *bucket.Bucket
	frontend     *bucket.Bucket
}

// New adds one environment's stack to the app, named "ticketing-<environment>-stack".
func New(app constructs.Construct, target base.Target, from settings.Ticketing, env Environment) cdktf.TerraformStack {
	names := env.names(from.Region)
	stack := base.NewStack(app, system+"-"+env.Name+"-stack", base.Props{
		Target: target,
		State:  state.Ticketing(from.Region, from.State.Account).Of(state.EnvironmentKey(env.Name)),
	})
	base.AddAWS(stack, target, names, base.Account(env.Account))
	base.AddRandom(stack)
	given := addInputs(stack, target)

	logging := encryption.New(stack, "log-encryption", encryption.Props{
		Names:       names,
		Purpose:     "logs",
		Description: "CloudWatch Logs encryption key for " + env.Name,
		Services:    []policy.Statement{encryption.ForLogs(names)},
		Protection:  env.Protection,
	})
	kept := logs.Retention{Days: env.Logs.RetentionDays, Key: logging}
	net := network.New(stack, "network", network.Props{
		Names:     names,
		CIDR:      env.VPC,
		Zones:     env.Zones,
		NAT:       env.NAT,
		Databases: network.DatabasesInPrivate,
		Logs:      kept,
	})
	built := deployed{}
	built.database = postgres.New(stack, "postgres", postgres.Props{
		Names:               names,
		Network:             net,
		Version:             "16",
		InstanceClass:       env.Database.InstanceClass,
		StorageGiB:          env.Database.StorageGiB,
		MaxStorageGiB:       env.Database.MaxStorageGiB,
		Database:            system,
		Username:            system,
		Password:            given.databasePassword,
		SecretName:          env.secretName("rds/password"),
		SecretProtection:    env.Protection,
		MultiAZ:             env.Database.MultiAZ,
		BackupRetentionDays: env.Database.BackupRetentionDays,
		Protection:          env.Protection,
		Logs:                kept,
	})
	built.cache = redis.New(stack, "redis", redis.Props{
		Names:                 names,
		Network:               net,
		NodeType:              env.Cache.NodeType,
		Nodes:                 env.Cache.Nodes,
		Shards:                env.Cache.Shards,
		SnapshotRetentionDays: env.Cache.SnapshotRetentionDays,
		SecretName:            env.secretName("redis/auth-token"),
		SecretProtection:      env.Protection,
		Protection:            env.Protection,
	})
	requests := addBuckets(stack, names, env, &built)
	addLoadBalancer(stack, names, env, net, requests, &built)
	built.images = repository.New(stack, "images", repository.Props{
		Names: names, Purpose: "backend", Protection: env.Protection,
	})
	built.variables = newVariables(stack, names, env, given, built)
	built.backend = fargate.New(stack, "backend-service", fargate.Props{
		Names:       names,
		Network:     net,
		Name:        "backend",
		Repository:  built.images,
		Tag:         env.Backend.Tag,
		Port:        backendPort,
		Size:        env.Backend.Size,
		Count:       env.Backend.Count,
		Health:      fargate.HTTPHealth(backendPort, healthPath),
		Environment: built.variables.plain,
		Secrets:     built.variables.secret,
		Balancer:    built.loadBalancer,
		Logs:        kept,
	})
	built.storage.GrantReadWrite(built.backend.TaskRole)

	// Who may talk to whom. The databases answer, and have no way out.
	built.loadBalancer.SecurityGroup.AllowFrom(securitygroup.Anywhere(), "Clients of the API")
	if env.API.Domain != "" {
		built.loadBalancer.SecurityGroup.AllowPortsFrom(securitygroup.Anywhere(), securitygroup.TCP(loadbalancer.HTTPPort), "Clients to redirect to HTTPS")
	}
	securitygroup.Connect(built.loadBalancer.SecurityGroup, built.backend.SecurityGroup, "The API behind the load balancer")
	securitygroup.Connect(built.backend.SecurityGroup, built.database.SecurityGroup, "PostgreSQL of the backend")
	securitygroup.Connect(built.backend.SecurityGroup, built.cache.SecurityGroup, "Redis of the backend")
	built.backend.SecurityGroup.AllowPortsTo(securitygroup.Anywhere(), securitygroup.TCP(loadbalancer.HTTPSPort), "Images, S3 and the AWS APIs")

	addOutputs(stack, env, built)
	return stack
}

// addLoadBalancer adds the load balancer: HTTPS where there is a host name, plain HTTP where there is none.
func addLoadBalancer(stack cdktf.TerraformStack, names naming.Names, env Environment, net *network.Network,
	requests *bucket.Bucket, built *deployed) {
	props := loadbalancer.Props{
		Names:     names,
		Network:   net,
		Listeners: loadbalancer.PlainHTTP,
		Targets: loadbalancer.Targets{
			Name: "backend", Kind: loadbalancer.Addresses, TargetProtocol: loadbalancer.Cleartext, Port: backendPort, HealthPath: healthPath,
		},
		Logs:       loadbalancer.Logs{RetentionDays: env.Logs.RetentionDays, AccessLogs: requests},
		Protection: env.Protection,
	}
	if env.API.Domain != "" {
		built.certificate = certificate.New(stack, "certificate", certificate.Props{Names: names, Host: env.API.Domain})
		props.Listeners, props.Certificate = loadbalancer.HTTPSWithRedirect, built.certificate.ARN
	}
	built.loadBalancer = loadbalancer.New(stack, "load-balancer", props)
}

// addBuckets adds the private object storage and the public frontend, and returns the bucket that requests to any
// bucket are logged to.
func addBuckets(stack cdktf.TerraformStack, names naming.Names, env Environment, built *deployed) *bucket.Bucket {
	requests := bucket.New(stack, "access-logs", bucket.Props{
		Names:      names,
		Purpose:    "access-logs",
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{ExpireAfterDays: env.Logs.RetentionDays, ForgetVersionsAfterDays: 1},
		Protection: env.Protection,
	})
	built.storage = bucket.New(stack, "storage", bucket.Props{
		Names:      names,
		Purpose:    "storage",
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{MoveTo: bucket.IntelligentTiering, ForgetVersionsAfterDays: oldVersionDays},
		AccessLogs: requests,
		Protection: env.Protection,
	})
	built.frontend = bucket.New(stack, "frontend", bucket.Props{
		Names:      names,
		Purpose:    "frontend",
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{ForgetVersionsAfterDays: oldVersionDays},
		AccessLogs: requests,
		Website:    &bucket.Website{Host: env.Frontend.Domain, Readers: cloudflare()},
		Protection: env.Protection,
	})
	return requests
}

// oldVersionDays is how long an object that was overwritten or deleted can be brought back.
const oldVersionDays = 90

// secretName is the name of a secret of the environment, for example "ticketing/dev/rds/password".
func (e Environment) secretName(thing string) string { return system + "/" + e.Name + "/" + thing }

func (e Environment) names(region string) naming.Names {
	return naming.Names{
		System:       system,
		Environment:  e.Name,
		Region:       region,
		AccountID:    e.Account.ID,
		ResourceTags: map[string]string{"Environment": e.Name},
		CommonTags:   map[string]string{"Environment": e.Name, "ManagedBy": "Terraform", "Project": "Ticketing"},
	}
}
