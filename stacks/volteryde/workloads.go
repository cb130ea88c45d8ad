package volteryde

import (
	"landform/constructs/eks"
	"landform/constructs/secret"
)

// The service accounts of pods that use the environment's secrets and buckets. Everybody who may create pods in a namespace
// can use the roles of its service accounts.
var (
	platformAccount        = eks.ServiceAccount{Namespace: System, Name: "platform"}
	externalSecretsAccount = eks.ServiceAccount{Namespace: "external-secrets", Name: "external-secrets"}
)

// workloads are the roles of pods that use the environment's secrets and buckets.
type workloads struct {
	// platform is the role of the platform's own pods. It may read the environment's secrets, read and write documents, and
	// read backups. It may not write backups, so that an attacker in a pod cannot destroy them.
	platform *eks.PodRole
	// externalSecrets is the role of External Secrets, which copies secrets into the cluster.
	externalSecrets *eks.PodRole
}

func (b *builder) workloads(cluster *eks.Cluster, data data, storage storage, telemetry telemetry) workloads {
	w := workloads{
		platform:        cluster.AddPodRole("platform", platformAccount),
		externalSecrets: cluster.AddPodRole("external-secrets", externalSecretsAccount),
	}
	for _, credentials := range []*secret.Secret{data.postgres.Secret, data.redis.Secret, telemetry.database.Secret} {
		credentials.GrantRead(w.platform.Role)
		credentials.GrantRead(w.externalSecrets.Role)
	}
	storage.documents.GrantReadWrite(w.platform.Role)
	storage.backups.GrantRead(w.platform.Role)
	return w
}
