package main

import (
	"context"
	"reflect"
	"strconv"
	"time"

	"github.com/bytedance/gopkg/cloud/metainfo"
	"github.com/cloudwego/gopkg/protocol/ttheader"
	"github.com/cloudwego/kitex/pkg/remote"
	"github.com/cloudwego/kitex/pkg/remote/codec"
	"github.com/cloudwego/kitex/pkg/rpcinfo"
	"github.com/cloudwego/kitex/transport"
)

// seenCall is all that a handler can know of a call.
type seenCall struct {
	Server  string `json:"server"`
	Service string `json:"service"`
	Method  string `json:"method"`
	SeqID   int32  `json:"seqId"`
	Args    any    `json:"args"`
	// Who calls, as it says itself, and from where.
	CallerService string            `json:"callerService"`
	CallerMethod  string            `json:"callerMethod"`
	CallerAddress string            `json:"callerAddress"`
	Transient     map[string]string `json:"transient"`
	Persistent    map[string]string `json:"persistent"`
	// Milliseconds: the timeout that came with the call, and what is left of it; 0 without one.
	TimeoutMs int64 `json:"timeoutMs"`
	LeftMs    int64 `json:"leftMs"`
	// buffered, framed, ttheader or ttheader-framed.
	Transport string   `json:"transport"`
	Headers   *headers `json:"headers"`
}

// headers is a TTHeader as it came.
type headers struct {
	Flags   uint16            `json:"flags"`
	Strings map[string]string `json:"strings"`
	Ints    map[string]string `json:"ints"`
}

type headersKey struct{}

// keepHeaders lets the header of a request travel in its context.
var keepHeaders = remote.NewCustomMetaHandler(remote.WithReadMeta(
	func(ctx context.Context, message remote.Message) (context.Context, error) {
		return context.WithValue(ctx, headersKey{}, headersOf(message)), nil
	},
))

func headersOf(message remote.Message) *headers {
	found := &headers{Strings: map[string]string{}, Ints: map[string]string{}}
	for key, value := range message.TransInfo().TransStrInfo() {
		found.Strings[key] = value
	}
	for key, value := range message.TransInfo().TransIntInfo() {
		found.Ints[strconv.Itoa(int(key))] = value
	}
	if flags, ok := message.Tags()[codec.HeaderFlagsKey].(ttheader.HeaderFlags); ok {
		found.Flags = uint16(flags)
	}
	return found
}

func see(ctx context.Context, name string, request any) *seenCall {
	info := rpcinfo.GetRPCInfo(ctx)
	call := &seenCall{
		Server:        name,
		Service:       info.Invocation().ServiceName(),
		Method:        info.Invocation().MethodName(),
		SeqID:         info.Invocation().SeqID(),
		Args:          plain(reflect.ValueOf(request)),
		CallerService: info.From().ServiceName(),
		CallerMethod:  info.From().Method(),
		Transient:     orEmpty(metainfo.GetAllValues(ctx)),
		Persistent:    orEmpty(metainfo.GetAllPersistentValues(ctx)),
		TimeoutMs:     info.Config().RPCTimeout().Milliseconds(),
		LeftMs:        leftMs(ctx, 0),
		Transport:     transportName(info.Config().TransportProtocol()),
	}
	if address := info.From().Address(); address != nil {
		call.CallerAddress = address.String()
	}
	if kept, ok := ctx.Value(headersKey{}).(*headers); ok {
		call.Headers = kept
	}
	return call
}

func orEmpty(values map[string]string) map[string]string {
	if values == nil {
		return map[string]string{}
	}
	return values
}

// leftMs is how long the call may still take, rounded up; `without` when it has no deadline.
func leftMs(ctx context.Context, without int64) int64 {
	deadline, ok := ctx.Deadline()
	if !ok {
		return without
	}
	return (time.Until(deadline) + time.Millisecond - 1).Milliseconds()
}

func transportName(protocol transport.Protocol) string {
	switch protocol {
	case transport.PurePayload:
		return "buffered"
	case transport.Framed:
		return "framed"
	case transport.TTHeader:
		return "ttheader"
	case transport.TTHeaderFramed:
		return "ttheader-framed"
	}
	return protocol.String()
}
