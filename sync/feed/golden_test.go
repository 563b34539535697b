package feed

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"
)

// golden returns the document of testdata/golden.json: every field of the format
// is in it once.
func golden(t testing.TB) *Status {
	t.Helper()
	s, rep, err := Parse(goldenBytes(t))
	if err != nil || len(rep.Problems) > 0 {
		t.Fatalf("golden document: %v %v", err, rep.Problems)
	}
	return s
}

func goldenBytes(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func at(s string) time.Time {
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return v
}

// next returns a copy of s as the following document, for a test to change.
func next(s *Status) *Status {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	n, _, err := Parse(b)
	if err != nil {
		panic(err)
	}
	n.Seq++
	return n
}

func TestGoldenIsValid(t *testing.T) {
	if err := Validate(golden(t)); err != nil {
		t.Error(err)
	}
}

func TestRoundTripKeepsEverything(t *testing.T) {
	first, err := json.Marshal(golden(t))
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Errorf("changed on the way:\n%s\n%s", first, second)
	}
	var want, got map[string]any
	if json.Unmarshal(goldenBytes(t), &want) != nil || json.Unmarshal(second, &got) != nil {
		t.Fatal("not JSON")
	}
	for key := range want {
		if _, ok := got[key]; !ok {
			t.Errorf("field %q was lost", key)
		}
	}
}
