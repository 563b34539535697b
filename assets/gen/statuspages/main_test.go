package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"bokgu/assets"
)

// listed is an invented package of the list's form.
func listed(t *testing.T, services int, defunct string) []byte {
	t.Helper()
	var script strings.Builder
	for i := range services {
		fmt.Fprintf(&script, "const name$%d = \"S%02d\";\nconst statusPageUrl$%d = \"https://s%d.example/\";\nconst isServiceDefunct$%d = %v;\n",
			i, i, i, i, i, fmt.Sprint("S", i) == defunct)
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	for name, text := range map[string]string{"package/dist/esm/index.mjs": script.String(), "package/LICENSE": "Copyright nobody"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func ownOf(packed []byte, korean string) []byte {
	return fmt.Appendf(nil, `{"list":{"name":"l","version":"1","date":"2025-01-01","licence":"MIT","sha256":"%x"},
		"own":{"name":"o","date":"2025-01-02","licence":"MIT"},"korean":{%q:["깃"]},
		"pages":[{"name":"Own","korean":["우리"],"url":"https://own.example"}]}`, sha256.Sum256(packed), korean)
}

// The same package gives the same bytes; what is no more is left out; another
// package than the one named, or one in another form, is refused.
func TestBuild(t *testing.T) {
	packed := listed(t, 60, "S3")
	first, licence, err := build(packed, ownOf(packed, "S07"))
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := build(packed, ownOf(packed, "S07"))
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("a second time it is something else (%v)", err)
	}
	z, err := gzip.NewReader(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	var d assets.StatusPageDirectory
	if err := json.NewDecoder(z).Decode(&d); err != nil {
		t.Fatal(err)
	}
	if len(d.Pages) != 60 || string(licence) != "Copyright nobody" || d.Pages[0].Name != "Own" || !d.Pages[0].Own || d.Pages[7].Korean[0] != "깃" {
		t.Errorf("%d pages, the first %+v, licence %q", len(d.Pages), d.Pages[0], licence)
	}
	if _, _, err := build(packed, ownOf([]byte("other"), "S07")); err == nil {
		t.Error("another package than the one named is taken")
	}
	if _, _, err := build(packed, ownOf(packed, "Nobody")); err == nil {
		t.Error("a Korean name of a service that is not there is taken")
	}
	few := listed(t, 3, "")
	if _, _, err := build(few, ownOf(few, "S01")); err == nil {
		t.Error("a list that is not written as it was is taken")
	}
}

// What we keep by hand is read as it stands.
func TestOwn(t *testing.T) {
	raw, err := os.ReadFile("own.json")
	if err != nil {
		t.Fatal(err)
	}
	var o own
	if err := json.Unmarshal(raw, &o); err != nil || len(o.Pages) == 0 || len(o.List.SHA256) != 64 {
		t.Errorf("%v: %+v", err, o.List)
	}
}
