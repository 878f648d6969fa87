package main

import "github.com/apache/thrift/lib/go/thrift"

// The largest message that tests send is a few megabytes.
var settings = &thrift.TConfiguration{MaxMessageSize: 1 << 26, MaxFrameSize: 1 << 26}

const bufferBytes = 8192

// transports and protocols make what a way asks for.
func transports(how way) thrift.TTransportFactory {
	if how.framed {
		return thrift.NewTFramedTransportFactoryConf(thrift.NewTTransportFactory(), settings)
	}
	return thrift.NewTBufferedTransportFactory(bufferBytes)
}

func protocols() thrift.TProtocolFactory {
	return thrift.NewTBinaryProtocolFactoryConf(settings)
}
