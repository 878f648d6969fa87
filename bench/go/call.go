package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cloudwego/kitex/client"
	"github.com/cloudwego/kitex/pkg/connpool"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/transport"
	service "kitex-ts/bench/kitex_gen/bench/bench"
)

// payload says what a call carries: an echo of so many bytes, or the nested request.
type payload struct {
	Kind  string `json:"kind"`
	Bytes int    `json:"bytes"`
}

// spec is the load that a client makes.
type spec struct {
	Address       string  `json:"address"`
	Payload       payload `json:"payload"`
	InFlight      int     `json:"inFlight"`
	WarmUpSeconds float64 `json:"warmUpSeconds"`
	Beside        *struct {
		Payload  payload `json:"payload"`
		InFlight int     `json:"inFlight"`
	} `json:"beside"`
}

// amount is how long one measurement lasts: seconds, or calls where it is not 0.
type amount struct {
	Seconds float64 `json:"seconds"`
	Calls   int64   `json:"calls"`
}

func call(variant, text string) error {
	var load spec
	if err := json.Unmarshal([]byte(text), &load); err != nil {
		return err
	}
	made, err := connect(variant, load)
	if err != nil {
		return err
	}
	bench, err := newLoad(made, load)
	if err != nil {
		return err
	}
	bench.verify = true
	if _, err := bench.measure(amount{Seconds: load.WarmUpSeconds}); err != nil {
		return fmt.Errorf("while warming up: %w", err)
	}
	bench.verify = false
	write(map[string]bool{"ready": true})
	return lines(func(line []byte) error {
		var asked amount
		if err := json.Unmarshal(line, &asked); err != nil {
			return err
		}
		result, err := bench.measure(asked)
		if err == nil {
			write(result)
		}
		return err
	})
}

func connect(variant string, load spec) (service.Client, error) {
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
	return service.NewClient("bench", options...)
}
