// Kitex for Go with the registries of kitex-contrib, as a peer of the registry tests.
//
//	registry-go serve   '{"registry":"etcd","endpoint":"127.0.0.1:2379","service":"echo","listen":"127.0.0.1:0"}'
//	registry-go resolve '{"registry":"consul","endpoint":"127.0.0.1:8500","service":"echo"}'
//	registry-go call    '{"registry":"etcd","endpoint":"127.0.0.1:2379","service":"echo","times":100}'
//
// Each prints one line of JSON. `serve` goes on until its standard input ends, and then stops gracefully.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/cloudwego/kitex/pkg/klog"
)

type options struct {
	// etcd or consul.
	Registry string `json:"registry"`
	// host:port of the registry.
	Endpoint string `json:"endpoint"`
	// The name in discovery.
	Service string `json:"service"`
	// serve: where to listen; a weight of 0 is left to Kitex.
	Listen string            `json:"listen"`
	Weight int               `json:"weight"`
	Tags   map[string]string `json:"tags"`
	// call: how often.
	Times int `json:"times"`
}

func main() {
	klog.SetOutput(io.Discard)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: registry-go serve|resolve|call OPTIONS")
	}
	var o options
	if err := json.Unmarshal([]byte(args[1]), &o); err != nil {
		return err
	}
	switch args[0] {
	case "serve":
		return serve(o)
	case "resolve":
		return resolve(o)
	case "call":
		return call(o)
	}
	return fmt.Errorf("no such command: %q", args[0])
}

func say(value any) error {
	return json.NewEncoder(os.Stdout).Encode(value)
}
