package main

import (
	"fmt"

	"github.com/cloudwego/kitex/pkg/serviceinfo"

	v1 "kitex-ts/interop/kitex_gen/evolution/v1/evolving"
	v2 "kitex-ts/interop/kitex_gen/evolution/v2/evolving"
	"kitex-ts/interop/kitex_gen/lab/annex"
	"kitex-ts/interop/kitex_gen/lab/lab"
	"kitex-ts/interop/kitex_gen/lab/nowhere"
	"kitex-ts/interop/kitex_gen/lab/twin"
)

// serviceNamed gives the facts of a service by the name that commands use for it.
func serviceNamed(name string) (*serviceinfo.ServiceInfo, error) {
	switch name {
	case "Lab":
		return lab.NewServiceInfo(), nil
	case "Annex":
		return annex.NewServiceInfo(), nil
	case "Twin":
		return twin.NewServiceInfo(), nil
	case "Nowhere":
		return nowhere.NewServiceInfo(), nil
	case "EvolvingV1":
		return v1.NewServiceInfo(), nil
	case "EvolvingV2":
		return v2.NewServiceInfo(), nil
	}
	return nil, fmt.Errorf("no service %q", name)
}

// handlerOf makes the handler of such a service.
func handlerOf(name string, s *served) (any, error) {
	switch name {
	case "Lab":
		return &labHandler{server: s}, nil
	case "Annex":
		return &annexHandler{}, nil
	case "Twin":
		return &twinHandler{}, nil
	case "EvolvingV1":
		return &evolvingV1{}, nil
	case "EvolvingV2":
		return &evolvingV2{}, nil
	}
	return nil, fmt.Errorf("nobody serves %q", name)
}
