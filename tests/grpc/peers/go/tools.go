//go:build tools

package main

// Programs that the build runs and no other file imports: named here, `go mod tidy` keeps them in go.mod.
import (
	_ "github.com/cloudwego/kitex/tool/cmd/kitex"
	_ "github.com/cloudwego/thriftgo"
	_ "google.golang.org/protobuf/cmd/protoc-gen-go"
)
