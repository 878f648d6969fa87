package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
)

// The messages of the IDL as commands and answers hold them. The fields have the names that every generator gives
// them, so that assign copies between these and the generated types.

type request struct {
	Message string  `json:"message"`
	Payload blob    `json:"payload,omitempty"`
	Script  *script `json:"script,omitempty"`
}

type script struct {
	Header       map[string]string `json:"header,omitempty"`
	Trailer      map[string]string `json:"trailer,omitempty"`
	SendHeader   bool              `json:"sendHeader,omitempty"`
	EchoMetadata bool              `json:"echoMetadata,omitempty"`
	Messages     int32             `json:"messages,omitempty"`
	Size         int32             `json:"size,omitempty"`
	Wait         bool              `json:"wait,omitempty"`
	Leave        bool              `json:"leave,omitempty"`
	Failure      *failure          `json:"failure,omitempty"`
}

type failure struct {
	Status    *rpcStatus `json:"status,omitempty"`
	BizStatus *bizStatus `json:"bizStatus,omitempty"`
	Error     string     `json:"error,omitempty"`
	Panic     string     `json:"panic,omitempty"`
	Refused   string     `json:"refused,omitempty"`
}

type rpcStatus struct {
	Code    int32    `json:"code"`
	Message string   `json:"message"`
	Details []string `json:"details,omitempty"`
}

type bizStatus struct {
	Code    int32             `json:"code"`
	Message string            `json:"message"`
	Extra   map[string]string `json:"extra,omitempty"`
}

type response struct {
	Message  string       `json:"message"`
	Payload  blob         `json:"payload,omitempty"`
	Count    int32        `json:"count"`
	Bytes    int64        `json:"bytes"`
	Metadata []*metaField `json:"metadata,omitempty"`
	LeftMs   int64        `json:"leftMs"`
}

type metaField struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// blob is "00ff" in JSON; going in also {"repeat":"00","times":n}, and {"length":…,"sha256":"…"} coming out when it is
// longer than longBytes.
type blob []byte

const longBytes = 4096

func (b blob) MarshalJSON() ([]byte, error) {
	if len(b) > longBytes {
		sum := sha256.Sum256(b)
		return json.Marshal(map[string]any{"length": len(b), "sha256": hex.EncodeToString(sum[:])})
	}
	return json.Marshal(hex.EncodeToString(b))
}

func (b *blob) UnmarshalJSON(text []byte) error {
	var repeated struct {
		Repeat string `json:"repeat"`
		Times  int    `json:"times"`
	}
	if err := json.Unmarshal(text, &repeated); err != nil {
		repeated.Times = 1
		if err := json.Unmarshal(text, &repeated.Repeat); err != nil {
			return err
		}
	}
	part, err := hex.DecodeString(repeated.Repeat)
	*b = bytes.Repeat(part, repeated.Times)
	return err
}

// convert makes a message of the type To of one of another type.
func convert[To any](from any) *To {
	to := new(To)
	assign(reflect.ValueOf(to).Elem(), reflect.ValueOf(from))
	return to
}

// assign copies a value, structs by the names of their fields. A pointer stands for what it points to; where the other
// side has none, nil is the zero value, and the zero value of what is no struct is nil.
func assign(to, from reflect.Value) {
	if from.Kind() == reflect.Pointer {
		if !from.IsNil() {
			assign(to, from.Elem())
		}
		return
	}
	switch to.Kind() {
	case reflect.Pointer:
		if from.Kind() == reflect.Struct || !from.IsZero() {
			to.Set(reflect.New(to.Type().Elem()))
			assign(to.Elem(), from)
		}
	case reflect.Struct:
		for i := range to.NumField() {
			field := to.Type().Field(i)
			if source := from.FieldByName(field.Name); field.IsExported() && source.IsValid() {
				assign(to.Field(i), source)
			}
		}
	case reflect.Slice:
		if to.Type().Elem().Kind() != reflect.Pointer {
			to.Set(from.Convert(to.Type()))
			return
		}
		to.Set(reflect.MakeSlice(to.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			assign(to.Index(i), from.Index(i))
		}
	default:
		if !from.CanConvert(to.Type()) {
			panic(fmt.Sprintf("%s does not fit %s", from.Type(), to.Type()))
		}
		to.Set(from.Convert(to.Type()))
	}
}
