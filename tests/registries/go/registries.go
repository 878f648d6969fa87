package main

import (
	"fmt"

	"github.com/cloudwego/kitex/pkg/discovery"
	"github.com/cloudwego/kitex/pkg/registry"
	consul "github.com/kitex-contrib/registry-consul"
	etcd "github.com/kitex-contrib/registry-etcd"
)

func (o options) registryOf() (registry.Registry, error) {
	switch o.Registry {
	case "etcd":
		return etcd.NewEtcdRegistry([]string{o.Endpoint})
	case "consul":
		return consul.NewConsulRegister(o.Endpoint)
	}
	return nil, fmt.Errorf("no registry %q", o.Registry)
}

func (o options) resolverOf() (discovery.Resolver, error) {
	switch o.Registry {
	case "etcd":
		return etcd.NewEtcdResolver([]string{o.Endpoint})
	case "consul":
		return consul.NewConsulResolver(o.Endpoint)
	}
	return nil, fmt.Errorf("no registry %q", o.Registry)
}
