//go:build tools

package main

// What the build runs and no other file imports: `go mod tidy` keeps these in go.mod.
import (
	_ "github.com/cloudwego/kitex/tool/cmd/kitex"
	_ "github.com/cloudwego/thriftgo"
	_ "google.golang.org/protobuf/cmd/protoc-gen-go"
)
