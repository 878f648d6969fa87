package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// loadOptions asks for many calls that are alike.
type loadOptions struct {
	callOptions
	Calls  int `json:"calls"`
	AtOnce int `json:"atOnce"`
	// Every call holds its stream of requests open until all of them have their first answer: so many streams are open at
	// once. `calls` is `atOnce` then, and the method a bidirectional one.
	Together bool `json:"together"`
}

type loaded struct {
	// By "ok", or what went wrong.
	Outcomes map[string]int `json:"outcomes"`
	Answers  int            `json:"answers"`
	mu       sync.Mutex
}

func (d *dialed) load(options loadOptions) (*loaded, error) {
	result := &loaded{Outcomes: map[string]int{}}
	numbers := make(chan int)
	var lanes, first sync.WaitGroup
	if options.Together {
		first.Add(options.AtOnce)
	}
	for range options.AtOnce {
		lanes.Go(func() {
			for range numbers {
				if options.Together {
					result.add(d.hold(options.callOptions, &first))
					continue
				}
				one, err := d.call(options.callOptions)
				result.add(told(one, err))
			}
		})
	}
	for number := range options.Calls {
		numbers <- number
	}
	close(numbers)
	lanes.Wait()
	return result, nil
}

func told(one *called, err error) (string, int) {
	if err != nil {
		return err.Error(), 0
	}
	if one.Kind == "ok" {
		return "ok", one.Count
	}
	return fmt.Sprintf("%s %d: %s", one.Kind, one.Code, one.Message), one.Count
}

func (l *loaded) add(what string, answers int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Outcomes[what]++
	l.Answers += answers
}

// hold sends the requests, one answer each, and ends its call when every other one has had its first answer.
func (d *dialed) hold(options callOptions, first *sync.WaitGroup) (string, int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stream, err := d.client.open(ctx, options)
	if err != nil {
		first.Done()
		return err.Error(), 0
	}
	answers := 0
	for _, asked := range options.Requests {
		if err := stream.send(asked); err != nil {
			break
		}
		if _, err := stream.receive(); err != nil {
			break
		}
		answers++
		if answers == 1 {
			first.Done()
			first.Wait()
		}
	}
	if answers == 0 {
		first.Done()
	}
	if err := stream.closeSend(); err != nil {
		return err.Error(), answers
	}
	if _, err := stream.receive(); !errors.Is(err, io.EOF) {
		return fmt.Sprint("ended with ", err), answers
	}
	return "ok", answers
}
