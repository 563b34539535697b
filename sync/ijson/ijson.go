// Package ijson reads JSON of which every reader must see the same: I-JSON (RFC
// 7493) in that no object has two members of one name. RFC 8259 leaves open
// which of two counts; encoding/json takes the last, or a mixture of both, and
// other programs take the first. What is signed, or says which bytes were
// signed, must not mean one thing here and another there.
package ijson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode"
)

// ErrDuplicate is what Unmarshal's error wraps where a name stands twice.
var ErrDuplicate = errors.New("two members of one name")

// Unmarshal is json.Unmarshal for one whole text, but refuses with ErrDuplicate
// an object, at any depth and also inside what v has no place for, with two
// members whose names are the same or differ in nothing but case: encoding/json
// takes those for the same field. After an error v is of no use. It takes time
// in proportion to n·log n and at most 10,000 levels, the bound of encoding/json.
func Unmarshal(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	return unique(data, false)
}

// UnmarshalOuter is Unmarshal for a text that carries another one, kept as a
// json.RawMessage: it looks at the members of the outermost object alone. What
// is carried is judged by whoever reads it.
func UnmarshalOuter(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	return unique(data, true)
}

// unique looks through valid JSON. A string is a name exactly if a colon
// follows it, so nothing else has to be kept apart.
func unique(data []byte, outer bool) error {
	var (
		names [][]byte // of all objects that are open, the outer ones first
		open  []int    // where each of them begins
	)
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{':
			open = append(open, len(names))
		case '}':
			last := len(open) - 1
			if !outer || last == 0 {
				if name, twice := repeated(names[open[last]:]); twice {
					return fmt.Errorf("%w: %.80q", ErrDuplicate, name)
				}
			}
			names, open = names[:open[last]], open[:last]
		case '"':
			end := closing(data, i)
			if follows(data[end+1:], ':') {
				names = append(names, folded(data[i:end+1]))
			}
			i = end
		}
	}
	return nil
}

// closing returns where the string that begins at i ends.
func closing(data []byte, i int) int {
	for i++; data[i] != '"'; i++ {
		if data[i] == '\\' {
			i++
		}
	}
	return i
}

func follows(rest []byte, want byte) bool {
	for _, b := range rest {
		switch b {
		case ' ', '\t', '\n', '\r':
		default:
			return b == want
		}
	}
	return false
}

// folded is a quoted name as encoding/json compares it: without escapes and
// regardless of case. Most names are so already and are not copied.
func folded(quoted []byte) []byte {
	plain := quoted[1 : len(quoted)-1]
	if !slices.ContainsFunc(plain, func(b byte) bool { return b == '\\' || b >= 0x80 || 'A' <= b && b <= 'Z' }) {
		return plain
	}
	var name string
	_ = json.Unmarshal(quoted, &name) // it is part of what has been read without an error
	return bytes.Map(fold, []byte(name))
}

// fold returns one of all the letters that differ in case alone, of the ASCII
// ones the small one.
func fold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next > r {
			r = next
			continue
		}
		if 'A' <= next && next <= 'Z' {
			next += 'a' - 'A'
		}
		return next
	}
}

// repeated returns a name that stands twice. It changes the order of names.
func repeated(names [][]byte) ([]byte, bool) {
	slices.SortFunc(names, bytes.Compare)
	for i := 1; i < len(names); i++ {
		if bytes.Equal(names[i-1], names[i]) {
			return names[i], true
		}
	}
	return nil, false
}
