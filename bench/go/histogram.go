package main

import (
	"math"
	"math/bits"
	"time"
)

// The buckets of bench/load/histogram.ts: 64 to each power of two of tenths of a microsecond, so that a percentile
// is off by at most 1.6 %.
const (
	stepBits = 6
	steps    = 1 << stepBits
	powers   = 34
)

type histogram struct {
	calls   int64
	buckets [steps * powers]int64
}

func (h *histogram) record(latency time.Duration) {
	h.calls++
	h.buckets[bucketOf(uint64(latency.Nanoseconds()/100))]++
}

func bucketOf(tenths uint64) int {
	if tenths < steps {
		return int(tenths)
	}
	power := bits.Len64(tenths) - 1 - stepBits
	return min((power+1)*steps+int(tenths>>power)-steps, steps*powers-1)
}

// percentile is the upper edge, in microseconds, of the bucket in which the share of all calls is reached.
func (h *histogram) percentile(share float64) float64 {
	wanted := int64(math.Ceil(share * float64(h.calls)))
	var seen int64
	for bucket, count := range h.buckets {
		seen += count
		if seen >= wanted && count > 0 {
			return upperEdge(bucket) / 10
		}
	}
	return 0
}

func upperEdge(bucket int) float64 {
	if bucket < steps {
		return float64(bucket + 1)
	}
	power := bucket/steps - 1
	return float64(uint64(bucket%steps+steps+1) << power)
}

func sum(parts []histogram) *histogram {
	all := &histogram{}
	for at := range parts {
		all.calls += parts[at].calls
		for bucket, count := range parts[at].buckets {
			all.buckets[bucket] += count
		}
	}
	return all
}
