// grpc-go and Kitex for Go as peers of the gRPC tests: servers and clients in one program.
//
// It reads commands as lines of JSON, {"id":1,"do":"serve","with":{…}}, and answers each with a line of the same id,
// {"id":1,"result":…} or {"id":1,"error":"…"}, in any order. It ends with its standard input.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/cloudwego/kitex/pkg/klog"
)

type command struct {
	ID   int             `json:"id"`
	Do   string          `json:"do"`
	With json.RawMessage `json:"with"`
}

type answer struct {
	ID     int    `json:"id"`
	Result any    `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
}

func main() {
	// What goes wrong is told in answers.
	klog.SetOutput(io.Discard)
	peer := newPeer()
	out := &lines{to: bufio.NewWriter(os.Stdout)}
	in := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			os.Exit(0)
		}
		var c command
		if err := json.Unmarshal(line, &c); err != nil {
			fmt.Fprintln(os.Stderr, "not a command:", err)
			os.Exit(2)
		}
		go func() {
			result, err := peer.do(c.Do, c.With)
			a := answer{ID: c.ID, Result: result}
			if err != nil {
				a = answer{ID: c.ID, Error: err.Error()}
			}
			out.write(a)
		}()
	}
}

// lines writes values as lines of JSON, one at a time.
type lines struct {
	mu sync.Mutex
	to *bufio.Writer
}

func (l *lines) write(value any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	encoder := json.NewEncoder(l.to)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		fmt.Fprintln(os.Stderr, "an answer cannot be written:", err)
		os.Exit(2)
	}
	if err := l.to.Flush(); err != nil {
		os.Exit(0)
	}
}
