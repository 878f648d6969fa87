package main

import (
	"fmt"
	"sync"
	"time"
)

// patience is how long a command waits for what the other side is to do.
const patience = 10 * time.Second

// journal keeps entries until somebody takes them.
type journal[T any] struct {
	mu      sync.Mutex
	entries []T
	added   chan struct{}
}

func (j *journal[T]) add(entry T) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, entry)
	if j.added != nil {
		close(j.added)
		j.added = nil
	}
}

// take waits until there are `count` entries and gives all there are.
func (j *journal[T]) take(count int) ([]T, error) {
	tooLate := time.After(patience)
	for {
		j.mu.Lock()
		if len(j.entries) >= count {
			taken := j.entries
			j.entries = nil
			j.mu.Unlock()
			if taken == nil {
				taken = []T{}
			}
			return taken, nil
		}
		if j.added == nil {
			j.added = make(chan struct{})
		}
		added, there := j.added, len(j.entries)
		j.mu.Unlock()
		select {
		case <-added:
		case <-tooLate:
			return nil, fmt.Errorf("%d of %d came", there, count)
		}
	}
}
