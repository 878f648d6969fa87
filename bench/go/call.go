package main

import (
	"encoding/json"
	"fmt"
)

// payload says what a call carries: an echo of so many bytes, the nested request, or a stream of so many messages.
type payload struct {
	Kind     string `json:"kind"`
	Method   string `json:"method"`
	Bytes    int    `json:"bytes"`
	Messages int    `json:"messages"`
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
	connect := connectKitex
	if variant == "grpc" {
		connect = connectGrpc
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

func sameText(came, sent string) error {
	if came == sent {
		return nil
	}
	return fmt.Errorf("the answer has %d bytes and is not the message of %d bytes", len(came), len(sent))
}
