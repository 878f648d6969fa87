package main

import (
	"errors"
	"reflect"

	"github.com/cloudwego/kitex/pkg/kerrors"
	"github.com/cloudwego/kitex/pkg/remote"
)

// outcome is how a call ended, by its kind:
//
//	value      the result, null of a void or oneway method
//	declared   an exception of the IDL, by the name in its `throws`
//	status     a business status
//	remote     an exception of the framework that the server sent, or that the client made of its reply
//	timeout    no reply in time
//	failure    anything else
type outcome struct {
	Kind    string            `json:"kind"`
	Value   any               `json:"value"`
	Name    string            `json:"name,omitempty"`
	Status  int32             `json:"status,omitempty"`
	TypeID  int32             `json:"typeId,omitempty"`
	Message string            `json:"message,omitempty"`
	Extra   map[string]string `json:"extra,omitempty"`
}

func outcomeOf(result any, err error) outcome {
	if err != nil {
		return outcomeOfError(err)
	}
	if result == nil {
		return outcome{Kind: "value"}
	}
	found := outcome{Kind: "value"}
	v := reflect.ValueOf(result).Elem()
	for _, f := range fieldsOf(v.Type()) {
		member := v.Field(f.index)
		if f.name == "success" {
			found.Value = plain(member)
		} else if !member.IsNil() {
			return outcome{Kind: "declared", Name: f.name, Value: plain(member)}
		}
	}
	return found
}

func outcomeOfError(err error) outcome {
	if status, ok := kerrors.FromBizStatusError(err); ok {
		return outcome{
			Kind:    "status",
			Status:  status.BizStatusCode(),
			Message: status.BizMessage(),
			Extra:   status.BizExtra(),
		}
	}
	var sent *remote.TransError
	if errors.As(err, &sent) {
		return outcome{Kind: "remote", TypeID: sent.TypeID(), Message: sent.Error()}
	}
	if kerrors.IsTimeoutError(err) {
		return outcome{Kind: "timeout", Message: err.Error()}
	}
	return outcome{Kind: "failure", Message: err.Error()}
}
