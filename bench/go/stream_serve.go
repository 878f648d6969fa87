package main

import (
	"errors"
	"io"
	"strings"

	"google.golang.org/grpc"

	streams "kitex-ts/bench/grpc_gen/stream"
)

// The methods of stream.proto.
var (
	sendDesc    = grpc.StreamDesc{StreamName: "Send", Handler: serveSend, ServerStreams: true}
	collectDesc = grpc.StreamDesc{StreamName: "Collect", Handler: serveCollect, ClientStreams: true}
	chatDesc    = grpc.StreamDesc{StreamName: "Chat", Handler: serveChat, ServerStreams: true, ClientStreams: true}
)

func serveSend(_ any, stream grpc.ServerStream) error {
	request := &streams.StreamRequest{}
	if err := stream.RecvMsg(request); err != nil {
		return err
	}
	message := &streams.StreamMessage{Message: strings.Repeat("x", int(request.Bytes))}
	for range request.Messages {
		if err := stream.SendMsg(message); err != nil {
			return err
		}
	}
	return nil
}

func serveCollect(_ any, stream grpc.ServerStream) error {
	total := &streams.StreamTotal{}
	for {
		if err := stream.RecvMsg(&streams.StreamMessage{}); errors.Is(err, io.EOF) {
			return stream.SendMsg(total)
		} else if err != nil {
			return err
		}
		total.Messages++
	}
}

func serveChat(_ any, stream grpc.ServerStream) error {
	for {
		message := &streams.StreamMessage{}
		if err := stream.RecvMsg(message); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := stream.SendMsg(message); err != nil {
			return err
		}
	}
}
