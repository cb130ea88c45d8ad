package volteryde

import (
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

func production(from settings.Volteryde, own settings.VolterydeEnvironment) Environment {
	return Environment{
		Stage:       synthesized.Production,
		Position:    30,
		Account:     own.Account,
		Region:      own.Region,
		VPC:         own.VPC,
		Domain:      own.Domain,
		Signing:     dns.Signed,
		Delegations: delegations(own.Delegations),
		Zones:       own.Zones,
		NAT:         network.NATPerZone,
		Cluster: Cluster{
			Version:        from.EKSVersion,
			PublicAccess:   from.OfficeCIDRs,
			Administrators: own.Administrators,
			Viewers:        own.Viewers,
			Nodes: eks.NodeProps{
				InstanceTypes: []string{"m5.large", "m5.xlarge"}, Desired: 6, Min: 3, Max: 20, DetailedMonitoring: true,
			},
			Insights: eks.InsightsOn,
		},
		Database: Database{
			Size: postgres.Size{
				InstanceClass:       "db.r6g.xlarge",
				StorageGiB:          100,
				MaxStorageGiB:       1000,
				MultiAZ:             true,
				BackupRetentionDays: 30,
			},
			Protection: deletion.Protected,
		},
		Cache: redis.Size{NodeType: "cache.r6g.large", Nodes: 3, SnapshotRetentionDays: 5},
		Timescale: Timescale{
			Size: timescale.Size{
				InstanceType:          "r6i.large",
				DataGiB:               500,
				SnapshotIntervalHours: 4,
				SnapshotRetentionDays: 30,
				BackupRetentionDays:   21,
			},
			Protection: deletion.Protected,
		},
		Logs:       Logs{RetentionDays: 365},
		WebACLs:    waf.Block,
		Publishers: own.Publishers,
		Threats:    account.Detected,
		Alarms:     Alarms{Email: own.AlarmEmail, BudgetUSD: 2500},
		Developers: organization.ReadOnly,

		DetailedMonitoring: true,

		Protection: deletion.Protected,

		Waivers: Waivers{Stack: slices.Concat(waivedEverywhere, waivedInProduction)},
	}
}
