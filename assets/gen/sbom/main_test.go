package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"bokgu/assets"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// licencesOfTheApp is what the app carries, read.
func licencesOfTheApp(t *testing.T) map[string]known {
	t.Helper()
	texts, err := assets.Licences()
	if err != nil {
		t.Fatal(err)
	}
	known, err := identify(texts)
	if err != nil {
		t.Fatal(err)
	}
	return known
}

// built is a program that holds modules, in the versions that the licences are of.
func built(t *testing.T, known map[string]known, name string, paths ...string) program {
	t.Helper()
	info := &debug.BuildInfo{GoVersion: "go" + known[goLibrary].version, Settings: []debug.BuildSetting{{Key: "GOOS", Value: "linux"}, {Key: "GOARCH", Value: "amd64"}}}
	for _, p := range paths {
		if known[p].version == "" {
			t.Fatalf("%s is not among the licences", p)
		}
		info.Deps = append(info.Deps, &debug.Module{Path: p, Version: known[p].version, Sum: "h1:x="})
	}
	return program{name: name, raw: []byte(name), info: info}
}

func TestListOfPrograms(t *testing.T) {
	known := licencesOfTheApp(t)
	window := built(t, known, "bokgu", "fyne.io/fyne/v2", "github.com/BurntSushi/toml", "github.com/gorilla/websocket")
	terminal := built(t, known, "bokguctl", "github.com/gorilla/websocket")
	bom, err := describe("1.2.3", noon, []program{window, terminal}, known)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := encode(bom)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := loadSchema()
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.check(raw); err != nil {
		t.Errorf("it does not follow the schema: %v", err)
	}
	if err := schema.check(bytes.Replace(raw, []byte(`"type": "library"`), []byte(`"type": "shelf"`), 1)); err == nil {
		t.Error("the schema takes anything")
	}

	read := new(cdx.BOM)
	if err := cdx.NewBOMDecoder(bytes.NewReader(raw), cdx.BOMFileFormatJSON).Decode(read); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range *read.Components {
		names = append(names, c.Name)
		if c.Version == "" || c.Licenses == nil || len(*c.Licenses) == 0 || (*c.Licenses)[0].License.ID == "" {
			t.Errorf("%s has no version or no licence: %+v", c.Name, c)
		}
	}
	slices.Sort(names)
	if want := []string{"Pretendard", "bokgu", "bokguctl", "fyne.io/fyne/v2", "github.com/BurntSushi/toml", "github.com/gorilla/websocket", "std"}; !slices.Equal(names, want) {
		t.Errorf("it lists %q, want %q", names, want)
	}
	holds := map[string]string{}
	for _, d := range *read.Dependencies {
		holds[d.Ref] = strings.Join(*d.Dependencies, " ")
	}
	if got := holds["program-bokguctl"]; strings.Contains(got, "fyne") || strings.Contains(got, "font") || !strings.Contains(got, "gorilla/websocket") {
		t.Errorf("bokguctl holds %q", got)
	}
	if got := holds["program-bokgu"]; !strings.Contains(got, "pkg:golang/github.com/burntsushi/toml@") || !strings.Contains(got, "font-Pretendard") {
		t.Errorf("bokgu holds %q", got)
	}
	if holds["bokgu-1.2.3"] != "program-bokgu program-bokguctl" {
		t.Errorf("the release holds %q", holds["bokgu-1.2.3"])
	}

	// The order in which they are named counts for nothing, what they are for everything.
	again, err := describe("1.2.3", noon, []program{terminal, window}, known)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := encode(again); err != nil || !bytes.Equal(same, raw) {
		t.Errorf("the same programs make another list: %v", err)
	}
	window.raw = []byte("changed")
	other, err := describe("1.2.3", noon, []program{window, terminal}, known)
	if err != nil || other.SerialNumber == bom.SerialNumber {
		t.Errorf("another program, the same number %s, %v", other.SerialNumber, err)
	}
}

// A list that would leave something out is not made.
func TestWhatIsNotKnown(t *testing.T) {
	known := licencesOfTheApp(t)
	for name, spoil := range map[string]func(*program){
		"a module without a licence": func(p *program) {
			p.info.Deps = append(p.info.Deps, &debug.Module{Path: "example.com/new", Version: "v1.0.0"})
		},
		"a module in another version": func(p *program) { p.info.Deps[0].Version = "v0.0.1" },
	} {
		p := built(t, known, "bokgu", "rsc.io/qr")
		spoil(&p)
		if _, err := describe("1.2.3", noon, []program{p}, known); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	p := built(t, known, "bokgu", "rsc.io/qr")
	if _, err := describe("1.2.3", noon, []program{p, p}, known); err == nil {
		t.Error("two programs of one name: no error")
	}
	if _, err := identify([]assets.Licence{{Name: "x", Text: "Do as you like, but not on Tuesdays."}}); err == nil {
		t.Error("an unknown licence: no error")
	}
}

// A test is a built program, too; so is no text.
func TestReadsPrograms(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p, err := read(self)
	if err != nil {
		t.Fatal(err)
	}
	if all := modules(p.info); all[0].name != goLibrary || !slices.ContainsFunc(all, func(m module) bool { return m.name == "github.com/CycloneDX/cyclonedx-go" }) {
		t.Errorf("it holds %v", all)
	}
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, filepath.Join(t.TempDir(), "nothing")} {
		if _, err := read(path); err == nil || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%s: error %v, want one that names it", path, err)
		}
	}
}
