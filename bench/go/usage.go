package main

import "syscall"

// usage is the processor time of all threads of this process so far, in user and system mode.
type usage struct {
	CPUMicros int64 `json:"cpuMicros"`
}

func currentUsage() (usage, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return usage{}, err
	}
	return usage{CPUMicros: used.Utime.Nano()/1000 + used.Stime.Nano()/1000}, nil
}
