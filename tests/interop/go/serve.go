package main

import (
	"context"
	"net"
	"strings"

	"github.com/bytedance/gopkg/cloud/metainfo"
	"github.com/cloudwego/kitex/pkg/endpoint"
	"github.com/cloudwego/kitex/pkg/rpcinfo"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/server"
)

type serveOptions struct {
	// Told to callers as the backward value "served-by".
	Name     string   `json:"name"`
	Services []string `json:"services"`
	Fallback string   `json:"fallback"`
	// The path of a Unix socket; else any free port of 127.0.0.1.
	Path string `json:"path"`
	// WithMuxTransport.
	Mux bool `json:"mux"`
	// Leaves ServerTTHeaderHandler out.
	Bare bool `json:"bare"`
}

// served is a server that runs.
type served struct {
	name    string
	address string
	server  server.Server
	seen    journal[*seenCall]
	aborted journal[string]
	gate    gate
	relays  relays
}

func serve(options serveOptions) (*served, error) {
	s := &served{name: options.Name}
	network, address := "tcp", "127.0.0.1:0"
	if options.Path != "" {
		network, address = "unix", options.Path
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	s.address = listener.Addr().String()
	if network == "unix" {
		s.address = "unix:" + options.Path
	}
	settings := []server.Option{
		server.WithListener(listener),
		server.WithServerBasicInfo(&rpcinfo.EndpointBasicInfo{ServiceName: options.Name}),
		server.WithMiddleware(s.watch),
		server.WithMetaHandler(keepHeaders),
		server.WithEnableContextTimeout(true),
		// Nobody but the command "stop" ends this server.
		server.WithExitSignal(func() <-chan error { return make(chan error) }),
	}
	if !options.Bare {
		settings = append(settings, server.WithMetaHandler(transmeta.ServerTTHeaderHandler))
	}
	if options.Mux {
		settings = append(settings, server.WithMuxTransport())
	}
	s.server = server.NewServer(settings...)
	for _, name := range options.Services {
		if err := s.register(name, name == options.Fallback); err != nil {
			return nil, err
		}
	}
	go func() {
		// It returns what Stop was told; a failure shows in the calls.
		_ = s.server.Run()
	}()
	return s, nil
}

func (s *served) register(name string, fallback bool) error {
	info, err := serviceNamed(name)
	if err != nil {
		return err
	}
	handler, err := handlerOf(name, s)
	if err != nil {
		return err
	}
	if fallback {
		return s.server.RegisterService(info, handler, server.WithFallbackService())
	}
	return s.server.RegisterService(info, handler)
}

// stop is graceful: it settles when every call in flight has been answered.
func (s *served) stop() error {
	defer s.relays.close()
	return s.server.Stop()
}

// watch notes every call before its handler runs, and tells the caller who served it.
func (s *served) watch(next endpoint.Endpoint) endpoint.Endpoint {
	return func(ctx context.Context, request, response any) error {
		s.seen.add(see(ctx, s.name, request))
		metainfo.SendBackwardValue(ctx, "served-by", s.name)
		return next(ctx, request, response)
	}
}

func isUnix(address string) bool {
	return strings.HasPrefix(address, "unix:")
}
