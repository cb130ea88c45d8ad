package volteryde

import (
	"net/netip"
	"slices"

	"landform/constructs/account"
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/network"
	"landform/constructs/organization"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/timescale"
	"landform/constructs/waf"
	"landform/internal/settings"
	"landform/internal/synthesized"
)

func dev(from settings.Volteryde, own settings.VolterydeEnvironment) Environment {
	return Environment{
		Stage:       synthesized.Development,
		Position:    10,
		Account:     own.Account,
		Region:      own.Region,
		VPC:         own.VPC,
		Domain:      own.Domain,
		Signing:     dns.Unsigned,
		Delegations: delegations(own.Delegations),
		Zones:       own.Zones,
		NAT:         network.NATPerZone,
		Cluster: Cluster{
			Version:        from.EKSVersion,
			PublicAccess:   []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")},
			Administrators: own.Administrators,
			Viewers:        own.Viewers,
			Nodes:          eks.NodeProps{InstanceTypes: []string{"t3.medium"}, Desired: 2, Min: 1, Max: 5},
			Insights:       eks.InsightsOff,
		},
		Database: Database{
			Size: postgres.Size{
				InstanceClass:       "db.t3.medium",
				StorageGiB:          20,
				MaxStorageGiB:       100,
				MultiAZ:             false,
				BackupRetentionDays: 7,
			},
			Protection: deletion.Disposable,
		},
		Cache: redis.Size{NodeType: "cache.t3.micro", Nodes: 1, SnapshotRetentionDays: 1},
		Timescale: Timescale{
			Size: timescale.Size{
				InstanceType:          "t3.medium",
				DataGiB:               100,
				SnapshotIntervalHours: 24,
				SnapshotRetentionDays: 7,
				BackupRetentionDays:   7,
			},
			Protection: deletion.Disposable,
		},
		Logs:             Logs{RetentionDays: 30},
		Alarms:           Alarms{Email: own.AlarmEmail, BudgetUSD: 500},
		ApplyImmediately: true,
		WebACLs:          waf.Off,
		Publishers:       own.Publishers,
		Threats:          account.Undetected,
		Developers:       organization.Administrator,

		Protection: deletion.Disposable,

		Waivers: Waivers{Stack: slices.Concat(waivedEverywhere, waivedIfDisposable), Developers: waivedAdministrators},
	}
}
