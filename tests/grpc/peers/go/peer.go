package main

import (
	"encoding/json"
	"fmt"
	"net"
	"sync"
)

// peer has the servers and clients that were asked for, by number.
type peer struct {
	mu      sync.Mutex
	servers map[int]*served
	clients map[int]*dialed
	last    int
}

func newPeer() *peer {
	return &peer{servers: map[int]*served{}, clients: map[int]*dialed{}}
}

type serveOptions struct {
	// "grpc" or "kitex".
	Library string `json:"library"`
	Name    string `json:"name"`
	// The port on 127.0.0.1; 0 is any that is free.
	Port int `json:"port"`
	// Streams at once on a connection; 0 is the library's default, none.
	MaxStreams uint32 `json:"maxStreams"`
	// Milliseconds; 0 is the library's default.
	MaxAgeMs      int `json:"maxAgeMs"`
	MaxAgeGraceMs int `json:"maxAgeGraceMs"`
	MaxIdleMs     int `json:"maxIdleMs"`
	KeepaliveMs   int `json:"keepaliveMs"`
	MinPingMs     int `json:"minPingMs"`
	// WithMuxTransport, for the calls of Kitex that are not gRPC.
	Mux bool       `json:"mux"`
	TLS *tlsFields `json:"tls"`
}

type dialOptions struct {
	// "grpc" or "kitex".
	Library string `json:"library"`
	// host:port
	Address string `json:"address"`
	// Of Kitex alone: "Echo" (Protobuf) or "EchoStream" (Thrift); "grpc", "ttheader-framed" or "framed"; "short", "long"
	// or "mux". grpc-go has Echo, over one connection.
	Service    string `json:"service"`
	Transport  string `json:"transport"`
	Connection string `json:"connection"`
	// Milliseconds; 0 is off.
	KeepaliveMs int        `json:"keepaliveMs"`
	TLS         *tlsFields `json:"tls"`
}

// stopper stops a server gracefully: it returns when every call in flight has been answered.
type stopper func() error

type served struct {
	address string
	seen    *journal[*seenCall]
	stop    stopper
}

// The commands about something that exists already name it by its number.
type about struct {
	Server int `json:"server"`
	Client int `json:"client"`
	// How many calls to wait for.
	Count int `json:"count"`
	// The call that is to be cancelled or finished, or to have an answer.
	Key string `json:"key"`
}

func (p *peer) do(name string, with json.RawMessage) (any, error) {
	switch name {
	case "serve":
		return withOptions(with, p.serve)
	case "dial":
		return withOptions(with, p.dial)
	case "call":
		return withOptions(with, p.call)
	case "load":
		return withOptions(with, p.load)
	case "reflect":
		return withOptions(with, reflectOn)
	case "health":
		return withOptions(with, healthOf)
	}
	return withOptions(with, func(which about) (any, error) { return p.doWith(name, which) })
}

func (p *peer) doWith(name string, which about) (any, error) {
	switch name {
	case "hangUp":
		c, err := find(p, p.clients, which.Client)
		if err != nil {
			return nil, err
		}
		return nil, c.client.close()
	case "cancel", "answered", "finish":
		c, err := find(p, p.clients, which.Client)
		if err != nil {
			return nil, err
		}
		return nil, c.keyed(which.Key).do(name)
	case "seen":
		s, err := find(p, p.servers, which.Server)
		if err != nil {
			return nil, err
		}
		return s.seen.take(which.Count)
	case "stop":
		s, err := find(p, p.servers, which.Server)
		if err != nil {
			return nil, err
		}
		return nil, s.stop()
	}
	return nil, fmt.Errorf("no such command: %q", name)
}

// withOptions decodes the options of a command.
func withOptions[Options, Result any](text json.RawMessage, do func(Options) (Result, error)) (any, error) {
	var options Options
	if err := json.Unmarshal(text, &options); err != nil {
		return nil, err
	}
	return do(options)
}

func find[T any](p *peer, among map[int]T, number int) (T, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found, ok := among[number]
	if !ok {
		return found, fmt.Errorf("there is no %T of the number %d", found, number)
	}
	return found, nil
}

func keep[T any](p *peer, among map[int]T, value T) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	among[p.last] = value
	return p.last
}

func (p *peer) serve(options serveOptions) (any, error) {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", options.Port))
	if err != nil {
		return nil, err
	}
	s := &served{address: listener.Addr().String(), seen: &journal[*seenCall]{}}
	h := &handler{seen: s.seen}
	switch options.Library {
	case "grpc":
		s.stop, err = serveGrpc(listener, options, h)
	case "kitex":
		s.stop, err = serveKitex(listener, options, h)
	default:
		err = fmt.Errorf("no library: %q", options.Library)
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"server": keep(p, p.servers, s), "address": s.address}, nil
}

func (p *peer) dial(options dialOptions) (any, error) {
	var made client
	var err error
	switch options.Library {
	case "grpc":
		made, err = dialGrpc(options)
	case "kitex":
		made, err = dialKitex(options)
	default:
		err = fmt.Errorf("no library: %q", options.Library)
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"client": keep(p, p.clients, &dialed{client: made})}, nil
}

func (p *peer) call(options callOptions) (*called, error) {
	c, err := find(p, p.clients, options.Client)
	if err != nil {
		return nil, err
	}
	return c.call(options)
}

func (p *peer) load(options loadOptions) (*loaded, error) {
	c, err := find(p, p.clients, options.Client)
	if err != nil {
		return nil, err
	}
	return c.load(options)
}
