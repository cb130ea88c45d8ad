package ticketing

import (
	"slices"

	"landform/constructs/account"
	"landform/constructs/deletion"
	"landform/constructs/fargate"
	"landform/constructs/network"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/waf"
	"landform/internal/settings"
	"landform/internal/synthesized"
)

func prod(own settings.TicketingEnvironment) Environment {
	return Environment{
		Stage:    synthesized.Production,
		Position: 20,
		Account:  own.Account,
		Region:   own.Region,
		VPC:      own.VPC,
		Zones:    own.FirstZones(3),
		NAT:      network.NATPerZone,
		API:      API{Domain: own.APIDomain},
		Frontend: Frontend{Domain: own.FrontendDomain},
		Backend: Backend{
			Tag:   own.BackendTag,
			Size:  fargate.Size{CPUUnits: 512, MemoryMiB: 1024},
			Count: fargate.Count{Initial: 3, Min: 2, Max: 10},
		},
		Database: postgres.Size{
			InstanceClass:       "db.t3.small",
			StorageGiB:          50,
			MaxStorageGiB:       500,
			MultiAZ:             true,
			BackupRetentionDays: 7,
		},
		Cache:      redis.Size{NodeType: "cache.t3.small", Shards: 2, Nodes: 2, SnapshotRetentionDays: 7},
		Logs:       Logs{RetentionDays: 365},
		WebACLs:    waf.Block,
		Publishers: own.Publishers,
		Threats:    account.Detected,
		Alarms:     Alarms{Email: own.AlarmEmail, BudgetUSD: 500},
		Protection: deletion.Protected,

		Waivers: slices.Concat(waivedEverywhere, ofDomain(own.APIDomain)),
	}
}
