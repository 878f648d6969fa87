package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/apache/thrift/lib/go/thrift"

	"kitex-ts/apache/gen/cross"
)

// client is a generated client on a connection of its own.
type client struct {
	transport thrift.TTransport
	generated reflect.Value
}

func dial(how way, service, address string) (*client, error) {
	transport, err := transports(how).GetTransport(thrift.NewTSocketConf(address, settings))
	if err != nil {
		return nil, err
	}
	if err := transport.Open(); err != nil {
		return nil, err
	}
	in, out := protocols().GetProtocol(transport), protocols().GetProtocol(transport)
	if how.multiplexed {
		out = thrift.NewTMultiplexedProtocol(out, service)
	}
	standard := thrift.NewTStandardClient(in, out)
	switch service {
	case "Cross":
		return &client{transport, reflect.ValueOf(cross.NewCrossClient(standard))}, nil
	case "Second":
		return &client{transport, reflect.ValueOf(cross.NewSecondClient(standard))}, nil
	}
	return nil, fmt.Errorf("no service %q", service)
}

func (c *client) close() error {
	return c.transport.Close()
}

// outcome is how a call ended: "value", "declared" (an exception of the IDL, by its name in `throws`) or "remote" (an
// application exception).
type outcome struct {
	Kind    string `json:"kind"`
	Name    string `json:"name,omitempty"`
	Value   any    `json:"value"`
	TypeID  int32  `json:"typeId"`
	Message string `json:"message,omitempty"`
}

func (c *client) call(given call) (*outcome, error) {
	method := c.generated.MethodByName(strings.ToUpper(given.Method[:1]) + given.Method[1:])
	if !method.IsValid() {
		return nil, fmt.Errorf("no method %q", given.Method)
	}
	parameters := []reflect.Value{reflect.ValueOf(context.Background())}
	for i, arg := range given.Args {
		parameter := reflect.New(method.Type().In(i + 1)).Elem()
		if err := fill(parameter, arg); err != nil {
			return nil, fmt.Errorf("%s: %w", given.Method, err)
		}
		parameters = append(parameters, parameter)
	}
	results := method.Call(parameters)
	last := len(results) - 1
	if err, failed := results[last].Interface().(error); failed {
		return outcomeOfError(err)
	}
	if last == 0 {
		return &outcome{Kind: "value"}, nil
	}
	return &outcome{Kind: "value", Value: plain(results[0])}, nil
}

// outcomeOfError gives back errors that the server did not send.
func outcomeOfError(err error) (*outcome, error) {
	var failure *cross.Failure
	if errors.As(err, &failure) {
		return &outcome{Kind: "declared", Name: "failure", Value: plain(reflect.ValueOf(failure))}, nil
	}
	var nested *cross.NestedFailure
	if errors.As(err, &nested) {
		return &outcome{Kind: "declared", Name: "nested", Value: plain(reflect.ValueOf(nested))}, nil
	}
	var sent thrift.TApplicationException
	if errors.As(err, &sent) {
		return &outcome{Kind: "remote", TypeID: sent.TypeId(), Message: sent.Error()}, nil
	}
	return nil, err
}
