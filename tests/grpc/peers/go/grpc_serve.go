package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	gen "kitex-ts/grpc/grpc_gen/echo"
)

// serveGrpc starts a grpc-go server with the service, health checking and reflection.
func serveGrpc(listener net.Listener, options serveOptions, h *handler) (stopper, error) {
	settings := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(maxMessageBytes),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionAge:      milliseconds(options.MaxAgeMs),
			MaxConnectionAgeGrace: milliseconds(options.MaxAgeGraceMs),
			MaxConnectionIdle:     milliseconds(options.MaxIdleMs),
			Time:                  milliseconds(options.KeepaliveMs),
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: milliseconds(options.MinPingMs)}),
	}
	if options.MaxStreams > 0 {
		settings = append(settings, grpc.MaxConcurrentStreams(options.MaxStreams))
	}
	if options.TLS != nil {
		certificate, err := options.TLS.certificate()
		if err != nil {
			return nil, err
		}
		settings = append(settings, grpc.Creds(credentials.NewServerTLSFromCert(&certificate)))
	}
	server := grpc.NewServer(settings...)
	server.RegisterService(&echoService, h)
	healthpb.RegisterHealthServer(server, health.NewServer())
	reflection.Register(server)
	go func() {
		// It returns when it is stopped; a failure shows in the calls.
		_ = server.Serve(listener)
	}()
	return func() error {
		server.GracefulStop()
		return nil
	}, nil
}

// echoService is what protoc-gen-go-grpc would write, with the handlers of this program.
var echoService = grpc.ServiceDesc{
	ServiceName: "interop.Echo",
	HandlerType: (*any)(nil),
	Methods:     []grpc.MethodDesc{{MethodName: "Unary", Handler: serveUnary}},
	Streams: []grpc.StreamDesc{
		{StreamName: "ServerStream", Handler: serveServerStream, ServerStreams: true},
		{StreamName: "ClientStream", Handler: serveClientStream, ClientStreams: true},
		{StreamName: "Bidi", Handler: serveBidi, ServerStreams: true, ClientStreams: true},
	},
	Metadata: "echo.proto",
}

func serveUnary(service any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	asked := &gen.EchoRequest{}
	if err := decode(asked); err != nil {
		return nil, err
	}
	answer, err := service.(*handler).unary("Unary", &grpcUnary{ctx}, convert[request](asked))
	if err != nil {
		return nil, err
	}
	return convert[gen.EchoResponse](answer), nil
}

func serveServerStream(service any, stream grpc.ServerStream) error {
	call := &grpcStream{grpcUnary{stream.Context()}, stream}
	asked, err := call.receive()
	if err != nil {
		return err
	}
	return service.(*handler).serverStream("ServerStream", call, asked)
}

func serveClientStream(service any, stream grpc.ServerStream) error {
	call := &grpcStream{grpcUnary{stream.Context()}, stream}
	answer, err := service.(*handler).clientStream("ClientStream", call)
	if err != nil {
		return err
	}
	return call.send(answer)
}

func serveBidi(service any, stream grpc.ServerStream) error {
	return service.(*handler).bidi("Bidi", &grpcStream{grpcUnary{stream.Context()}, stream})
}

// grpcUnary is a call without streams of messages: its handler has the one request.
type grpcUnary struct{ ctx context.Context }

func (c *grpcUnary) context() context.Context { return c.ctx }

func (c *grpcUnary) metadata() []*metaField {
	came, _ := metadata.FromIncomingContext(c.ctx)
	return fromWire(came)
}

func (c *grpcUnary) setHeader(values map[string]string) error {
	return grpc.SetHeader(c.ctx, toWire(values))
}

func (c *grpcUnary) sendHeader() error { return grpc.SendHeader(c.ctx, nil) }

func (c *grpcUnary) setTrailer(values map[string]string) error {
	return grpc.SetTrailer(c.ctx, toWire(values))
}

func (*grpcUnary) receive() (*request, error) { return nil, errors.New("a unary call has one request") }

func (*grpcUnary) send(*response) error { return errors.New("a unary call has one answer") }

// failure writes a business status as Kitex does: trailers beside the status INTERNAL.
func (c *grpcUnary) failure(f *failure) error {
	switch {
	case f.Status != nil:
		made, err := status.New(codes.Code(f.Status.Code), f.Status.Message).WithDetails(details[protoadapt.MessageV1](f.Status)...)
		if err != nil {
			return err
		}
		return made.Err()
	case f.BizStatus != nil:
		trailer := metadata.Pairs("biz-status", decimal(f.BizStatus.Code))
		if len(f.BizStatus.Extra) > 0 {
			extra, err := json.Marshal(f.BizStatus.Extra)
			if err != nil {
				return err
			}
			trailer.Set("biz-extra", string(extra))
		}
		if err := grpc.SetTrailer(c.ctx, trailer); err != nil {
			return err
		}
		return status.Error(codes.Internal, f.BizStatus.Message)
	}
	return errors.New(f.Error)
}

type grpcStream struct {
	grpcUnary
	stream grpc.ServerStream
}

func (c *grpcStream) receive() (*request, error) {
	asked := &gen.EchoRequest{}
	if err := c.stream.RecvMsg(asked); err != nil {
		return nil, err
	}
	return convert[request](asked), nil
}

func (c *grpcStream) send(answer *response) error {
	return c.stream.SendMsg(convert[gen.EchoResponse](answer))
}

func milliseconds(count int) time.Duration { return time.Duration(count) * time.Millisecond }
