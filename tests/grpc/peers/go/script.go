package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/bytedance/gopkg/cloud/metainfo"
)

// exchange is one call as a handler sees it, whichever library carries it.
type exchange interface {
	context() context.Context
	// metadata is what came with the call, sorted by key; binary values in hexadecimal.
	metadata() []*metaField
	setHeader(values map[string]string) error
	sendHeader() error
	setTrailer(values map[string]string) error
	// receive gives the next request, or io.EOF.
	receive() (*request, error)
	send(*response) error
	// failure makes the library's error of what a script says; it is not asked for panics.
	failure(*failure) error
}

// seenCall is what a server saw of a call that has ended.
type seenCall struct {
	Method   string       `json:"method"`
	Metadata []*metaField `json:"metadata"`
	// Kitex's metainfo, as a handler reads it.
	Transient  map[string]string `json:"transient,omitempty"`
	Persistent map[string]string `json:"persistent,omitempty"`
	Requests   int               `json:"requests"`
	// How its context ended while it waited: "canceled" or "deadline"; else empty.
	Ended string `json:"ended,omitempty"`
}

// handler does what the scripts of requests say.
type handler struct {
	seen *journal[*seenCall]
}

// unary answers one request.
func (h *handler) unary(method string, call exchange, asked *request) (*response, error) {
	noted := h.begin(method, call)
	noted.Requests = 1
	defer h.seen.add(noted)
	// It goes where Kitex's wire does, and over no other.
	metainfo.SendBackwardValue(call.context(), "answered", method)
	if err := play(call, asked.Script, noted); err != nil {
		return nil, err
	}
	return answerTo(call, asked, 0), nil
}

// serverStream answers one request with as many messages as its script says.
func (h *handler) serverStream(method string, call exchange, asked *request) error {
	noted := h.begin(method, call)
	noted.Requests = 1
	defer h.seen.add(noted)
	return stream(call, asked, noted)
}

// clientStream reads all requests and answers with what they were.
func (h *handler) clientStream(method string, call exchange) (*response, error) {
	noted := h.begin(method, call)
	defer h.seen.add(noted)
	var first, last *request
	var total int64
	for {
		asked, err := call.receive()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			noted.Ended = endOf(call.context())
			return nil, err
		}
		if first == nil {
			first = asked
		}
		last = asked
		noted.Requests++
		total += int64(len(asked.Payload))
		if asked.Script != nil && asked.Script.Leave {
			break
		}
	}
	if last == nil {
		return &response{}, nil
	}
	if err := play(call, first.Script, noted); err != nil {
		return nil, err
	}
	answer := answerTo(call, last, int32(noted.Requests))
	answer.Bytes = total
	return answer, nil
}

// bidi answers each request as serverStream does, until one says that the call ends.
func (h *handler) bidi(method string, call exchange) error {
	noted := h.begin(method, call)
	defer h.seen.add(noted)
	for {
		asked, err := call.receive()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			noted.Ended = endOf(call.context())
			return err
		}
		noted.Requests++
		if err := stream(call, asked, noted); err != nil {
			return err
		}
		if asked.Script != nil && asked.Script.Leave {
			return nil
		}
	}
}

func (h *handler) begin(method string, call exchange) *seenCall {
	return &seenCall{
		Method: method, Metadata: call.metadata(),
		Transient:  metainfo.GetAllValues(call.context()),
		Persistent: metainfo.GetAllPersistentValues(call.context()),
	}
}

// stream sends the messages that a request asks for, and then does the rest of its script.
func stream(call exchange, asked *request, noted *seenCall) error {
	count := int32(1)
	if asked.Script != nil && asked.Script.Messages != 0 {
		count = asked.Script.Messages
	}
	if err := setMetadata(call, asked.Script); err != nil {
		return err
	}
	for number := range max(0, count) {
		if err := call.send(answerTo(call, asked, number)); err != nil {
			noted.Ended = endOf(call.context())
			return err
		}
	}
	return end(call, asked.Script, noted)
}

// play does what a script says before the one answer of a call.
func play(call exchange, script *script, noted *seenCall) error {
	if err := setMetadata(call, script); err != nil {
		return err
	}
	return end(call, script, noted)
}

func setMetadata(call exchange, script *script) error {
	if script == nil {
		return nil
	}
	if len(script.Header) > 0 {
		if err := call.setHeader(script.Header); err != nil {
			return err
		}
	}
	if len(script.Trailer) > 0 {
		if err := call.setTrailer(script.Trailer); err != nil {
			return err
		}
	}
	if script.SendHeader {
		return call.sendHeader()
	}
	return nil
}

func end(call exchange, script *script, noted *seenCall) error {
	if script == nil {
		return nil
	}
	if script.Wait {
		<-call.context().Done()
		noted.Ended = endOf(call.context())
		return call.context().Err()
	}
	if script.Failure == nil {
		return nil
	}
	if script.Failure.Panic != "" {
		panic(script.Failure.Panic)
	}
	return call.failure(script.Failure)
}

func endOf(ctx context.Context) string {
	switch {
	case ctx.Err() == nil:
		return ""
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "deadline"
	}
	return "canceled"
}

func answerTo(call exchange, asked *request, count int32) *response {
	answer := &response{Message: asked.Message, Payload: asked.Payload, Count: count}
	if asked.Script == nil {
		return answer
	}
	if asked.Script.Size > 0 {
		answer.Payload = bytes.Repeat([]byte{'x'}, int(asked.Script.Size))
	}
	if asked.Script.EchoMetadata {
		answer.Metadata = call.metadata()
		if deadline, ok := call.context().Deadline(); ok {
			answer.LeftMs = time.Until(deadline).Milliseconds()
		}
	}
	return answer
}
