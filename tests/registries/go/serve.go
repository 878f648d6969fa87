package main

import (
	"context"
	"io"
	"net"
	"os"

	"github.com/cloudwego/kitex/pkg/registry"
	"github.com/cloudwego/kitex/pkg/rpcinfo"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/server"

	"kitex-ts/registries/kitex_gen/echo"
	"kitex-ts/registries/kitex_gen/echo/echoservice"
)

// handler answers with the address it is reached at.
type handler struct{ address string }

func (h *handler) Echo(context.Context, *echo.Request) (*echo.Response, error) {
	return &echo.Response{Message: h.address}, nil
}

func serve(o options) error {
	r, err := o.registryOf()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	s := echoservice.NewServer(&handler{address},
		server.WithListener(listener),
		server.WithServerBasicInfo(&rpcinfo.EndpointBasicInfo{ServiceName: o.Service}),
		server.WithMetaHandler(transmeta.ServerTTHeaderHandler),
		server.WithRegistry(r),
		server.WithRegistryInfo(&registry.Info{ServiceName: o.Service, Weight: o.Weight, Tags: o.Tags}),
		// The standard input ends this server, and no signal.
		server.WithExitSignal(func() <-chan error { return make(chan error) }),
	)
	ended := make(chan error, 1)
	go func() { ended <- s.Run() }()
	if err := say(map[string]string{"address": address}); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	if err := s.Stop(); err != nil {
		return err
	}
	return <-ended
}
