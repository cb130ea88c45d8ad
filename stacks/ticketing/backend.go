package ticketing

import (
	"landform/constructs/fargate"
	"landform/constructs/network"
	"landform/constructs/repository"
)

const (
	backendPort = 8080
	healthPath  = "/health"
)

// backend is the backend's service, with its image repository and its environment variables.
type backend struct {
	images    *repository.Repository
	variables *variables
	service   *fargate.Service
}

func (b *builder) backend(net *network.Network, data data, buckets buckets, edge edge) backend {
	images := repository.New(b.scope, "images", repository.Props{
		Names: b.names, Purpose: "backend", Protection: b.env.Protection,
	})
	variables := b.variables(data, buckets)
	service := fargate.New(b.scope, "backend-service", fargate.Props{
		Names:       b.names,
		Network:     net,
		Name:        "backend",
		Repository:  images,
		Tag:         b.env.Backend.Tag,
		Port:        backendPort,
		Size:        b.env.Backend.Size,
		Count:       b.env.Backend.Count,
		Health:      fargate.HTTPHealth(backendPort, healthPath),
		Environment: variables.plain,
		Secrets:     variables.secret,
		Balancer:    edge.loadBalancer,
		Logs:        b.logs,
	})
	buckets.storage.GrantReadWrite(service.TaskRole)
	return backend{images: images, variables: variables, service: service}
}
