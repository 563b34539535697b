package feed

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// FuzzText holds the short way of reading a text to the long one: what it takes
// is JSON and means the same to encoding/json.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		`"문자"`, `""`, `{"ko":"문자","en":"Text"}`, `{"KO":"a","ko":"b"}`, `{"ko":"a","KO":"b"}`, `{ "ko" : "a" , "en" : "b" }`, `{"ko":""}`, `{}`, `{"ko":"a",}`,
		`{"ko":"a" "en":"b"}`, `{"ko":"a"}x`, `{"ko":1}`, `{"ko":null}`, `null`, `"a`, `"a\"b"`, "\"a\nb\"", "\"\xff\"", `{"":"plain"}`, `[]`, `1`, `{"ko":"a"`, `{"ko"}`, `{"ko":}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, ok := simpleText(b)
		if !ok {
			return
		}
		if !json.Valid(b) {
			t.Fatalf("%q is no JSON and was taken for %q", b, got)
		}
		var want Text
		if b[0] == '"' {
			var s string
			if err := json.Unmarshal(b, &s); err != nil {
				t.Fatal(err)
			}
			want = Plain(s)
		} else {
			var m map[string]string
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatal(err)
			}
			for tag, s := range m {
				if want == nil {
					want = Text{}
				}
				want[strings.ToLower(tag)] = s
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", b, got, want)
		}
	})
}
