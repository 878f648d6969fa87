package main

import (
	"context"
	"fmt"
	"net"

	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/server"
	"kitex-ts/bench/kitex_gen/bench"
	service "kitex-ts/bench/kitex_gen/bench/bench"
)

// handler answers with what it was asked.
type handler struct{}

func (*handler) Echo(_ context.Context, request *bench.EchoRequest) (*bench.EchoResponse, error) {
	return &bench.EchoResponse{Message: request.Message}, nil
}

func (*handler) EchoNested(_ context.Context, request *bench.Nested) (*bench.Nested, error) {
	return request, nil
}

func serve(variant string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	run, err := serverOf(variant, listener)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- run() }()
	write(map[string]string{"address": listener.Addr().String()})
	go func() {
		failed <- lines(func([]byte) error {
			used, err := currentUsage()
			if err == nil {
				write(used)
			}
			return err
		})
	}()
	return <-failed
}

// serverOf makes a server; the function runs it.
func serverOf(variant string, listener net.Listener) (func() error, error) {
	if variant == "grpc" {
		return grpcServer(listener), nil
	}
	options := []server.Option{
		server.WithListener(listener),
		server.WithMetaHandler(transmeta.ServerTTHeaderHandler),
		// The end of the standard input ends this server.
		server.WithExitSignal(func() <-chan error { return make(chan error) }),
	}
	switch variant {
	case "pool", "pool-framed":
	case "mux":
		options = append(options, server.WithMuxTransport())
	default:
		return nil, fmt.Errorf("no variant of the server: %q", variant)
	}
	// By pointer: a struct as handler panics in v0.16.3.
	return service.NewServer(&handler{}, options...).Run, nil
}
