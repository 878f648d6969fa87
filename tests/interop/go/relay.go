package main

import (
	"context"
	"errors"
	"sync"

	"github.com/bytedance/gopkg/cloud/metainfo"

	gen "kitex-ts/interop/kitex_gen/lab"
	"kitex-ts/interop/kitex_gen/lab/lab"
)

// relays are the clients with which a server calls onward, by address.
type relays struct {
	mu      sync.Mutex
	clients map[string]*dialed
}

func (r *relays) to(address, name string) (*dialed, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c, ok := r.clients[address]; ok {
		return c, nil
	}
	c, err := dial(dialOptions{
		Service:          lab.NewServiceInfo().ServiceName,
		Address:          address,
		Destination:      "lab.relay",
		CallerService:    name,
		Transport:        "ttheader-framed",
		Connection:       "long",
		ConnectTimeoutMs: 1000,
	})
	if err != nil {
		return nil, err
	}
	if r.clients == nil {
		r.clients = map[string]*dialed{}
	}
	r.clients[address] = c
	return c, nil
}

func (r *relays) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.clients {
		_ = c.close()
	}
	r.clients = nil
}

// onward makes the rest of a way: a transient value of its own goes with the call, what came back is told.
func (s *served) onward(ctx context.Context, route *gen.Route, hop *gen.Hop) (*gen.Trace, error) {
	next, err := s.relays.to(route.Next[0], s.name)
	if err != nil {
		return nil, err
	}
	ctx = metainfo.WithBackwardValues(metainfo.WithValue(ctx, "relayed-by", s.name))
	args := gen.NewLabRelayArgs()
	args.Route = &gen.Route{Next: route.Next[1:], Text: route.Text}
	result := gen.NewLabRelayResult()
	if err := next.client.Call(ctx, "relay", args, result); err != nil {
		return nil, err
	}
	if result.Success == nil {
		return nil, errors.New("the next server answered with nothing")
	}
	hop.Backward = orEmpty(metainfo.RecvAllBackwardValues(ctx))
	return result.Success, nil
}
