// Command statuspages makes the directory of public status pages: the list of the
// npm package that own.json names, with Korean names and a few pages of our own.
// It is run by make directory, in assets, with the package as npm pack leaves it;
// the same package and the same own.json give the same bytes.
package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"bokgu/assets"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: statuspages PACKAGE.tgz")
	}
	packed, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	own, err := os.ReadFile("gen/statuspages/own.json")
	if err != nil {
		log.Fatal(err)
	}
	directory, licence, err := build(packed, own)
	if err != nil {
		log.Fatal(err)
	}
	for name, b := range map[string][]byte{"statuspages.json.gz": directory, "gen/statuspages/LICENSE.list": licence} {
		if err := os.WriteFile(name, b, 0o644); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("statuspages.json.gz: %d bytes\n", len(directory))
}

// own is what we keep by hand.
type own struct {
	List struct {
		assets.StatusPageSource
		SHA256 string `json:"sha256"` // of the package
	} `json:"list"`
	Own       assets.StatusPageSource `json:"own"`
	Korean    map[string][]string     `json:"korean"` // by a name of the list
	Providers map[string]string       `json:"providers"`
	Pages     []assets.StatusPage     `json:"pages"`
}

// build makes the directory and returns it with the licence of the list.
func build(packed, ownFile []byte) (directory, licence []byte, err error) {
	var o own
	decode := json.NewDecoder(bytes.NewReader(ownFile))
	decode.DisallowUnknownFields()
	if err := decode.Decode(&o); err != nil {
		return nil, nil, fmt.Errorf("own.json: %w", err)
	}
	if sum := sha256.Sum256(packed); hex.EncodeToString(sum[:]) != o.List.SHA256 {
		return nil, nil, fmt.Errorf("the package has sha256 %x, own.json names %s", sum, o.List.SHA256)
	}
	script, licence, err := unpack(packed)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", o.List.Name, o.List.Version, err)
	}
	pages, err := readList(script)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", o.List.Name, o.List.Version, err)
	}
	listed := make(map[string]*assets.StatusPage, len(pages))
	for i := range pages {
		listed[pages[i].Name] = &pages[i]
	}
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(o.Korean)), slices.Sorted(maps.Keys(o.Providers))) {
		p := listed[name]
		if p == nil {
			return nil, nil, fmt.Errorf("own.json: the list has no %q", name)
		}
		p.Korean, p.Provider = o.Korean[name], o.Providers[name]
	}
	for i := range o.Pages {
		o.Pages[i].Own = true
	}
	pages = append(pages, o.Pages...)
	slices.SortFunc(pages, func(a, b assets.StatusPage) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.URL, b.URL))
	})
	d := assets.StatusPageDirectory{Sources: []assets.StatusPageSource{o.List.StatusPageSource, o.Own}, Pages: pages}
	if err := d.Check(); err != nil {
		return nil, nil, err
	}
	directory, err = pack(d)
	return directory, licence, err
}

// unpack returns the list and the licence out of a package.
func unpack(packed []byte) (script, licence []byte, err error) {
	const most = 4 << 20 // the package has 60 kB
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, err
	}
	for r := tar.NewReader(io.LimitReader(z, most)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		switch path.Clean(h.Name) {
		case "package/dist/esm/index.mjs":
			script, err = io.ReadAll(r)
		case "package/LICENSE":
			licence, err = io.ReadAll(r)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if len(script) == 0 || len(licence) == 0 {
		return nil, nil, errors.New("no list or no licence in it")
	}
	return script, licence, nil
}

// field is one of a service's constants: const name$1Z = "Adobe";
var field = regexp.MustCompile(`(?m)^const (name|statusPageUrl|isServiceDefunct)([$\w]*) = (?:"([^"\\]*)"|(true|false));$`)

// readList reads the services out of the package's script; it is not run. Of what
// is no more and of what is not encrypted none is taken.
func readList(script []byte) ([]assets.StatusPage, error) {
	type service struct {
		assets.StatusPage
		gone, told bool
	}
	by := make(map[string]*service)
	var order []string
	for _, m := range field.FindAllSubmatch(script, -1) {
		id := string(m[2])
		s := by[id]
		if s == nil {
			s = new(service)
			by[id], order = s, append(order, id)
		}
		switch string(m[1]) {
		case "name":
			s.Name = string(m[3])
		case "statusPageUrl":
			s.URL = string(m[3])
		case "isServiceDefunct":
			s.gone, s.told = string(m[4]) == "true", true
		}
	}
	var out []assets.StatusPage
	for _, id := range order {
		s := by[id]
		if s.Name == "" || s.URL == "" || !s.told {
			return nil, fmt.Errorf("service %q: a field is missing", id)
		}
		u, err := url.Parse(s.URL)
		if err != nil {
			return nil, fmt.Errorf("service %q: its address cannot be read", s.Name)
		}
		if s.gone || u.Scheme != "https" {
			continue
		}
		s.URL = strings.TrimSuffix(s.URL, "/")
		out = append(out, s.StatusPage)
	}
	if len(out) < 50 {
		return nil, fmt.Errorf("only %d services: it is not written as it was", len(out))
	}
	return out, nil
}

// pack writes the directory, one page a line before it is compressed.
func pack(d assets.StatusPageDirectory) ([]byte, error) {
	var raw, out bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "")
	if err := enc.Encode(d); err != nil {
		return nil, err
	}
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(raw.Bytes()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
