package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	gen "kitex-ts/bench/grpc_gen/bench"
	streams "kitex-ts/bench/grpc_gen/stream"
)

// What protoc-gen-go-grpc would write of the services of bench.proto and stream.proto, for what the benches call.
var (
	echoPath = "/bench.Bench/Echo"
	sendPath = "/bench.BenchStream/Send"
	sendDesc = grpc.StreamDesc{StreamName: "Send", Handler: serveSend, ServerStreams: true}
)

// grpcServer makes a server of grpc-go, as it is by default.
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
		Streams:     []grpc.StreamDesc{sendDesc},
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

func serveSend(_ any, stream grpc.ServerStream) error {
	request := &streams.StreamRequest{}
	if err := stream.RecvMsg(request); err != nil {
		return err
	}
	message := &streams.StreamMessage{Message: strings.Repeat("x", int(request.Bytes))}
	for range request.Messages {
		if err := stream.SendMsg(message); err != nil {
			return err
		}
	}
	return nil
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
		request := &streams.StreamRequest{Messages: int32(payload.Messages), Bytes: int32(payload.Bytes)}
		message := strings.Repeat("x", payload.Bytes)
		return func(verify bool) error { return c.receiveAll(request, message, verify) }, nil
	}
	return nil, fmt.Errorf("no payload: %q", payload.Kind)
}

// receiveAll is one exchange of a stream: it ends with the last message.
func (c *grpcCaller) receiveAll(request *streams.StreamRequest, message string, verify bool) error {
	stream, err := c.conn.NewStream(context.Background(), &sendDesc, sendPath)
	if err != nil {
		return err
	}
	if err := stream.SendMsg(request); err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	for came := int32(0); ; came++ {
		response := &streams.StreamMessage{}
		if err := stream.RecvMsg(response); errors.Is(err, io.EOF) {
			if came != request.Messages {
				return fmt.Errorf("%d of %d messages came", came, request.Messages)
			}
			return nil
		} else if err != nil {
			return err
		}
		if verify {
			if err := sameText(response.Message, message); err != nil {
				return err
			}
		}
	}
}
