package ticketing

import (
	"landform/constructs/deletion"
	"landform/constructs/fargate"
	"landform/constructs/network"
	"landform/internal/settings"
)

func prod(from settings.Ticketing) Environment {
	return Environment{
		Name:     "prod",
		Account:  from.Prod.Account,
		VPC:      from.Prod.VPC,
		Zones:    from.Zones[:3],
		NAT:      network.NATPerZone,
		API:      API{Domain: from.Prod.APIDomain},
		Frontend: Frontend{Domain: from.Prod.FrontendDomain},
		Backend: Backend{
			Tag:   from.Prod.BackendTag,
			Size:  fargate.Size{CPUUnits: 512, MemoryMiB: 1024},
			Count: fargate.Count{Initial: 3, Min: 2, Max: 10},
		},
		Database: Database{
			InstanceClass:       "db.t3.small",
			StorageGiB:          50,
			MaxStorageGiB:       500,
			MultiAZ:             true,
			BackupRetentionDays: 7,
		},
		Cache:      Cache{NodeType: "cache.t3.small", Shards: 2, Nodes: 2, SnapshotRetentionDays: 7},
		Logs:       Logs{RetentionDays: 365},
		Protection: deletion.Protected,
	}
}
