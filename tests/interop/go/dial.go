package main

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/bytedance/gopkg/cloud/metainfo"
	"github.com/cloudwego/kitex/client"
	"github.com/cloudwego/kitex/client/callopt"
	"github.com/cloudwego/kitex/pkg/connpool"
	"github.com/cloudwego/kitex/pkg/remote"
	"github.com/cloudwego/kitex/pkg/rpcinfo"
	"github.com/cloudwego/kitex/pkg/serviceinfo"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/transport"
)

type dialOptions struct {
	Service string `json:"service"`
	// host:port, or unix:/path
	Address string `json:"address"`
	// The callee's name in discovery, and the caller's own.
	Destination   string `json:"destination"`
	CallerService string `json:"callerService"`
	// buffered, framed, ttheader or ttheader-framed.
	Transport string `json:"transport"`
	// short, long or mux.
	Connection string `json:"connection"`
	// Leaves ClientTTHeaderHandler out.
	Bare bool `json:"bare"`
	// Milliseconds; 0 is Kitex's default, which is not sent.
	ConnectTimeoutMs int `json:"connectTimeoutMs"`
}

// dialed is a client.
type dialed struct {
	info   *serviceinfo.ServiceInfo
	client client.Client
}

func dial(options dialOptions) (*dialed, error) {
	info, err := serviceNamed(options.Service)
	if err != nil {
		return nil, err
	}
	settings := []client.Option{
		client.WithDestService(options.Destination),
		client.WithHostPorts(hostPort(options.Address)),
		client.WithClientBasicInfo(&rpcinfo.EndpointBasicInfo{ServiceName: options.CallerService}),
		client.WithMetaHandler(keepReplyHeaders),
	}
	if !options.Bare {
		settings = append(settings, client.WithMetaHandler(transmeta.ClientTTHeaderHandler))
	}
	if options.ConnectTimeoutMs > 0 {
		settings = append(settings, client.WithConnectTimeout(milliseconds(options.ConnectTimeoutMs)))
	}
	switch options.Connection {
	case "short":
		settings = append(settings, client.WithShortConnection())
	case "long":
		pool := connpool.IdleConfig{MaxIdlePerAddress: 100, MaxIdleGlobal: 1000, MaxIdleTimeout: time.Minute}
		settings = append(settings, client.WithLongConnection(pool))
	case "mux":
		settings = append(settings, client.WithMuxConnection(1))
	default:
		return nil, fmt.Errorf("no kind of connection: %q", options.Connection)
	}
	protocols, err := protocolsOf(options.Transport)
	if err != nil {
		return nil, err
	}
	for _, protocol := range protocols {
		settings = append(settings, client.WithTransportProtocol(protocol))
	}
	made, err := client.NewClient(info, settings...)
	if err != nil {
		return nil, err
	}
	return &dialed{info: info, client: made}, nil
}

// protocolsOf lists the options that give a transport: they add up, over framed as the default, and only PurePayload
// begins anew.
func protocolsOf(name string) ([]transport.Protocol, error) {
	switch name {
	case "buffered":
		return []transport.Protocol{transport.PurePayload}, nil
	case "framed":
		return []transport.Protocol{transport.Framed}, nil
	case "ttheader":
		return []transport.Protocol{transport.PurePayload, transport.TTHeader}, nil
	case "ttheader-framed":
		return []transport.Protocol{transport.TTHeaderFramed}, nil
	}
	return nil, fmt.Errorf("no transport: %q", name)
}

func hostPort(address string) string {
	if isUnix(address) {
		return address[len("unix:"):]
	}
	return address
}

func milliseconds(count int) time.Duration {
	return time.Duration(count) * time.Millisecond
}

func (c *dialed) close() error {
	if closer, ok := c.client.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

type callOptions struct {
	Client     int               `json:"client"`
	Method     string            `json:"method"`
	Args       any               `json:"args"`
	TimeoutMs  int               `json:"timeoutMs"`
	Transient  map[string]string `json:"transient"`
	Persistent map[string]string `json:"persistent"`
}

type replyKey struct{}

// reply is what a call learns beside its outcome.
type reply struct {
	seqID   int32
	headers *headers
}

// keepReplyHeaders tells the caller the header of the reply, and the sequence id of the request.
var keepReplyHeaders = remote.NewCustomMetaHandler(
	remote.WithWriteMeta(func(ctx context.Context, message remote.Message) (context.Context, error) {
		if kept, ok := ctx.Value(replyKey{}).(*reply); ok {
			kept.seqID = message.RPCInfo().Invocation().SeqID()
		}
		return ctx, nil
	}),
	remote.WithReadMeta(func(ctx context.Context, message remote.Message) (context.Context, error) {
		if kept, ok := ctx.Value(replyKey{}).(*reply); ok {
			kept.headers = headersOf(message)
		}
		return ctx, nil
	}),
)

// called is all that a caller can know of its call.
type called struct {
	outcome
	SeqID    int32             `json:"seqId"`
	Backward map[string]string `json:"backward"`
	Headers  *headers          `json:"headers"`
}

func (c *dialed) call(options callOptions) (*called, error) {
	method := c.info.MethodInfo(context.Background(), options.Method)
	if method == nil {
		return nil, fmt.Errorf("no method %q", options.Method)
	}
	args := method.NewArgs()
	if err := fill(reflect.ValueOf(args).Elem(), options.Args); err != nil {
		return nil, err
	}
	kept := &reply{}
	ctx := context.WithValue(context.Background(), replyKey{}, kept)
	ctx = metainfo.WithBackwardValues(ctx)
	for key, value := range options.Transient {
		ctx = metainfo.WithValue(ctx, key, value)
	}
	for key, value := range options.Persistent {
		ctx = metainfo.WithPersistentValue(ctx, key, value)
	}
	if options.TimeoutMs > 0 {
		ctx = client.NewCtxWithCallOptions(ctx, []callopt.Option{callopt.WithRPCTimeout(milliseconds(options.TimeoutMs))})
	}
	var result any
	if !method.OneWay() {
		result = method.NewResult()
	}
	err := c.client.Call(ctx, options.Method, args, result)
	return &called{
		outcome:  outcomeOf(result, err),
		SeqID:    kept.seqID,
		Backward: orEmpty(metainfo.RecvAllBackwardValues(ctx)),
		Headers:  kept.headers,
	}, nil
}
