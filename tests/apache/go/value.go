package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

// Values of an IDL as JSON, by the types that both sides know; tests/interop/plain.ts does the same for our values.
//
//	bool; i8, i16, i32, enum    true; 1
//	i64                         "1"
//	double                      1.5, "NaN", "Infinity", "-Infinity", "-0"
//	string                      "text"
//	binary                      "00ff"
//	list, set                   [1,2]
//	map                         [[key,value],…]
//	struct, union, exception    {"name":value}, without what is absent
//
// Text and bytes of more than longBytes are told as {"length":…,"sha256":"…"}.
const longBytes = 4096

// decode reads JSON without losing digits.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// field is a field of a generated struct as its tags state it: `thrift:"name,id" json:"name,omitempty"`; the latter is
// how an optional one is known.
type field struct {
	name     string
	optional bool
	index    int
}

func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := 0; i < t.NumField(); i++ {
		parts := strings.Split(t.Field(i).Tag.Get("thrift"), ",")
		if len(parts) < 2 {
			continue
		}
		optional := strings.HasSuffix(t.Field(i).Tag.Get("json"), ",omitempty")
		fields = append(fields, field{name: parts[0], optional: optional, index: i})
	}
	return fields
}

// isEnum tells the enums of generated code, which can name their values, from i64 and typedefs of it.
func isEnum(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[fmt.Stringer]())
}

// plain makes JSON of a value.
func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	case reflect.Bool:
		return v.Bool()
	case reflect.Int8, reflect.Int16, reflect.Int32:
		return v.Int()
	case reflect.Int64:
		if isEnum(v.Type()) {
			return v.Int()
		}
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Float64:
		return plainDouble(v.Float())
	case reflect.String:
		return plainText(v.String())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return plainBytes(v.Bytes())
		}
		elements := make([]any, v.Len())
		for i := range elements {
			elements[i] = plain(v.Index(i))
		}
		return elements
	case reflect.Map:
		return plainMap(v)
	case reflect.Struct:
		object := map[string]any{}
		for _, f := range fieldsOf(v.Type()) {
			member := v.Field(f.index)
			if absent(member, f) {
				continue
			}
			object[f.name] = plain(member)
		}
		return object
	}
	panic("no type of an IDL: " + v.Type().String())
}

// absent is a field that Apache's code does not write: an optional one that is nil, or a struct that is.
func absent(v reflect.Value, f field) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return v.IsNil()
	case reflect.Slice, reflect.Map:
		return f.optional && v.IsNil()
	}
	return false
}

func plainDouble(f float64) any {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0 && math.Signbit(f):
		return "-0"
	}
	return f
}

func plainText(s string) any {
	if len(s) > longBytes {
		return digest([]byte(s))
	}
	return s
}

func plainBytes(b []byte) any {
	if len(b) > longBytes {
		return digest(b)
	}
	return hex.EncodeToString(b)
}

func digest(b []byte) any {
	sum := sha256.Sum256(b)
	return map[string]any{"length": len(b), "sha256": hex.EncodeToString(sum[:])}
}

func plainMap(v reflect.Value) any {
	pairs := make([][2]any, 0, v.Len())
	for iterator := v.MapRange(); iterator.Next(); {
		pairs = append(pairs, [2]any{plain(iterator.Key()), plain(iterator.Value())})
	}
	sort.Slice(pairs, func(a, b int) bool { return text(pairs[a][0]) < text(pairs[b][0]) })
	return pairs
}

func text(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// fill stores what JSON says in a value of generated code.
func fill(v reflect.Value, from any) error {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), from)
	case reflect.Bool:
		b, ok := from.(bool)
		v.SetBool(b)
		return unless(ok, v, from)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(fmt.Sprint(from), 10, v.Type().Bits())
		v.SetInt(n)
		return err
	case reflect.Float64:
		f, err := strconv.ParseFloat(fmt.Sprint(from), 64)
		v.SetFloat(f)
		return err
	case reflect.String:
		s, ok := from.(string)
		v.SetString(s)
		return unless(ok, v, from)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b, err := hex.DecodeString(fmt.Sprint(from))
			v.SetBytes(b)
			return err
		}
		return fillList(v, from)
	case reflect.Map:
		return fillMap(v, from)
	case reflect.Struct:
		return fillStruct(v, from)
	}
	return fmt.Errorf("no type of an IDL: %s", v.Type())
}

func unless(ok bool, v reflect.Value, from any) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%v is no %s", from, v.Type())
}

func fillList(v reflect.Value, from any) error {
	elements, ok := from.([]any)
	if !ok {
		return fmt.Errorf("%v is no list", from)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(elements), len(elements)))
	for i, element := range elements {
		if err := fill(v.Index(i), element); err != nil {
			return err
		}
	}
	return nil
}

func fillMap(v reflect.Value, from any) error {
	pairs, ok := from.([]any)
	if !ok {
		return fmt.Errorf("%v is no map", from)
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(pairs)))
	for _, entry := range pairs {
		pair, ok := entry.([]any)
		if !ok || len(pair) != 2 {
			return fmt.Errorf("%v is no entry of a map", entry)
		}
		key := reflect.New(v.Type().Key()).Elem()
		value := reflect.New(v.Type().Elem()).Elem()
		if err := fill(key, pair[0]); err != nil {
			return err
		}
		if err := fill(value, pair[1]); err != nil {
			return err
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func fillStruct(v reflect.Value, from any) error {
	object, ok := from.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is no %s", from, v.Type())
	}
	known := 0
	for _, f := range fieldsOf(v.Type()) {
		value, there := object[f.name]
		if !there {
			continue
		}
		known++
		if err := fill(v.Field(f.index), value); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	if known != len(object) {
		return fmt.Errorf("%v has a field that %s lacks", from, v.Type())
	}
	return nil
}
