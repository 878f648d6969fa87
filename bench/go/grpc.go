package main

import (
	"context"
	"fmt"
	"net"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	gen "kitex-ts/bench/grpc_gen/bench"
)

const echoPath = "/bench.Bench/Echo"

// grpcServer makes a server of grpc-go, as it is by default, of what protoc-gen-go-grpc would write for bench.proto and
// stream.proto.
func grpcServer(listener net.Listener) func() error {
	server := grpc.NewServer()
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "bench.Bench",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Echo", Handler: serveEcho}},
	}, nil)
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "bench.BenchStream",
		HandlerType: (*any)(nil),
		Streams:     []grpc.StreamDesc{sendDesc, collectDesc, chatDesc},
	}, nil)
	return func() error { return server.Serve(listener) }
}

func serveEcho(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	request := &gen.EchoRequest{}
	if err := decode(request); err != nil {
		return nil, err
	}
	return &gen.EchoResponse{Message: request.Message}, nil
}

type grpcCaller struct{ conn *grpc.ClientConn }

// connectGrpc makes a client of grpc-go: one connection for all calls in flight.
func connectGrpc(_ string, load spec) (caller, error) {
	conn, err := grpc.NewClient("passthrough:///"+load.Address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	return &grpcCaller{conn}, err
}

func (c *grpcCaller) exchange(payload payload) (exchange, error) {
	switch payload.Kind {
	case "echo":
		message := strings.Repeat("x", payload.Bytes)
		return func(verify bool) error {
			response := &gen.EchoResponse{}
			err := c.conn.Invoke(context.Background(), echoPath, &gen.EchoRequest{Message: message}, response)
			if err == nil && verify {
				return sameText(response.Message, message)
			}
			return err
		}, nil
	case "stream":
		return c.stream(payload)
	}
	return nil, fmt.Errorf("no payload: %q", payload.Kind)
}
