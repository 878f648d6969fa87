package main

import (
	"context"
	"errors"
	"net"

	_ "github.com/cloudwego/kitex/pkg/remote/codec/protobuf/encoding/gzip"

	"github.com/cloudwego/kitex/pkg/kerrors"
	"github.com/cloudwego/kitex/pkg/remote/trans/nphttp2"
	kcodes "github.com/cloudwego/kitex/pkg/remote/trans/nphttp2/codes"
	kgrpc "github.com/cloudwego/kitex/pkg/remote/trans/nphttp2/grpc"
	kmetadata "github.com/cloudwego/kitex/pkg/remote/trans/nphttp2/metadata"
	kstatus "github.com/cloudwego/kitex/pkg/remote/trans/nphttp2/status"
	"github.com/cloudwego/kitex/pkg/rpcinfo"
	"github.com/cloudwego/kitex/pkg/streaming"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/server"
	"google.golang.org/protobuf/proto"

	"kitex-ts/grpc/kitex_gen/interop"
	"kitex-ts/grpc/kitex_gen/interop/echo"
	thrift "kitex-ts/grpc/kitex_gen/streams"
	"kitex-ts/grpc/kitex_gen/streams/echostream"
)

// serveKitex starts a server of Kitex for Go with both services. It detects the protocols: gRPC, and for calls that are
// no streams TTHeader and framed.
func serveKitex(listener net.Listener, options serveOptions, h *handler) (stopper, error) {
	settings := []server.Option{
		server.WithListener(listener),
		server.WithServerBasicInfo(&rpcinfo.EndpointBasicInfo{ServiceName: options.Name}),
		server.WithMetaHandler(transmeta.ServerTTHeaderHandler),
		server.WithMetaHandler(transmeta.ServerHTTP2Handler),
		server.WithEnableContextTimeout(true),
		server.WithGRPCKeepaliveParams(kgrpc.ServerKeepalive{
			MaxConnectionAge:      milliseconds(options.MaxAgeMs),
			MaxConnectionAgeGrace: milliseconds(options.MaxAgeGraceMs),
			MaxConnectionIdle:     milliseconds(options.MaxIdleMs),
			Time:                  milliseconds(options.KeepaliveMs),
		}),
		// As the generated server of a Thrift service has it.
		server.WithCompatibleMiddlewareForUnary(),
		// Nobody but the command "stop" ends this server.
		server.WithExitSignal(func() <-chan error { return make(chan error) }),
	}
	if options.MinPingMs > 0 {
		policy := kgrpc.EnforcementPolicy{MinTime: milliseconds(options.MinPingMs)}
		settings = append(settings, server.WithGRPCKeepaliveEnforcementPolicy(policy))
	}
	if options.MaxStreams > 0 {
		settings = append(settings, server.WithGRPCMaxConcurrentStreams(options.MaxStreams))
	}
	if options.Mux {
		settings = append(settings, server.WithMuxTransport())
	}
	made := server.NewServer(settings...)
	if err := echo.RegisterService(made, &kitexEcho{h}); err != nil {
		return nil, err
	}
	if err := echostream.RegisterService(made, &kitexEchoStream{h}); err != nil {
		return nil, err
	}
	go func() {
		// It returns what Stop was told; a failure shows in the calls.
		_ = made.Run()
	}()
	return made.Stop, nil
}

type kitexEcho struct{ handler *handler }

func (s *kitexEcho) Unary(ctx context.Context, asked *interop.EchoRequest) (*interop.EchoResponse, error) {
	return kitexUnary[interop.EchoResponse](s.handler, ctx, "Unary", asked)
}

func (s *kitexEcho) ServerStream(asked *interop.EchoRequest, stream interop.Echo_ServerStreamServer) error {
	return s.handler.serverStream("ServerStream", protobufStream(stream), convert[request](asked))
}

func (s *kitexEcho) ClientStream(stream interop.Echo_ClientStreamServer) error {
	return kitexClientStream(s.handler, "ClientStream", protobufStream(stream))
}

func (s *kitexEcho) Bidi(stream interop.Echo_BidiServer) error {
	return s.handler.bidi("Bidi", protobufStream(stream))
}

type kitexEchoStream struct{ handler *handler }

func (s *kitexEchoStream) Plain(ctx context.Context, asked *thrift.EchoRequest) (*thrift.EchoResponse, error) {
	return kitexUnary[thrift.EchoResponse](s.handler, ctx, "plain", asked)
}

func (s *kitexEchoStream) Unary(ctx context.Context, asked *thrift.EchoRequest) (*thrift.EchoResponse, error) {
	return kitexUnary[thrift.EchoResponse](s.handler, ctx, "unary", asked)
}

func (s *kitexEchoStream) ServerStream(asked *thrift.EchoRequest, stream thrift.EchoStream_serverStreamServer) error {
	return s.handler.serverStream("serverStream", thriftStream(stream), convert[request](asked))
}

func (s *kitexEchoStream) ClientStream(stream thrift.EchoStream_clientStreamServer) error {
	return kitexClientStream(s.handler, "clientStream", thriftStream(stream))
}

func (s *kitexEchoStream) Bidi(stream thrift.EchoStream_bidiServer) error {
	return s.handler.bidi("bidi", thriftStream(stream))
}

func kitexUnary[Response any](h *handler, ctx context.Context, method string, asked any) (*Response, error) {
	answer, err := h.unary(method, &kitexCall{ctx}, convert[request](asked))
	if err != nil {
		return nil, err
	}
	return convert[Response](answer), nil
}

func kitexClientStream(h *handler, method string, call exchange) error {
	answer, err := h.clientStream(method, call)
	if err != nil {
		return err
	}
	return call.send(answer)
}

// kitexCall is a call without streams of messages, over any protocol.
type kitexCall struct{ ctx context.Context }

func (c *kitexCall) context() context.Context { return c.ctx }

func (c *kitexCall) metadata() []*metaField {
	came, _ := kmetadata.FromIncomingContext(c.ctx)
	return fromWire(came)
}

func (c *kitexCall) setHeader(values map[string]string) error {
	return nphttp2.SetHeader(c.ctx, toWire(values))
}

func (c *kitexCall) sendHeader() error { return nphttp2.SendHeader(c.ctx, nil) }

func (c *kitexCall) setTrailer(values map[string]string) error {
	return nphttp2.SetTrailer(c.ctx, toWire(values))
}

func (*kitexCall) receive() (*request, error) { return nil, errors.New("a unary call has one request") }

func (*kitexCall) send(*response) error { return errors.New("a unary call has one answer") }

func (*kitexCall) failure(f *failure) error {
	switch {
	case f.Status != nil:
		made, err := kstatus.New(kcodes.Code(f.Status.Code), f.Status.Message).WithDetails(details[proto.Message](f.Status)...)
		if err != nil {
			return err
		}
		return made.Err()
	case f.BizStatus != nil:
		return kerrors.NewBizStatusErrorWithExtra(f.BizStatus.Code, f.BizStatus.Message, f.BizStatus.Extra)
	case f.Refused != "":
		return &thrift.Refused{Why: f.Refused}
	}
	return errors.New(f.Error)
}

// kitexStream is a stream whose messages are of the types that generate makes.
type kitexStream struct {
	kitexCall
	stream   streaming.Stream
	request  func() any
	response func(*response) any
}

func protobufStream(stream streaming.Stream) *kitexStream {
	return &kitexStream{
		kitexCall{stream.Context()}, stream,
		func() any { return &interop.EchoRequest{} },
		func(answer *response) any { return convert[interop.EchoResponse](answer) },
	}
}

func thriftStream(stream streaming.Stream) *kitexStream {
	return &kitexStream{
		kitexCall{stream.Context()}, stream,
		func() any { return &thrift.EchoRequest{} },
		func(answer *response) any { return convert[thrift.EchoResponse](answer) },
	}
}

func (c *kitexStream) setHeader(values map[string]string) error {
	return c.stream.SetHeader(toWire(values))
}

func (c *kitexStream) sendHeader() error { return c.stream.SendHeader(nil) }

func (c *kitexStream) setTrailer(values map[string]string) error {
	c.stream.SetTrailer(toWire(values))
	return nil
}

func (c *kitexStream) receive() (*request, error) {
	asked := c.request()
	if err := c.stream.RecvMsg(asked); err != nil {
		return nil, err
	}
	return convert[request](asked), nil
}

func (c *kitexStream) send(answer *response) error { return c.stream.SendMsg(c.response(answer)) }
