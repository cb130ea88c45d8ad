package volteryde

import (
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/network"
	"landform/internal/settings"
)

func production(from settings.Volteryde) Environment {
	return Environment{
		Name:    "production",
		Account: from.Production.Account,
		VPC:     from.Production.VPC,
		Domain:  from.Production.Domain,
		Signing: dns.Signed,
		Zones:   from.Zones,
		NAT:     network.NATPerZone,
		Cluster: Cluster{
			Version:        from.EKSVersion,
			PublicAccess:   from.OfficeCIDRs,
			Administrators: from.Production.Administrators,
			Nodes: eks.NodeProps{
				InstanceTypes: []string{"m5.large", "m5.xlarge"}, Desired: 6, Min: 3, Max: 20, DetailedMonitoring: true,
			},
			Insights: eks.InsightsOn,
		},
		Database: Database{
			InstanceClass:       "db.r6g.xlarge",
			StorageGiB:          100,
			MaxStorageGiB:       1000,
			MultiAZ:             true,
			BackupRetentionDays: 30,
			Protection:          deletion.Protected,
		},
		Cache: Cache{NodeType: "cache.r6g.large", Nodes: 3, SnapshotRetentionDays: 5},
		Timescale: Timescale{
			InstanceType:          "r6i.large",
			DataGiB:               500,
			SnapshotRetentionDays: 30,
			Protection:            deletion.Protected,
		},
		Logs:   Logs{RetentionDays: 365},
		Alarms: Alarms{Email: from.Production.AlarmEmail, BudgetUSD: 2500},

		DetailedMonitoring: true,

		Protection: deletion.Protected,
	}
}
