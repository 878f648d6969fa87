package main

import (
	"strconv"

	"google.golang.org/protobuf/reflect/protoreflect"

	gen "kitex-ts/grpc/grpc_gen/echo"
)

// details makes messages of the details of a status, as the type that either library asks for.
func details[Message any](s *rpcStatus) []Message {
	made := []Message{}
	for _, text := range s.Details {
		made = append(made, any(&gen.Detail{Text: text}).(Message))
	}
	return made
}

// textsOf tells the details of a status: the text of a Detail, the name of any other message, the error of what is none.
func textsOf(details []any) []string {
	texts := []string{}
	for _, detail := range details {
		switch detail := detail.(type) {
		case *gen.Detail:
			texts = append(texts, detail.Text)
		case interface{ ProtoReflect() protoreflect.Message }:
			texts = append(texts, string(detail.ProtoReflect().Descriptor().FullName()))
		case error:
			texts = append(texts, detail.Error())
		}
	}
	return texts
}

func decimal(number int32) string { return strconv.FormatInt(int64(number), 10) }
