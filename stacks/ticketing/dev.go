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

func dev(own settings.TicketingEnvironment) Environment {
	return Environment{
		Stage:    synthesized.Development,
		Position: 10,
		Account:  own.Account,
		Region:   own.Region,
		VPC:      own.VPC,
		Zones:    own.FirstZones(2),
		NAT:      network.NATSingle,
		API:      API{Domain: own.APIDomain},
		Frontend: Frontend{Domain: own.FrontendDomain},
		Backend: Backend{
			Tag:   own.BackendTag,
			Size:  fargate.Size{CPUUnits: 256, MemoryMiB: 512},
			Count: fargate.Count{Initial: 1, Min: 1, Max: 2},
		},
		Database: postgres.Size{
			InstanceClass:       "db.t3.micro",
			StorageGiB:          20,
			MaxStorageGiB:       100,
			MultiAZ:             false,
			BackupRetentionDays: 7,
		},
		Cache:            redis.Size{NodeType: "cache.t3.micro", Shards: 0, Nodes: 1, SnapshotRetentionDays: 1},
		Logs:             Logs{RetentionDays: 30},
		Alarms:           Alarms{Email: own.AlarmEmail, BudgetUSD: 150},
		ApplyImmediately: true,
		Threats:          account.Undetected,
		Protection:       deletion.Disposable,
		WebACLs:          waf.Off,
		Publishers:       own.Publishers,

		Waivers: slices.Concat(waivedEverywhere, waivedIfDisposable, ofDomain(own.APIDomain)),
	}
}
