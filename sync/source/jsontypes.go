package source

import (
	"bytes"
	"encoding/json"
	"time"
)

// items reads a list so that one broken item cannot take the others with it: as
// long as all can be decoded it is done in one go, else item by item, leaving out
// the broken ones. What is not a list is an empty one.
type items[T any] []T

// UnmarshalJSON implements json.Unmarshaler.
func (l *items[T]) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*l = nil
		return nil
	}
	all := []T{}
	if json.Unmarshal(b, &all) == nil {
		*l = all
		return nil
	}
	out := []T{}
	var raw []json.RawMessage
	if json.Unmarshal(b, &raw) == nil {
		for _, r := range raw {
			var v T
			if json.Unmarshal(r, &v) == nil {
				out = append(out, v)
			}
		}
	}
	*l = out
	return nil
}

// moment is a time that is zero where it is absent or cannot be read.
type moment struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (m *moment) UnmarshalJSON(b []byte) error {
	m.Time = time.Time{}
	if len(b) > 2 && b[0] == '"' {
		m.Time = parseTime(string(b[1:len(b)-1]), time.UTC)
	}
	return nil
}

// word is a string that may also be written as a number or a boolean; null, a
// list and an object are the empty word.
type word string

// UnmarshalJSON implements json.Unmarshaler.
func (w *word) UnmarshalJSON(b []byte) error {
	*w = ""
	switch {
	case len(b) == 0 || b[0] == '{' || b[0] == '[' || bytes.Equal(b, []byte("null")):
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*w = word(s)
	default:
		*w = word(b)
	}
	return nil
}
