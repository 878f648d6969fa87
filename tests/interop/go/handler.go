package main

import (
	"context"
	"errors"

	"github.com/bytedance/gopkg/cloud/metainfo"
	"github.com/cloudwego/kitex/pkg/kerrors"
	"github.com/cloudwego/kitex/pkg/remote"
	"github.com/cloudwego/kitex/pkg/rpcinfo"

	v1 "kitex-ts/interop/kitex_gen/evolution/v1"
	v2 "kitex-ts/interop/kitex_gen/evolution/v2"
	"kitex-ts/interop/kitex_gen/lab"
)

type labHandler struct{ server *served }

func (*labHandler) EchoScalars(_ context.Context, v *lab.Scalars) (*lab.Scalars, error) {
	return v, nil
}
func (*labHandler) EchoLists(_ context.Context, v *lab.Lists) (*lab.Lists, error)    { return v, nil }
func (*labHandler) EchoSets(_ context.Context, v *lab.Sets) (*lab.Sets, error)       { return v, nil }
func (*labHandler) EchoMaps(_ context.Context, v *lab.Maps) (*lab.Maps, error)       { return v, nil }
func (*labHandler) EchoNested(_ context.Context, v *lab.Nested) (*lab.Nested, error) { return v, nil }
func (*labHandler) EchoOptionals(_ context.Context, v *lab.Optionals) (*lab.Optionals, error) {
	return v, nil
}
func (*labHandler) EchoDefaults(_ context.Context, v *lab.Defaults) (*lab.Defaults, error) {
	return v, nil
}
func (*labHandler) EchoShape(_ context.Context, v *lab.Shape) (*lab.Shape, error) { return v, nil }
func (*labHandler) EchoDrawing(_ context.Context, v *lab.Drawing) (*lab.Drawing, error) {
	return v, nil
}
func (*labHandler) EchoTree(_ context.Context, v *lab.Tree) (*lab.Tree, error)  { return v, nil }
func (*labHandler) EchoBool(_ context.Context, v bool) (bool, error)            { return v, nil }
func (*labHandler) EchoI8(_ context.Context, v int8) (int8, error)              { return v, nil }
func (*labHandler) EchoI16(_ context.Context, v int16) (int16, error)           { return v, nil }
func (*labHandler) EchoI32(_ context.Context, v int32) (int32, error)           { return v, nil }
func (*labHandler) EchoI64(_ context.Context, v int64) (int64, error)           { return v, nil }
func (*labHandler) EchoDouble(_ context.Context, v float64) (float64, error)    { return v, nil }
func (*labHandler) EchoText(_ context.Context, v string) (string, error)        { return v, nil }
func (*labHandler) EchoBytes(_ context.Context, v []byte) ([]byte, error)       { return v, nil }
func (*labHandler) EchoColor(_ context.Context, v lab.Color) (lab.Color, error) { return v, nil }
func (*labHandler) EchoList(_ context.Context, v []int32) ([]int32, error)      { return v, nil }
func (*labHandler) EchoSet(_ context.Context, v []string) ([]string, error)     { return v, nil }
func (*labHandler) EchoMap(_ context.Context, v map[string]int64) (map[string]int64, error) {
	return v, nil
}
func (*labHandler) Add(_ context.Context, a int32, b int64) (int64, error) { return int64(a) + b, nil }
func (*labHandler) Ping(context.Context) error                             { return nil }
func (*labHandler) Notify(context.Context, string) error                   { return nil }

func (h *labHandler) Act(ctx context.Context, action *lab.Action) (string, error) {
	switch action.Kind {
	case "return":
		return action.Text, nil
	case "notFound":
		return "", &lab.NotFound{What: action.Text, Code: action.Code}
	case "denied":
		return "", &lab.Denied{Message: action.Text, Reasons: []string{action.Text}}
	case "fail":
		return "", errors.New(action.Text)
	case "panic":
		panic(action.Text)
	case "typed":
		return "", remote.NewTransErrorWithMsg(action.Code, action.Text)
	case "status":
		return "", kerrors.NewBizStatusErrorWithExtra(action.Code, action.Text, action.Extra)
	case "wait":
		return h.wait(ctx, action.Text)
	}
	return "", errors.New("no such action: " + action.Kind)
}

// wait lasts until the command "release"; before that it notes when nobody waits for the outcome any more.
func (h *labHandler) wait(ctx context.Context, text string) (string, error) {
	opened := h.server.gate.opened()
	select {
	case <-opened:
	case <-ctx.Done():
		h.server.aborted.add(text)
		<-opened
	}
	return text, nil
}

func (h *labHandler) Relay(ctx context.Context, route *lab.Route) (*lab.Trace, error) {
	from := rpcinfo.GetRPCInfo(ctx).From()
	hop := &lab.Hop{
		Server:        h.server.name,
		CallerService: from.ServiceName(),
		CallerMethod:  from.Method(),
		Transient:     orEmpty(metainfo.GetAllValues(ctx)),
		Persistent:    orEmpty(metainfo.GetAllPersistentValues(ctx)),
		LeftMs:        leftMs(ctx, -1),
		Backward:      map[string]string{},
	}
	trace := &lab.Trace{Text: route.Text}
	if len(route.Next) > 0 {
		rest, err := h.server.onward(ctx, route, hop)
		if err != nil {
			return nil, err
		}
		trace = rest
	}
	trace.Hops = append([]*lab.Hop{hop}, trace.Hops...)
	return trace, nil
}

type annexHandler struct{}

func (*annexHandler) WhoAmI(context.Context) (string, error) { return "Annex", nil }

func (*annexHandler) Move(_ context.Context, from, by *lab.Point) (*lab.Point, error) {
	return &lab.Point{X: from.X + by.X, Y: from.Y + by.Y}, nil
}

type twinHandler struct{}

func (*twinHandler) WhoAmI(context.Context) (string, error) { return "Twin", nil }

type evolvingV1 struct{}

func (*evolvingV1) Keep(_ context.Context, record *v1.Record) (*v1.Record, error) { return record, nil }

type evolvingV2 struct{}

func (*evolvingV2) Keep(_ context.Context, record *v2.Record, _ string) (*v2.Record, error) {
	return record, nil
}

func (*evolvingV2) Added(_ context.Context, text string) (string, error) { return text, nil }
