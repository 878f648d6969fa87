package main

import (
	"context"
	"errors"
	"reflect"

	"kitex-ts/apache/gen/cross"
)

// journal tells every call that a handler gets.
type journal struct {
	out *lines
}

func (j *journal) saw(method string, parameters ...any) error {
	args := make([]any, len(parameters))
	for i, parameter := range parameters {
		args[i] = plain(reflect.ValueOf(parameter))
	}
	return j.out.write(call{Method: method, Args: args})
}

// same tells the call of a method that gives back what it gets.
func same[T any](j *journal, method string, thing T) (T, error) {
	return thing, j.saw(method, thing)
}

// crossHandler does what idl/cross.thrift says.
type crossHandler struct {
	*journal
}

func (h *crossHandler) TestVoid(context.Context) error {
	return h.saw("testVoid")
}

func (h *crossHandler) TestString(_ context.Context, thing string) (string, error) {
	return same(h.journal, "testString", thing)
}

func (h *crossHandler) TestBool(_ context.Context, thing bool) (bool, error) {
	return same(h.journal, "testBool", thing)
}

func (h *crossHandler) TestByte(_ context.Context, thing int8) (int8, error) {
	return same(h.journal, "testByte", thing)
}

func (h *crossHandler) TestI16(_ context.Context, thing int16) (int16, error) {
	return same(h.journal, "testI16", thing)
}

func (h *crossHandler) TestI32(_ context.Context, thing int32) (int32, error) {
	return same(h.journal, "testI32", thing)
}

func (h *crossHandler) TestI64(_ context.Context, thing int64) (int64, error) {
	return same(h.journal, "testI64", thing)
}

func (h *crossHandler) TestDouble(_ context.Context, thing float64) (float64, error) {
	return same(h.journal, "testDouble", thing)
}

func (h *crossHandler) TestBinary(_ context.Context, thing []byte) ([]byte, error) {
	return same(h.journal, "testBinary", thing)
}

func (h *crossHandler) TestStruct(_ context.Context, thing *cross.Plain) (*cross.Plain, error) {
	return same(h.journal, "testStruct", thing)
}

func (h *crossHandler) TestNest(_ context.Context, thing *cross.Nest) (*cross.Nest, error) {
	return same(h.journal, "testNest", thing)
}

func (h *crossHandler) TestMap(_ context.Context, thing map[int32]int32) (map[int32]int32, error) {
	return same(h.journal, "testMap", thing)
}

func (h *crossHandler) TestStringMap(_ context.Context, thing map[string]string) (map[string]string, error) {
	return same(h.journal, "testStringMap", thing)
}

func (h *crossHandler) TestLongMap(_ context.Context, thing map[int64]string) (map[int64]string, error) {
	return same(h.journal, "testLongMap", thing)
}

func (h *crossHandler) TestSet(_ context.Context, thing []int32) ([]int32, error) {
	return same(h.journal, "testSet", thing)
}

func (h *crossHandler) TestList(_ context.Context, thing []int32) ([]int32, error) {
	return same(h.journal, "testList", thing)
}

func (h *crossHandler) TestEnum(_ context.Context, thing cross.Numeral) (cross.Numeral, error) {
	return same(h.journal, "testEnum", thing)
}

func (h *crossHandler) TestTypedef(_ context.Context, thing cross.UserId) (cross.UserId, error) {
	return same(h.journal, "testTypedef", thing)
}

func (h *crossHandler) TestCrazy(_ context.Context, thing *cross.Crazy) (*cross.Crazy, error) {
	return same(h.journal, "testCrazy", thing)
}

func (h *crossHandler) TestChoice(_ context.Context, thing *cross.Choice) (*cross.Choice, error) {
	return same(h.journal, "testChoice", thing)
}

func (h *crossHandler) TestMapMap(_ context.Context, hello int32) (map[int32]map[int32]int32, error) {
	return map[int32]map[int32]int32{
		-4: {-4: -4, -3: -3, -2: -2, -1: -1},
		4:  {1: 1, 2: 2, 3: 3, 4: 4},
	}, h.saw("testMapMap", hello)
}

func (h *crossHandler) TestInsanity(
	_ context.Context,
	argument *cross.Insanity,
) (map[cross.UserId]map[cross.Numeral]*cross.Insanity, error) {
	return map[cross.UserId]map[cross.Numeral]*cross.Insanity{
		1: {cross.Numeral_TWO: argument, cross.Numeral_THREE: argument},
		2: {cross.Numeral_SIX: cross.NewInsanity()},
	}, h.saw("testInsanity", argument)
}

func (h *crossHandler) TestMulti(
	_ context.Context,
	arg0 int8,
	arg1 int32,
	arg2 int64,
	arg3 map[int16]string,
	arg4 cross.Numeral,
	arg5 cross.UserId,
) (*cross.Plain, error) {
	result := &cross.Plain{Text: "Hello2", Tiny: arg0, Medium: arg1, Large: arg2}
	return result, h.saw("testMulti", arg0, arg1, arg2, arg3, arg4, arg5)
}

func (h *crossHandler) TestException(_ context.Context, arg string) error {
	if err := h.saw("testException", arg); err != nil {
		return err
	}
	switch arg {
	case "Failure":
		return &cross.Failure{ErrorCode: 1001, Message: arg}
	case "undeclared":
		return errors.New(arg)
	}
	return nil
}

func (h *crossHandler) TestMultiException(_ context.Context, arg0, arg1 string) (*cross.Plain, error) {
	if err := h.saw("testMultiException", arg0, arg1); err != nil {
		return nil, err
	}
	switch arg0 {
	case "Failure":
		return nil, &cross.Failure{ErrorCode: 1001, Message: "This is a Failure"}
	case "NestedFailure":
		return nil, &cross.NestedFailure{ErrorCode: 2002, Plain: &cross.Plain{Text: "This is a NestedFailure"}}
	}
	return &cross.Plain{Text: arg1}, nil
}

func (h *crossHandler) TestOneway(_ context.Context, number int32) error {
	return h.saw("testOneway", number)
}

type secondHandler struct {
	*journal
}

func (h *secondHandler) TestString(_ context.Context, thing string) (string, error) {
	return "second " + thing, h.saw("testString", thing)
}

func (h *secondHandler) SecondString(_ context.Context, thing string) (string, error) {
	return same(h.journal, "secondString", thing)
}
