// Kitex for Go and grpc-go as candidates of the benches: server and client in one program.
//
//	bench-go serve VARIANT           prints {"address":…}, then answers each line "usage" until its input ends
//	bench-go call VARIANT SPEC       verifies, warms up, prints {"ready":true}, then measures once for each line
//	                                 {"seconds":…} or {"calls":…} until its input ends
//
// bench/load/protocol.ts says what the lines hold.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/cloudwego/kitex/pkg/klog"
)

func main() {
	klog.SetOutput(io.Discard)
	if err := run(os.Args[1:]); err != nil {
		write(map[string]string{"error": err.Error()})
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "serve":
		return serve(args[1])
	case len(args) == 3 && args[0] == "call":
		return call(args[1], args[2])
	}
	return fmt.Errorf("usage: bench-go serve VARIANT | call VARIANT SPEC")
}

// lines calls handle with each line of the standard input, until it ends.
func lines(handle func(line []byte) error) error {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if err := handle(in.Bytes()); err != nil {
			return err
		}
	}
	return in.Err()
}

// write prints a value as a line of JSON.
func write(value any) {
	line, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(append(line, '\n'))
}
