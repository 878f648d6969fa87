package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"google.golang.org/grpc"

	streams "kitex-ts/bench/grpc_gen/stream"
)

// stream makes exchanges that are a whole stream each.
func (c *grpcCaller) stream(payload payload) (exchange, error) {
	message := strings.Repeat("x", payload.Bytes)
	count := int32(payload.Messages)
	switch payload.Method {
	case "send":
		request := &streams.StreamRequest{Messages: count, Bytes: int32(payload.Bytes)}
		return func(verify bool) error { return c.receiveAll(request, message, verify) }, nil
	case "collect":
		return func(bool) error { return c.sendAll(message, count) }, nil
	case "chat":
		return func(verify bool) error { return c.chat(message, count, verify) }, nil
	}
	return nil, fmt.Errorf("no method of streams: %q", payload.Method)
}

func (c *grpcCaller) open(desc *grpc.StreamDesc) (grpc.ClientStream, error) {
	return c.conn.NewStream(context.Background(), desc, "/bench.BenchStream/"+desc.StreamName)
}

func (c *grpcCaller) receiveAll(request *streams.StreamRequest, message string, verify bool) error {
	stream, err := c.open(&sendDesc)
	if err != nil {
		return err
	}
	if err := stream.SendMsg(request); err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	for came := int32(0); ; came++ {
		response := &streams.StreamMessage{}
		if err := stream.RecvMsg(response); errors.Is(err, io.EOF) {
			return sameCount(came, request.Messages)
		} else if err != nil {
			return err
		}
		if verify {
			if err := sameText(response.Message, message); err != nil {
				return err
			}
		}
	}
}

func (c *grpcCaller) sendAll(message string, count int32) error {
	stream, err := c.open(&collectDesc)
	if err != nil {
		return err
	}
	request := &streams.StreamMessage{Message: message}
	for range count {
		if err := stream.SendMsg(request); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	total := &streams.StreamTotal{}
	if err := stream.RecvMsg(total); err != nil {
		return err
	}
	return sameCount(total.Messages, count)
}

// chat sends each message when the one before has been answered.
func (c *grpcCaller) chat(message string, count int32, verify bool) error {
	stream, err := c.open(&chatDesc)
	if err != nil {
		return err
	}
	request := &streams.StreamMessage{Message: message}
	for range count {
		if err := stream.SendMsg(request); err != nil {
			return err
		}
		response := &streams.StreamMessage{}
		if err := stream.RecvMsg(response); err != nil {
			return err
		}
		if verify {
			if err := sameText(response.Message, message); err != nil {
				return err
			}
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	if err := stream.RecvMsg(&streams.StreamMessage{}); !errors.Is(err, io.EOF) {
		return fmt.Errorf("a stream that was closed did not end: %v", err)
	}
	return nil
}

func sameCount(came, sent int32) error {
	if came == sent {
		return nil
	}
	return fmt.Errorf("%d of %d messages came", came, sent)
}
