package ijson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bokgu/sync/ijson"
)

func TestRefusesTwoOfOneName(t *testing.T) {
	for name, text := range map[string]string{
		"plain":                `{"a":1,"a":1}`,
		"apart":                `{"a":1,"b":2,"c":3,"a":4}`,
		"with blanks":          "{\"a\" \n:1,\t\"a\"\r:2}",
		"empty name":           `{"":1,"":2}`,
		"in a list":            `[0,{"a":1,"a":2}]`,
		"deep":                 `{"x":[{"y":{"a":1,"a":2}}]}`,
		"after an inner one":   `{"a":{"b":1},"c":2,"a":3}`,
		"escaped":              `{"seq":1,"s\u0065q":2}`,
		"escaped quote":        `{"\"":1,"\u0022":2}`,
		"other case":           `{"seq":1,"SEQ":2}`,
		"case beyond ASCII":    `{"ä":1,"Ä":2}`,
		"letter that folds":    `{"sha256":1,"` + "\u017f" + `ha256":2}`, // the long s, which encoding/json takes for s
		"Kelvin":               `{"k":1,"` + "\u212a" + `":2}`,
		"both not UTF-8":       "{\"\xff\":1,\"\xfe\":2}", // both are read as U+FFFD
		"names full of braces": `{"{":1,"}":2,"{":3}`,
	} {
		var v any
		if err := ijson.Unmarshal([]byte(text), &v); !errors.Is(err, ijson.ErrDuplicate) {
			t.Errorf("%s: %s: error %v", name, text, err)
		}
	}
}

func TestTakesTheRest(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `0`, `null`, ` "a" `, `"\\"`, `{"a":"a","b":"a"}`, `{"a":{"a":{"a":1}}}`, `[{"a":1},{"a":2}]`,
		`{"a":"\"a\":1","b":"{\"a\":1"}`, `{"a":["a","a"],"b":[]}`, `{"ab":1,"a":2,"b":3}`, `{"\\":1,"\"":2}`,
		`{"ä":1,"a":2,"à":3}`, `{"i":1,"İ":2,"ı":3}`,
	} {
		var got, want any
		if err := ijson.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if err := json.Unmarshal([]byte(text), &want); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v (%v)", text, got, want, err)
		}
	}
}

// A text that carries another answers for its own members alone.
func TestOuter(t *testing.T) {
	for text, want := range map[string]error{
		`{"a":{"b":1,"b":2},"c":[{"d":1,"d":2}]}`: nil,
		`{"a":{"b":1,"b":2},"A":0}`:               ijson.ErrDuplicate,
		`[{"a":1,"a":2}]`:                         ijson.ErrDuplicate, // there is none further out
	} {
		var v json.RawMessage
		if err := ijson.UnmarshalOuter([]byte(text), &v); !errors.Is(err, want) {
			t.Errorf("%s: error %v, want %v", text, err, want)
		}
	}
	var v any
	if err := ijson.UnmarshalOuter([]byte(`{"a":1`), &v); err == nil {
		t.Error("took what is no JSON")
	}
}

func TestRefusesWhatIsNoJSON(t *testing.T) {
	for _, text := range []string{``, `{`, `{"a"`, `{"a":1,`, `"`, `{}{}`, strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 100_000)} {
		var v any
		if err := ijson.Unmarshal([]byte(text), &v); err == nil || errors.Is(err, ijson.ErrDuplicate) {
			t.Errorf("%.20s: error %v", text, err)
		}
	}
}

// What a stranger can make of a message costs him more than us: many names, many
// objects, much nesting.
func TestCostIsBounded(t *testing.T) {
	var many strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&many, `"%x":0,`, i)
	}
	for name, text := range map[string]string{
		"names":             `{` + many.String() + `"z":0}`,
		"objects":           `[` + strings.Repeat(`{"a":0},`, 120_000) + `0]`,
		"names and objects": `{` + many.String() + `"z":[` + strings.Repeat(`{"a":0},`, 60_000) + `0]}`,
		"nesting":           strings.Repeat(`{"a":`, 9_999) + `0` + strings.Repeat(`}`, 9_999),
		"escapes":           `{` + strings.ReplaceAll(many.String(), `":0`, `\u0041":0`) + `"z":0}`,
	} {
		began := time.Now()
		var v json.RawMessage
		if err := ijson.Unmarshal([]byte(text), &v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: %d bytes took %s", name, len(text), took)
		}
	}
}

// The standard decoder, asked for every token, has the last word on what is twice.
func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":{"a":2},"c":[{"a":3}]}`))
	f.Add([]byte(`{"a":1,"\u0061":2}`))
	f.Add([]byte(`{"a":"}","b":"\"","a":"{"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v json.RawMessage
		err := ijson.Unmarshal(data, &v)
		if !json.Valid(data) {
			if err == nil {
				t.Fatal("took what is no JSON")
			}
			return
		}
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber() // 1e999 is JSON
		if got, want := errors.Is(err, ijson.ErrDuplicate), twice(t, d); got != want {
			t.Fatalf("two of one name: %t, want %t", got, want)
		}
	})
}

// twice reads one value and says whether an object in it has two members of one
// name.
func twice(t *testing.T, d *json.Decoder) bool {
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	switch token {
	case json.Delim('['):
		for d.More() {
			found = twice(t, d) || found
		}
	case json.Delim('{'):
		var names []string
		for d.More() {
			name, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			for _, other := range names {
				found = found || strings.EqualFold(other, name.(string))
			}
			names = append(names, name.(string))
			found = twice(t, d) || found
		}
	default:
		return false
	}
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	return found
}
