package main

import (
	"sync"
	"sync/atomic"
	"time"
)

// exchange makes one call; verify says whether its answer is compared with its request.
type exchange func(verify bool) error

// load makes calls in closed loops: so many goroutines, each with one call in flight.
type load struct {
	lanes  []exchange
	beside []exchange
	verify bool
}

// result is one measurement. The latencies are those of the lanes alone, the processor time is that of both.
type result struct {
	Calls       int64   `json:"calls"`
	BesideCalls int64   `json:"besideCalls"`
	Seconds     float64 `json:"seconds"`
	P50Micros   float64 `json:"p50Micros"`
	P99Micros   float64 `json:"p99Micros"`
	P999Micros  float64 `json:"p999Micros"`
	MaxMicros   float64 `json:"maxMicros"`
	usage
}

// caller makes the exchanges of one client.
type caller interface {
	exchange(payload payload) (exchange, error)
}

func newLoad(client caller, spec spec) (*load, error) {
	made := &load{}
	exchange, err := client.exchange(spec.Payload)
	if err != nil {
		return nil, err
	}
	for range spec.InFlight {
		made.lanes = append(made.lanes, exchange)
	}
	if spec.Beside == nil {
		return made, nil
	}
	exchange, err = client.exchange(spec.Beside.Payload)
	if err != nil {
		return nil, err
	}
	for range spec.Beside.InFlight {
		made.beside = append(made.beside, exchange)
	}
	return made, nil
}

func (l *load) measure(asked amount) (result, error) {
	var left atomic.Int64
	left.Store(asked.Calls)
	var stopped atomic.Bool
	more := func() bool { return !stopped.Load() }
	if asked.Calls > 0 {
		more = func() bool { return left.Add(-1) >= 0 }
	}
	before, err := currentUsage()
	if err != nil {
		return result{}, err
	}
	var failure atomic.Pointer[error]
	fail := func(err error) {
		failure.CompareAndSwap(nil, &err)
		left.Store(0)
		stopped.Store(true)
	}
	histograms := make([]histogram, len(l.lanes))
	var besideCalls atomic.Int64
	start := time.Now()
	if asked.Calls == 0 {
		timer := time.AfterFunc(time.Duration(asked.Seconds*float64(time.Second)), func() { stopped.Store(true) })
		defer timer.Stop()
	}
	var lanes, beside sync.WaitGroup
	for at, exchange := range l.lanes {
		lanes.Go(func() {
			for more() {
				began := time.Now()
				if err := exchange(l.verify); err != nil {
					fail(err)
					return
				}
				histograms[at].record(time.Since(began))
			}
		})
	}
	for _, exchange := range l.beside {
		beside.Go(func() {
			for !stopped.Load() {
				if err := exchange(l.verify); err != nil {
					fail(err)
					return
				}
				besideCalls.Add(1)
			}
		})
	}
	lanes.Wait()
	seconds := time.Since(start).Seconds()
	stopped.Store(true)
	beside.Wait()
	if err := failure.Load(); err != nil {
		return result{}, *err
	}
	after, err := currentUsage()
	if err != nil {
		return result{}, err
	}
	all := sum(histograms)
	return result{
		Calls: all.calls, BesideCalls: besideCalls.Load(), Seconds: seconds,
		P50Micros: all.percentile(0.5), P99Micros: all.percentile(0.99), P999Micros: all.percentile(0.999),
		MaxMicros: all.percentile(1),
		usage:     usage{CPUMicros: after.CPUMicros - before.CPUMicros},
	}, nil
}
