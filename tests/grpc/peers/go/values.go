package main

import (
	"encoding/hex"
	"sort"
	"strings"
)

// Metadata of either library: a map[string][]string. In commands, answers and scripts the values of keys that end in
// `-bin` are hexadecimal, and in commands and scripts each of several values of a key is a line of its own.

func isBinary(key string) bool {
	return strings.HasSuffix(key, "-bin")
}

// toWire makes metadata of values; what is not hexadecimal where it should be goes as it is.
func toWire(values map[string]string) map[string][]string {
	made := map[string][]string{}
	for key, lines := range values {
		for _, value := range strings.Split(lines, "\n") {
			if raw, err := hex.DecodeString(value); isBinary(key) && err == nil {
				value = string(raw)
			}
			made[key] = append(made[key], value)
		}
	}
	return made
}

// fromWire lists metadata, sorted by key.
func fromWire(metadata map[string][]string) []*metaField {
	fields := []*metaField{}
	for key, values := range metadata {
		for _, value := range values {
			if isBinary(key) {
				value = hex.EncodeToString([]byte(value))
			}
			fields = append(fields, &metaField{Key: key, Value: value})
		}
	}
	sort.SliceStable(fields, func(a, b int) bool { return fields[a].Key < fields[b].Key })
	return fields
}
