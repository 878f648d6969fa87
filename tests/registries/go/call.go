package main

import (
	"context"
	"time"

	"github.com/cloudwego/kitex/client"
	"github.com/cloudwego/kitex/pkg/rpcinfo"
	"github.com/cloudwego/kitex/pkg/transmeta"
	"github.com/cloudwego/kitex/transport"

	"kitex-ts/registries/kitex_gen/echo"
	"kitex-ts/registries/kitex_gen/echo/echoservice"
)

// called is who answered how often, and what went wrong.
type called struct {
	Answers map[string]int `json:"answers"`
	Errors  []string       `json:"errors"`
}

func call(o options) error {
	r, err := o.resolverOf()
	if err != nil {
		return err
	}
	c, err := echoservice.NewClient(o.Service,
		client.WithResolver(r),
		client.WithClientBasicInfo(&rpcinfo.EndpointBasicInfo{ServiceName: "registry-go"}),
		client.WithTransportProtocol(transport.TTHeaderFramed),
		client.WithMetaHandler(transmeta.ClientTTHeaderHandler),
		// Kitex's 50 ms are too few for a busy machine.
		client.WithConnectTimeout(time.Second),
		client.WithRPCTimeout(3*time.Second),
	)
	if err != nil {
		return err
	}
	result := called{Answers: map[string]int{}, Errors: []string{}}
	for range o.Times {
		answer, err := c.Echo(context.Background(), &echo.Request{Message: "who?"})
		if err != nil {
			result.Errors = append(result.Errors, err.Error())
			continue
		}
		result.Answers[answer.Message]++
	}
	return say(result)
}
