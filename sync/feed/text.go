package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
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
