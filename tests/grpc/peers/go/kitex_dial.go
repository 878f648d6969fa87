package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/bytedance/gopkg/cloud/metainfo"
	kclient "github.com/cloudwego/kitex/client"
	"github.com/cloudwego/kitex/client/callopt"
	"github.com/cloudwego/kitex/pkg/connpool"
	"github.com/cloudwego/kitex/pkg/kerrors"
	"github.com/cloudwego/kitex/pkg/remote"
	"github.com/cloudwego/kitex/pkg/remote/trans/nphttp2"
	kgrpc "github.com/cloudwego/kitex/pkg/remote/trans/nphttp2/grpc"
	kmetadata "github.com/cloudwego/kitex/pkg/remote/trans/nphttp2/metadata"
	kstatus "github.com/cloudwego/kitex/pkg/remote/trans/nphttp2/status"
	"github.com/cloudwego/kitex/pkg/rpcinfo"
	"github.com/cloudwego/kitex/pkg/serviceinfo"
	"github.com/cloudwego/kitex/pkg/streaming"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/transport"

	"kitex-ts/grpc/kitex_gen/interop"
	"kitex-ts/grpc/kitex_gen/interop/echo"
	thrift "kitex-ts/grpc/kitex_gen/streams"
	"kitex-ts/grpc/kitex_gen/streams/echostream"
)

// kitexClient is a client of Kitex for Go, for one service over one transport.
type kitexClient struct {
	info   *serviceinfo.ServiceInfo
	client kclient.Client
}

func dialKitex(options dialOptions) (client, error) {
	made := &kitexClient{}
	switch options.Service {
	case "Echo", "":
		made.info = echo.NewServiceInfo()
	case "EchoStream":
		made.info = echostream.NewServiceInfo()
	default:
		return nil, fmt.Errorf("no service: %q", options.Service)
	}
	settings := []kclient.Option{
		kclient.WithDestService("interop.echo"),
		kclient.WithHostPorts(options.Address),
		kclient.WithClientBasicInfo(&rpcinfo.EndpointBasicInfo{ServiceName: "kitex.client"}),
		kclient.WithConnectTimeout(time.Second),
	}
	switch options.Transport {
	case "grpc", "":
		settings = append(settings,
			kclient.WithTransportProtocol(transport.GRPC),
			kclient.WithMetaHandler(transmeta.ClientHTTP2Handler),
			kclient.WithGRPCConnPoolSize(1))
		if options.KeepaliveMs > 0 {
			settings = append(settings, kclient.WithGRPCKeepaliveParams(kgrpc.ClientKeepalive{Time: milliseconds(options.KeepaliveMs)}))
		}
		if options.TLS != nil {
			settings = append(settings, kclient.WithGRPCTLSConfig(options.TLS.client()))
		}
	case "ttheader-framed":
		settings = append(settings,
			kclient.WithTransportProtocol(transport.TTHeaderFramed),
			kclient.WithMetaHandler(transmeta.ClientTTHeaderHandler))
	case "framed":
		settings = append(settings, kclient.WithTransportProtocol(transport.Framed))
	default:
		return nil, fmt.Errorf("no transport: %q", options.Transport)
	}
	switch options.Connection {
	case "":
	case "short":
		settings = append(settings, kclient.WithShortConnection())
	case "long":
		pool := connpool.IdleConfig{MaxIdlePerAddress: 100, MaxIdleGlobal: 1000, MaxIdleTimeout: time.Minute}
		settings = append(settings, kclient.WithLongConnection(pool))
	case "mux":
		settings = append(settings, kclient.WithMuxConnection(1))
	default:
		return nil, fmt.Errorf("no kind of connection: %q", options.Connection)
	}
	var err error
	made.client, err = kclient.NewClient(made.info, settings...)
	return made, err
}

func (c *kitexClient) close() error {
	if closer, ok := c.client.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

func (c *kitexClient) open(ctx context.Context, asked callOptions) (streamedCall, error) {
	method := c.info.MethodInfo(ctx, asked.Method)
	if method == nil {
		return nil, fmt.Errorf("no method %q", asked.Method)
	}
	if len(asked.Metadata) > 0 {
		ctx = kmetadata.NewOutgoingContext(ctx, toWire(asked.Metadata))
	}
	for key, value := range asked.Transient {
		ctx = metainfo.WithValue(ctx, key, value)
	}
	for key, value := range asked.Persistent {
		ctx = metainfo.WithPersistentValue(ctx, key, value)
	}
	var settings []callopt.Option
	if asked.Gzip {
		settings = append(settings, callopt.WithGRPCCompressor("gzip"))
	}
	mode := method.StreamingMode()
	if mode == serviceinfo.StreamingNone || mode == serviceinfo.StreamingUnary {
		if deadline, ok := ctx.Deadline(); ok {
			settings = append(settings, callopt.WithRPCTimeout(time.Until(deadline)))
		}
		return &kitexUnaryCall{
			client: c, ctx: kclient.NewCtxWithCallOptions(ctx, settings), method: asked.Method, done: make(chan struct{}),
		}, nil
	}
	result := &streaming.Result{}
	opener, ok := c.client.(kclient.Streaming)
	if !ok {
		return nil, errors.New("this client has no streams")
	}
	if err := opener.Stream(kclient.NewCtxWithCallOptions(ctx, settings), asked.Method, nil, result); err != nil {
		return nil, err
	}
	return &kitexStreamCall{client: c, stream: result.Stream}, nil
}

// outcome tells a business status from a status, and that from an exception of the other protocols.
func (*kitexClient) outcome(err error) outcome {
	if told, ok := kerrors.FromBizStatusError(err); ok {
		made := outcome{Kind: "business", Code: told.BizStatusCode(), Message: told.BizMessage(), Extra: told.BizExtra()}
		if carrier, ok := told.(kerrors.GRPCStatusIface); ok && carrier.GRPCStatus() != nil {
			made.Details = textsOf(carrier.GRPCStatus().Details())
		}
		return made
	}
	var refused *thrift.Refused
	if errors.As(err, &refused) {
		return outcome{Kind: "declared", Message: refused.Why}
	}
	if told, ok := kstatus.FromError(err); ok {
		return outcome{Kind: "status", Code: int32(told.Code()), Message: told.Message(), Details: textsOf(told.Details())}
	}
	var sent *remote.TransError
	if errors.As(err, &sent) {
		return outcome{Kind: "remote", Code: sent.TypeID(), Message: sent.Error()}
	}
	if kerrors.IsTimeoutError(err) {
		return outcome{Kind: "timeout", Message: err.Error()}
	}
	return outcome{Kind: "failure", Message: err.Error()}
}

func (c *kitexClient) protobuf() bool { return c.info.PayloadCodec == serviceinfo.Protobuf }

func (c *kitexClient) request(asked *request) any {
	if c.protobuf() {
		return convert[interop.EchoRequest](asked)
	}
	return convert[thrift.EchoRequest](asked)
}

// kitexUnaryCall is made when its request is sent, and answers once.
type kitexUnaryCall struct {
	client          *kitexClient
	ctx             context.Context
	method          string
	header, trailer kmetadata.MD
	done            chan struct{}
	answer          *response
	err             error
}

func (c *kitexUnaryCall) send(asked *request) error {
	defer close(c.done)
	ctx := nphttp2.GRPCTrailer(nphttp2.GRPCHeader(c.ctx, &c.header), &c.trailer)
	switch c.method {
	case "Unary":
		result := &echo.UnaryResult{}
		c.err = c.client.client.Call(ctx, c.method, &echo.UnaryArgs{Req: convert[interop.EchoRequest](asked)}, result)
		if result.Success != nil {
			c.answer = convert[response](result.Success)
		}
	case "plain":
		result := &thrift.EchoStreamPlainResult{}
		c.err = c.client.client.Call(ctx, c.method, &thrift.EchoStreamPlainArgs{Request: convert[thrift.EchoRequest](asked)}, result)
		if result.Refused != nil {
			c.err = result.Refused
		} else if result.Success != nil {
			c.answer = convert[response](result.Success)
		}
	case "unary":
		result := &thrift.EchoStreamUnaryResult{}
		c.err = c.client.client.Call(ctx, c.method, &thrift.EchoStreamUnaryArgs{Request: convert[thrift.EchoRequest](asked)}, result)
		if result.Success != nil {
			c.answer = convert[response](result.Success)
		}
	}
	return nil
}

func (*kitexUnaryCall) closeSend() error { return nil }

func (c *kitexUnaryCall) receive() (*response, error) {
	<-c.done
	answer := c.answer
	c.answer = nil
	return answer, endUnless(answer, c.err)
}

func (c *kitexUnaryCall) metadata() (header, trailer []*metaField) {
	return fromWire(c.header), fromWire(c.trailer)
}

type kitexStreamCall struct {
	client *kitexClient
	stream streaming.Stream
}

func (c *kitexStreamCall) send(asked *request) error {
	return c.stream.SendMsg(c.client.request(asked))
}

func (c *kitexStreamCall) closeSend() error { return c.stream.Close() }

func (c *kitexStreamCall) receive() (*response, error) {
	if c.client.protobuf() {
		answer := &interop.EchoResponse{}
		if err := c.stream.RecvMsg(answer); err != nil {
			return nil, err
		}
		return convert[response](answer), nil
	}
	answer := &thrift.EchoResponse{}
	if err := c.stream.RecvMsg(answer); err != nil {
		return nil, err
	}
	return convert[response](answer), nil
}

func (c *kitexStreamCall) metadata() (header, trailer []*metaField) {
	came, err := c.stream.Header()
	if err != nil {
		// The stream ended without one.
		came = nil
	}
	return fromWire(came), fromWire(c.stream.Trailer())
}
