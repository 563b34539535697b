package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// plainTag is the key under which a Text keeps a string that came without a
// language: it is in the feed's own language.
const plainTag = ""

// Text is a piece of localised text, keyed by BCP 47 tag in lower case. A plain
// JSON string is held under the empty key. A nil Text is absent.
//
// Text is data. It is never markup, a format string or a command.
type Text map[string]string

// Plain returns s as text in the feed's own language, nil for the empty string.
func Plain(s string) Text {
	if s == "" {
		return nil
	}
	return Text{plainTag: s}
}

// In picks the string for a reader of lang (a BCP 47 tag such as "ko" or
// "en-GB") from a feed whose own language is feedLang: the reader's language,
// its base language, then the feed's, then any (the first by tag, so that the
// choice does not change from one call to the next). It returns "" only for
// absent text.
func (t Text) In(lang, feedLang string) string {
	for _, want := range [...]string{lang, feedLang} {
		want = strings.ToLower(want)
		base, _, _ := strings.Cut(want, "-")
		for _, tag := range [...]string{want, base} {
			if s, ok := t[tag]; ok && tag != plainTag {
				return s
			}
		}
	}
	if s, ok := t[plainTag]; ok {
		return s
	}
	for _, tag := range slices.Sorted(maps.Keys(t)) {
		return t[tag]
	}
	return ""
}

// Equal reports whether t and u say the same in every language.
func (t Text) Equal(u Text) bool { return maps.Equal(t, u) }

// MarshalJSON writes text without a language as a plain string and everything
// else as an object with its tags in order.
func (t Text) MarshalJSON() ([]byte, error) {
	if s, ok := t[plainTag]; ok && len(t) == 1 {
		return json.Marshal(s)
	}
	return json.Marshal(map[string]string(t))
}

// UnmarshalJSON reads a string or an object of strings. Tags are folded to
// lower case; of two tags that fold to the same the last one stays.
func (t *Text) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if quick, ok := simpleText(b); ok {
		*t = quick
		return nil
	}
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = Plain(s)
		return nil
	}
	var m map[string]string
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("text is neither a string nor an object of strings: %w", err)
	}
	*t = nil
	for _, tag := range slices.Sorted(maps.Keys(m)) {
		if m[tag] == "" {
			continue
		}
		if *t == nil {
			*t = make(Text, len(m))
		}
		(*t)[strings.ToLower(tag)] = m[tag]
	}
	return nil
}

// simpleText reads text as nearly all of it is written: without escapes, each
// language once, nothing but strings. It gives the rest up to encoding/json. A
// document holds some hundreds of texts, and a decoder for each of them would be
// half of the time that they take.
func simpleText(b []byte) (t Text, ok bool) {
	if len(b) < 2 || bytes.IndexByte(b, '\\') >= 0 || !utf8.Valid(b) {
		return nil, false
	}
	if b[0] == '"' {
		s, rest, ok := simpleString(b)
		return Plain(s), ok && len(rest) == 0
	}
	if b[0] != '{' {
		return nil, false
	}
	for rest := bytes.TrimLeft(b[1:], jsonSpace); ; {
		tag, after, ok := simpleString(rest)
		if !ok {
			return nil, false
		}
		after = bytes.TrimLeft(after, jsonSpace)
		if len(after) == 0 || after[0] != ':' {
			return nil, false
		}
		s, after, ok := simpleString(bytes.TrimLeft(after[1:], jsonSpace))
		tag = strings.ToLower(tag)
		if _, twice := t[tag]; !ok || twice || s == "" {
			return nil, false
		}
		if t == nil {
			t = make(Text, 2)
		}
		t[tag] = s
		after = bytes.TrimLeft(after, jsonSpace)
		switch {
		case len(after) == 1 && after[0] == '}':
			return t, true
		case len(after) < 2 || after[0] != ',':
			return nil, false
		}
		rest = bytes.TrimLeft(after[1:], jsonSpace)
	}
}

// jsonSpace is the white space of JSON (RFC 8259, section 2).
const jsonSpace = " \t\n\r"

// simpleString takes a string without escapes off the beginning.
func simpleString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return "", nil, false
	}
	end := bytes.IndexByte(b[1:], '"')
	if end < 0 {
		return "", nil, false
	}
	raw := b[1 : 1+end]
	for _, c := range raw {
		if c < ' ' {
			return "", nil, false
		}
	}
	return string(raw), b[2+end:], true
}
