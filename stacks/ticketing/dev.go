package ticketing

import (
	"landform/constructs/deletion"
	"landform/constructs/fargate"
	"landform/constructs/network"
	"landform/internal/settings"
)

func dev(from settings.Ticketing) Environment {
	return Environment{
		Name:     "dev",
		Account:  from.Dev.Account,
		VPC:      from.Dev.VPC,
		Zones:    from.Zones[:2],
		NAT:      network.NATSingle,
		API:      API{Domain: from.Dev.APIDomain},
		Frontend: Frontend{Domain: from.Dev.FrontendDomain},
		Backend: Backend{
			Tag:   from.Dev.BackendTag,
			Size:  fargate.Size{CPUUnits: 256, MemoryMiB: 512},
			Count: fargate.Count{Initial: 1, Min: 1, Max: 2},
		},
		Database: Database{
			InstanceClass:       "db.t3.micro",
			StorageGiB:          20,
			MaxStorageGiB:       100,
			MultiAZ:             false,
			BackupRetentionDays: 7,
		},
		Cache:      Cache{NodeType: "cache.t3.micro", Shards: 0, Nodes: 1, SnapshotRetentionDays: 1},
		Logs:       Logs{RetentionDays: 30},
		Protection: deletion.Disposable,
	}
}
