package assets

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// The directory is sorted, without doubles, https only, with date and licence;
// well-known services have their Korean names.
func TestStatusPages(t *testing.T) {
	d, err := StatusPages()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Check(); err != nil {
		t.Error(err)
	}
	if len(d.Pages) < 100 {
		t.Errorf("only %d pages", len(d.Pages))
	}
	for name, korean := range map[string]string{"GitHub": "깃허브", "Discord": "디스코드", "Channel Talk": "채널톡", "Toss Payments": "토스페이먼츠"} {
		i := slices.IndexFunc(d.Pages, func(p StatusPage) bool { return p.Name == name })
		if i < 0 || !slices.Contains(d.Pages[i].Korean, korean) {
			t.Errorf("%s is not called %s", name, korean)
		}
	}
	for _, p := range d.Pages {
		for _, k := range p.Korean {
			if !strings.ContainsFunc(k, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) && k != "AWS" {
				t.Errorf("%s: %q is no Korean name", p.Name, k)
			}
		}
	}
	// Where it comes from has its licence among those of the program.
	all, err := Licences()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range d.Sources {
		if s.Name != "Bokgu" && !slices.ContainsFunc(all, func(l Licence) bool { return l.Name == s.Name && l.Version == s.Version }) {
			t.Errorf("the licence of %s %s is not in the list", s.Name, s.Version)
		}
	}
}

// Check finds each thing that must not be in a directory.
func TestStatusPagesCheck(t *testing.T) {
	good := StatusPageDirectory{
		Sources: []StatusPageSource{{Name: "a", Date: "2025-06-23", Licence: "MIT"}},
		Pages:   []StatusPage{{Name: "A", URL: "https://a.example"}, {Name: "b", URL: "https://b.example"}},
	}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*StatusPageDirectory){
		"no date":       func(d *StatusPageDirectory) { d.Sources[0].Date = "" },
		"no licence":    func(d *StatusPageDirectory) { d.Sources[0].Licence = "" },
		"http":          func(d *StatusPageDirectory) { d.Pages[0].URL = "http://a.example" },
		"a query":       func(d *StatusPageDirectory) { d.Pages[0].URL += "/?x=1" },
		"a name twice":  func(d *StatusPageDirectory) { d.Pages[1].Name = "a" },
		"a page twice":  func(d *StatusPageDirectory) { d.Pages[1].URL = d.Pages[0].URL },
		"not sorted":    func(d *StatusPageDirectory) { d.Pages[0].Name = "c" },
		"nothing in it": func(d *StatusPageDirectory) { d.Pages = nil },
	} {
		d := StatusPageDirectory{Sources: slices.Clone(good.Sources), Pages: slices.Clone(good.Pages)}
		spoil(&d)
		if d.Check() == nil {
			t.Errorf("%s is not found", name)
		}
	}
}
