package main

import (
	"encoding/json"
	"fmt"
	"sync"
)

// peer is what this program has: its servers and clients by number.
type peer struct {
	mu      sync.Mutex
	servers map[int]*served
	clients map[int]*dialed
	last    int
}

func newPeer() *peer {
	return &peer{servers: map[int]*served{}, clients: map[int]*dialed{}}
}

// The commands about something that exists already name it by its number.
type about struct {
	Server int `json:"server"`
	Client int `json:"client"`
	// How many to wait for.
	Count int `json:"count"`
}

func (p *peer) do(name string, with json.RawMessage) (any, error) {
	switch name {
	case "serve":
		options, err := read[serveOptions](with)
		if err != nil {
			return nil, err
		}
		s, err := serve(options)
		if err != nil {
			return nil, err
		}
		return map[string]any{"server": p.keepServer(s), "address": s.address}, nil
	case "dial":
		options, err := read[dialOptions](with)
		if err != nil {
			return nil, err
		}
		c, err := dial(options)
		if err != nil {
			return nil, err
		}
		return map[string]any{"client": p.keepClient(c)}, nil
	case "call":
		options, err := read[callOptions](with)
		if err != nil {
			return nil, err
		}
		c, err := p.client(options.Client)
		if err != nil {
			return nil, err
		}
		return c.call(options)
	}
	which, err := read[about](with)
	if err != nil {
		return nil, err
	}
	if name == "hangUp" {
		c, err := p.client(which.Client)
		if err != nil {
			return nil, err
		}
		return nil, c.close()
	}
	s, err := p.server(which.Server)
	if err != nil {
		return nil, err
	}
	switch name {
	case "seen":
		return s.seen.take(which.Count)
	case "aborted":
		return s.aborted.take(which.Count)
	case "release":
		s.gate.open()
		return nil, nil
	case "stop":
		return nil, s.stop()
	}
	return nil, fmt.Errorf("no such command: %q", name)
}

func read[T any](with json.RawMessage) (T, error) {
	var options T
	return options, decode(with, &options)
}

func (p *peer) keepServer(s *served) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	p.servers[p.last] = s
	return p.last
}

func (p *peer) keepClient(c *dialed) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	p.clients[p.last] = c
	return p.last
}

func (p *peer) server(number int) (*served, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.servers[number]; ok {
		return s, nil
	}
	return nil, fmt.Errorf("no server %d", number)
}

func (p *peer) client(number int) (*dialed, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.clients[number]; ok {
		return c, nil
	}
	return nil, fmt.Errorf("no client %d", number)
}
