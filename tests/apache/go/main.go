// Apache Thrift for Go as a peer of the tests, with the code of Apache's compiler.
//
//	apache-go serve [-framed] [-multiplexed]
//	apache-go call [-framed] [-multiplexed] -service Cross -address 127.0.0.1:9090
//
// As a server it tells its address as a line of JSON, then each call that a handler gets:
// {"method":"testString","args":["x"]}. As a client it reads such lines, makes the calls on one connection, and answers
// each with its outcome. It ends with its standard input.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sync"
)

// way is how Thrift binary goes over the wire.
type way struct {
	framed      bool
	multiplexed bool
}

// call is a call of a method, as one side tells the other to make it, or that it was made.
type call struct {
	Method string `json:"method"`
	Args   []any  `json:"args"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("neither serve nor call")
	}
	var how way
	var service, address string
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.BoolVar(&how.framed, "framed", false, "framed transport, not buffered")
	flags.BoolVar(&how.multiplexed, "multiplexed", false, "names as Service:method")
	flags.StringVar(&service, "service", "Cross", "the service to call")
	flags.StringVar(&address, "address", "", "where it listens")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	out := &lines{to: os.Stdout}
	switch args[0] {
	case "serve":
		if err := serve(how, out); err != nil {
			return err
		}
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	case "call":
		client, err := dial(how, service, address)
		if err != nil {
			return err
		}
		return answer(client, os.Stdin, out)
	}
	return fmt.Errorf("neither serve nor call: %q", args[0])
}

// answer makes the calls that come in as lines.
func answer(client *client, from io.Reader, out *lines) error {
	in := bufio.NewReaderSize(from, 1<<16)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return client.close()
		}
		if err != nil {
			return err
		}
		var c call
		if err := decode(line, &c); err != nil {
			return err
		}
		outcome, err := client.call(c)
		if err != nil {
			return err
		}
		if err := out.write(outcome); err != nil {
			return err
		}
	}
}

// lines writes values as lines of JSON, one at a time.
type lines struct {
	mu sync.Mutex
	to io.Writer
}

func (l *lines) write(value any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	encoder := json.NewEncoder(l.to)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
