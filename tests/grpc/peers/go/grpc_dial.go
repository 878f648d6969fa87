package main

import (
	"context"
	"fmt"
	"math"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	gen "kitex-ts/grpc/grpc_gen/echo"
)

const maxMessageBytes = math.MaxInt32

// grpcClient is a client of grpc-go, on one connection.
type grpcClient struct{ conn *grpc.ClientConn }

func dialGrpc(options dialOptions) (client, error) {
	settings := []grpc.DialOption{grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessageBytes))}
	if options.TLS != nil {
		settings = append(settings, grpc.WithTransportCredentials(credentials.NewTLS(options.TLS.client())))
	} else {
		settings = append(settings, grpc.WithTransportCredentials(insecure.NewCredentials()))
	}
	if options.KeepaliveMs > 0 {
		settings = append(settings, grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: milliseconds(options.KeepaliveMs)}))
	}
	conn, err := grpc.NewClient("passthrough:///"+options.Address, settings...)
	if err != nil {
		return nil, err
	}
	return &grpcClient{conn}, nil
}

func (c *grpcClient) close() error { return c.conn.Close() }

func (c *grpcClient) open(ctx context.Context, asked callOptions) (streamedCall, error) {
	if len(asked.Metadata) > 0 {
		ctx = metadata.NewOutgoingContext(ctx, toWire(asked.Metadata))
	}
	var settings []grpc.CallOption
	if asked.Gzip {
		settings = append(settings, grpc.UseCompressor(gzip.Name))
	}
	if asked.WaitForReady {
		settings = append(settings, grpc.WaitForReady(true))
	}
	path := "/" + echoService.ServiceName + "/" + asked.Method
	if asked.Method == "Unary" {
		return &grpcUnaryCall{conn: c.conn, ctx: ctx, path: path, settings: settings, done: make(chan struct{})}, nil
	}
	for _, desc := range echoService.Streams {
		if desc.StreamName == asked.Method {
			stream, err := c.conn.NewStream(ctx, &desc, path, settings...)
			if err != nil {
				return nil, err
			}
			return &grpcStreamCall{stream}, nil
		}
	}
	return nil, fmt.Errorf("no method %q", asked.Method)
}

func (*grpcClient) outcome(err error) outcome {
	told, ok := status.FromError(err)
	if !ok {
		return outcome{Kind: "failure", Message: err.Error()}
	}
	return outcome{Kind: "status", Code: int32(told.Code()), Message: told.Message(), Details: textsOf(told.Details())}
}

// grpcUnaryCall is made when its request is sent, and answers once.
type grpcUnaryCall struct {
	conn            *grpc.ClientConn
	ctx             context.Context
	path            string
	settings        []grpc.CallOption
	header, trailer metadata.MD
	done            chan struct{}
	answer          *response
	err             error
}

func (c *grpcUnaryCall) send(asked *request) error {
	defer close(c.done)
	answer := &gen.EchoResponse{}
	settings := append(c.settings, grpc.Header(&c.header), grpc.Trailer(&c.trailer))
	if c.err = c.conn.Invoke(c.ctx, c.path, convert[gen.EchoRequest](asked), answer, settings...); c.err == nil {
		c.answer = convert[response](answer)
	}
	return nil
}

func (*grpcUnaryCall) closeSend() error { return nil }

func (c *grpcUnaryCall) receive() (*response, error) {
	<-c.done
	answer := c.answer
	c.answer = nil
	return answer, endUnless(answer, c.err)
}

func (c *grpcUnaryCall) metadata() (header, trailer []*metaField) {
	return fromWire(c.header), fromWire(c.trailer)
}

type grpcStreamCall struct{ stream grpc.ClientStream }

func (c *grpcStreamCall) send(asked *request) error {
	return c.stream.SendMsg(convert[gen.EchoRequest](asked))
}

func (c *grpcStreamCall) closeSend() error { return c.stream.CloseSend() }

func (c *grpcStreamCall) receive() (*response, error) {
	answer := &gen.EchoResponse{}
	if err := c.stream.RecvMsg(answer); err != nil {
		return nil, err
	}
	return convert[response](answer), nil
}

func (c *grpcStreamCall) metadata() (header, trailer []*metaField) {
	came, err := c.stream.Header()
	if err != nil {
		// The stream ended without one.
		came = nil
	}
	return fromWire(came), fromWire(c.stream.Trailer())
}
