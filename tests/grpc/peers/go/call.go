package main

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/bytedance/gopkg/cloud/metainfo"
)

// client makes calls of one library.
type client interface {
	open(ctx context.Context, asked callOptions) (streamedCall, error)
	outcome(err error) outcome
	close() error
}

// streamedCall is one call, of any kind.
type streamedCall interface {
	send(*request) error
	closeSend() error
	// receive gives the next answer, or io.EOF where the call ended well.
	receive() (*response, error)
	// metadata is asked for when the call has ended.
	metadata() (header, trailer []*metaField)
}

// outcome is how a call ended, by its kind:
//
//	ok         well
//	status     a gRPC status
//	business   Kitex's business status
//	declared   the exception of the Thrift method
//	remote     an exception of the framework, over another protocol than gRPC
//	timeout    no answer in time, over another protocol than gRPC
//	failure    anything else
type outcome struct {
	Kind    string            `json:"kind"`
	Code    int32             `json:"code,omitempty"`
	Message string            `json:"message,omitempty"`
	Details []string          `json:"details,omitempty"`
	Extra   map[string]string `json:"extra,omitempty"`
}

// dialed is a client and its calls that have a key, each a *keyedCall.
type dialed struct {
	client client
	calls  sync.Map
}

// keyedCall is a call that commands are about; they may come before the call does.
type keyedCall struct {
	cancel chan struct{}
	// Says that no further request comes.
	finish chan struct{}
	// An entry for each answer.
	answers journal[struct{}]
}

type callOptions struct {
	Client   int               `json:"client"`
	Method   string            `json:"method"`
	Requests []*request        `json:"requests"`
	Metadata map[string]string `json:"metadata"`
	// Kitex's metainfo, which goes one hop, or all the way.
	Transient    map[string]string `json:"transient"`
	Persistent   map[string]string `json:"persistent"`
	TimeoutMs    int               `json:"timeoutMs"`
	Gzip         bool              `json:"gzip"`
	WaitForReady bool              `json:"waitForReady"`
	// The name under which the commands "cancel", "answered" and "finish" know it.
	Key string `json:"key"`
	// Cancels after so many answers; 0 never.
	CancelAfter int `json:"cancelAfter"`
	// Leaves the stream of requests open, until the command "finish".
	KeepOpen bool `json:"keepOpen"`
	// Answers are counted and not told.
	Summary bool `json:"summary"`
}

// called is all that a caller can know of its call.
type called struct {
	outcome
	Responses []*response  `json:"responses"`
	Count     int          `json:"count"`
	Bytes     int64        `json:"bytes"`
	Header    []*metaField `json:"header"`
	Trailer   []*metaField `json:"trailer"`
	// What the callee sent back with Kitex's metainfo.
	Backward map[string]string `json:"backward,omitempty"`
}

func (d *dialed) call(options callOptions) (*called, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if options.TimeoutMs > 0 {
		ctx, cancel = context.WithTimeout(ctx, milliseconds(options.TimeoutMs))
		defer cancel()
	}
	ctx = metainfo.WithBackwardValues(ctx)
	keyed := d.keyed(options.Key)
	defer d.calls.CompareAndDelete(options.Key, keyed)
	go func() {
		select {
		case <-keyed.cancel:
			cancel()
		case <-ctx.Done():
		}
	}()
	result := &called{Responses: []*response{}}
	stream, err := d.client.open(ctx, options)
	if err != nil {
		result.outcome = d.client.outcome(err)
		return result, nil
	}
	// What goes wrong while sending is told by receiving.
	go send(ctx, stream, options, keyed)
	for {
		answer, err := stream.receive()
		if errors.Is(err, io.EOF) {
			result.outcome = outcome{Kind: "ok"}
			break
		}
		if err != nil {
			result.outcome = d.client.outcome(err)
			break
		}
		keyed.answers.add(struct{}{})
		result.Count++
		result.Bytes += int64(len(answer.Payload))
		if !options.Summary {
			result.Responses = append(result.Responses, answer)
		}
		if result.Count == options.CancelAfter {
			cancel()
		}
	}
	result.Header, result.Trailer = stream.metadata()
	result.Backward = metainfo.RecvAllBackwardValues(ctx)
	return result, nil
}

func send(ctx context.Context, stream streamedCall, options callOptions, keyed *keyedCall) {
	for _, asked := range options.Requests {
		if err := stream.send(asked); err != nil {
			return
		}
	}
	if options.KeepOpen {
		select {
		case <-keyed.finish:
		case <-ctx.Done():
			return
		}
	}
	_ = stream.closeSend()
}

// keyed gives the call of a key; those without one have nothing in common.
func (d *dialed) keyed(key string) *keyedCall {
	made := &keyedCall{cancel: make(chan struct{}, 1), finish: make(chan struct{}, 1)}
	if key == "" {
		return made
	}
	found, _ := d.calls.LoadOrStore(key, made)
	return found.(*keyedCall)
}

// do obeys the command about a call; "answered" waits for an answer.
func (k *keyedCall) do(name string) error {
	switch name {
	case "cancel":
		k.cancel <- struct{}{}
	case "finish":
		k.finish <- struct{}{}
	case "answered":
		_, err := k.answers.take(1)
		return err
	}
	return nil
}

// endUnless is what receive says of a call with one answer.
func endUnless(answer *response, err error) error {
	if err == nil && answer == nil {
		return io.EOF
	}
	return err
}
