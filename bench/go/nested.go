package main

import (
	"fmt"

	"kitex-ts/bench/kitex_gen/bench"
)

// nested is the value of bench/load/nested-request.ts.
func nested() *bench.Nested {
	request := &bench.Nested{
		Action:  "nested",
		Msg:     "a request with maps, lists and sets of structs",
		MsgMap:  map[string]*bench.SubMessage{},
		FlagMsg: message(0),
	}
	for at := range 10 {
		request.MsgMap[fmt.Sprintf("key-%d", at)] = subMessage(at)
		request.SubMsgs = append(request.SubMsgs, subMessage(100+at))
	}
	for at := range 3 {
		request.MsgSet = append(request.MsgSet, message(1+at))
	}
	return request
}

func message(at int) *bench.Message {
	id, value := int64(1000+at), fmt.Sprintf("message %d", at)
	made := &bench.Message{Id: &id, Value: &value}
	for sub := range 5 {
		made.SubMessages = append(made.SubMessages, subMessage(10*at+sub))
	}
	return made
}

func subMessage(at int) *bench.SubMessage {
	id, value := int64(at), fmt.Sprintf("sub message %d", at)
	return &bench.SubMessage{Id: &id, Value: &value}
}
