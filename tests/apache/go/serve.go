package main

import (
	"github.com/apache/thrift/lib/go/thrift"

	"kitex-ts/apache/gen/cross"
)

// serve starts a server on a free port; with multiplexed names it has both services.
func serve(how way, out *lines) error {
	socket, err := thrift.NewTServerSocket("127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := socket.Listen(); err != nil {
		return err
	}
	if err := out.write(map[string]string{"address": socket.Addr().String()}); err != nil {
		return err
	}
	server := thrift.NewTSimpleServer4(processor(how, out), socket, transports(how), protocols())
	server.SetLogger(func(string) {})
	go func() {
		// It serves as long as the program runs; what goes wrong shows in the calls.
		_ = server.Serve()
	}()
	return nil
}

func processor(how way, out *lines) thrift.TProcessor {
	journal := &journal{out: out}
	services := cross.NewCrossProcessor(&crossHandler{journal})
	if !how.multiplexed {
		return services
	}
	multiplexed := thrift.NewTMultiplexedProcessor()
	multiplexed.RegisterProcessor("Cross", services)
	multiplexed.RegisterProcessor("Second", cross.NewSecondProcessor(&secondHandler{journal}))
	return multiplexed
}
