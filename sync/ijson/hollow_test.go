package ijson

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// FuzzHollowed holds a text to the same one without its long string: one is JSON
// exactly if the other is, and what is put back is what was there.
func FuzzHollowed(f *testing.F) {
	long := strings.Repeat("QUJD", minLong/4)
	for _, s := range []string{
		`{"payloadType":"t","payload":"%","signatures":[]}`, `{"id":"1","data":{"payload":"%"}}`, `"%"`, `["%","%"]`, `{"a\"payload":"%"}`, `{"a":"\\","b":"%"}`,
		`{"a":"\"%"}`, `{"%":1}`, `{"a":"%`, `x"%"`, `{"a":"%"}}`, `{"a":"% "}`, `{"a":"=taken out=","b":"%"}`, `{"a":"%\n"}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := []byte(strings.ReplaceAll(s, "%", long))
		h, ok := Hollowed(text)
		if !ok {
			return
		}
		if json.Valid(text) != json.Valid(h.Text) {
			t.Fatalf("%q: valid %v, hollow %v", s, json.Valid(text), json.Valid(h.Text))
		}
		if len(h.Text) > len(text)-minLong+len(mark) {
			t.Errorf("%q: %d bytes of %d are left", s, len(h.Text), len(text))
		}
		if back, ok := h.Fill(h.Text); !ok || !bytes.Equal(back, text) {
			t.Errorf("%q: put back it is another text", s)
		}
	})
}

func TestHollowedReadsTheSame(t *testing.T) {
	long := strings.Repeat("QUJD", minLong)
	type two struct{ A, B string }
	for _, s := range []string{`{"a":"%","b":"x"}`, `{"b":"x","a":"%"}`, `{"b":"\"","a":"%"}`, `{"b":"a\":\"","a":"%"}`} {
		text := []byte(strings.ReplaceAll(s, "%", long))
		h, ok := Hollowed(text)
		if !ok {
			t.Fatalf("%s: nothing was taken out", s)
		}
		var want, got two
		if err := Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if err := Unmarshal(h.Text, &got); err != nil {
			t.Fatal(err)
		}
		if got.A, ok = h.IsTaken(got.A); !ok || got != want {
			t.Errorf("%s: another reading", s)
		}
		if _, ok := h.IsTaken(got.B); ok {
			t.Errorf("%s: the other string counts as taken out", s)
		}
	}
	for _, s := range []string{`{"a":"short"}`, `{"a":"% "}`, `{"a":"%\u0041"}`, `{"a":"%","b":"=taken out="}`} {
		if _, ok := Hollowed([]byte(strings.ReplaceAll(s, "%", long))); ok {
			t.Errorf("%s: something was taken out", s)
		}
	}
}
