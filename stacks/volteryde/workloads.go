package volteryde

import (
	"landform/constructs/eks"
	"landform/constructs/secret"
)

// The service accounts of pods that use what the environment stores. Whoever may create pods of an account acts as its
// role: namespaces bound it.
var (
	platformAccount        = eks.ServiceAccount{Namespace: System, Name: "platform"}
	externalSecretsAccount = eks.ServiceAccount{Namespace: "external-secrets", Name: "external-secrets"}
)

// workloads are the roles of the pods that use what the environment stores.
type workloads struct {
	// platform is that of the platform's own pods: they read the environment's secrets, keep documents, and read
	// backups. They write no backup, so that a pod that was taken over cannot spoil one.
	platform *eks.PodRole
	// externalSecrets is that of the controller which copies secrets into the cluster, for pods that read them from there.
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
