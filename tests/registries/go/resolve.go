package main

import (
	"context"
	"time"

	"github.com/cloudwego/kitex/pkg/discovery"
)

// instance is what Kitex's resolver makes of an entry.
type instance struct {
	Network string            `json:"network"`
	Address string            `json:"address"`
	Weight  int               `json:"weight"`
	Tags    map[string]string `json:"tags"`
}

// The tags of Kitex's instances can only be asked for one by one; these are the names that tests use.
var tagNames = []string{"zone", "x", "set", "__proto__", ""}

func resolve(o options) error {
	r, err := o.resolverOf()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	result, err := r.Resolve(ctx, o.Service)
	if err != nil {
		return err
	}
	found := []instance{}
	for _, one := range result.Instances {
		found = append(found, seen(one))
	}
	return say(found)
}

func seen(one discovery.Instance) instance {
	tags := map[string]string{}
	for _, name := range tagNames {
		if value, ok := one.Tag(name); ok {
			tags[name] = value
		}
	}
	return instance{one.Address().Network(), one.Address().String(), one.Weight(), tags}
}
