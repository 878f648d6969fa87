package main

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/cloudwego/kitex/client"
	"github.com/cloudwego/kitex/pkg/connpool"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/transport"

	"kitex-ts/bench/kitex_gen/bench"
	service "kitex-ts/bench/kitex_gen/bench/bench"
)

// connectKitex makes a client of Kitex.
func connectKitex(variant string, load spec) (caller, error) {
	idle := load.InFlight
	if load.Beside != nil {
		idle += load.Beside.InFlight
	}
	pool := connpool.IdleConfig{MaxIdlePerAddress: max(100, idle), MaxIdleGlobal: max(100, idle), MaxIdleTimeout: time.Minute}
	options := []client.Option{client.WithHostPorts(load.Address), client.WithConnectTimeout(time.Second)}
	switch variant {
	case "pool":
		options = append(options, client.WithTransportProtocol(transport.TTHeaderFramed),
			client.WithMetaHandler(transmeta.ClientTTHeaderHandler), client.WithLongConnection(pool))
	case "pool-framed":
		options = append(options, client.WithTransportProtocol(transport.Framed), client.WithLongConnection(pool))
	case "mux":
		options = append(options, client.WithTransportProtocol(transport.TTHeaderFramed),
			client.WithMetaHandler(transmeta.ClientTTHeaderHandler), client.WithMuxConnection(1))
	default:
		return nil, fmt.Errorf("no variant of the client: %q", variant)
	}
	made, err := service.NewClient("bench", options...)
	return &kitexCaller{made}, err
}

type kitexCaller struct{ client service.Client }

func (c *kitexCaller) exchange(payload payload) (exchange, error) {
	switch payload.Kind {
	case "echo":
		message := strings.Repeat("x", payload.Bytes)
		return func(verify bool) error {
			response, err := c.client.Echo(context.Background(), &bench.EchoRequest{Message: message})
			if err == nil && verify {
				return sameText(response.Message, message)
			}
			return err
		}, nil
	case "nested":
		request := nested()
		return func(verify bool) error {
			response, err := c.client.EchoNested(context.Background(), request)
			if err == nil && verify && !reflect.DeepEqual(request, response) {
				return fmt.Errorf("the answer is %v and not %v", response, request)
			}
			return err
		}, nil
	}
	return nil, fmt.Errorf("no payload: %q", payload.Kind)
}
