package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"

	"bokgu/assets"
)

const (
	ourLicence = "Apache-2.0"
	fontName   = "Pretendard"
)

// describe lists the programs and everything in them. Each module stands once, whichever of the programs hold it; which
// program holds which module stand in the dependencies. known are the licences by name, as SPDX has them.
func describe(version string, made time.Time, programs []program, known map[string]known) (*cdx.BOM, error) {
	parts := map[string]cdx.Component{} // by reference
	var dependencies []cdx.Dependency
	var refs []string
	for _, p := range programs {
		of := []string{}
		for _, m := range modules(p.info) {
			k, ok := known[m.name]
			if !ok {
				return nil, fmt.Errorf("%s holds %s, whose licence is not among the app's: run go generate in assets", p.name, m.name)
			}
			// The library of Go is that of whoever builds; its licence is the same in all of them.
			if k.version != m.version && m.name != goLibrary {
				return nil, fmt.Errorf("%s holds %s %s, the licence is that of %s", p.name, m.name, m.version, k.version)
			}
			c := m.component(k)
			parts[c.BOMRef] = c
			of = append(of, c.BOMRef)
		}
		// The typeface is in what holds the toolkit.
		if slices.ContainsFunc(p.info.Deps, func(m *debug.Module) bool { return m.Path == "fyne.io/fyne/v2" }) {
			c := font(known[fontName])
			parts[c.BOMRef] = c
			of = append(of, c.BOMRef)
		}
		slices.Sort(of)
		c := p.component(version)
		if _, twice := parts[c.BOMRef]; twice {
			return nil, fmt.Errorf("%s is named twice", p.name)
		}
		parts[c.BOMRef] = c
		refs = append(refs, c.BOMRef)
		dependencies = append(dependencies, cdx.Dependency{Ref: c.BOMRef, Dependencies: &of})
	}
	slices.Sort(refs)
	slices.SortFunc(dependencies, func(a, b cdx.Dependency) int { return cmp.Compare(a.Ref, b.Ref) })
	root := cdx.Component{
		BOMRef: "bokgu-" + version, Type: cdx.ComponentTypeApplication, Name: "bokgu", Version: version,
		Licenses: licences(ourLicence), PackageURL: "pkg:generic/bokgu@" + version,
	}
	dependencies = append([]cdx.Dependency{{Ref: root.BOMRef, Dependencies: &refs}}, dependencies...)

	components := slices.SortedFunc(maps.Values(parts), func(a, b cdx.Component) int { return cmp.Compare(a.BOMRef, b.BOMRef) })
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Timestamp: made.UTC().Format(time.RFC3339), Component: &root}
	bom.Components, bom.Dependencies = &components, &dependencies
	// The number tells one list from another, and is the same for the same list.
	raw, err := encode(bom)
	if err != nil {
		return nil, err
	}
	bom.SerialNumber = "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceOID, raw).String()
	return bom, nil
}

// specVersion is the newest that common readers of these lists know.
const specVersion = cdx.SpecVersion1_6

func encode(bom *cdx.BOM) ([]byte, error) {
	var b bytes.Buffer
	err := cdx.NewBOMEncoder(&b, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(bom, specVersion)
	return b.Bytes(), err
}

// module is one Go module, or the Go library, as it is in a program.
type module struct {
	name    string // as the licences have it
	version string
	sum     string // of go.sum, may be empty
}

func modules(info *debug.BuildInfo) []module {
	all := []module{{name: goLibrary, version: strings.TrimPrefix(strings.Fields(info.GoVersion)[0], "go")}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		all = append(all, module{m.Path, m.Version, m.Sum})
	}
	return all
}

func (m module) component(k known) cdx.Component {
	path := m.name
	if path == goLibrary {
		path = "std"
	}
	segments := strings.Split(strings.ToLower(path), "/") // as the type golang of package URLs wants it
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	c := cdx.Component{
		Type: cdx.ComponentTypeLibrary, Name: path, Version: m.version, Licenses: licences(k.ids...),
		PackageURL: "pkg:golang/" + strings.Join(segments, "/") + "@" + url.PathEscape(m.version),
	}
	c.BOMRef = c.PackageURL
	if m.sum != "" {
		c.Properties = &[]cdx.Property{{Name: "go.sum", Value: m.sum}}
	}
	return c
}

func font(k known) cdx.Component {
	return cdx.Component{
		BOMRef: "font-" + fontName, Type: cdx.ComponentTypeData, Name: fontName, Version: k.version, Licenses: licences(k.ids...),
	}
}

func (p program) component(version string) cdx.Component {
	sum := sha256.Sum256(p.raw)
	system, arch := "", ""
	for _, s := range p.info.Settings {
		switch s.Key {
		case "GOOS":
			system = s.Value
		case "GOARCH":
			arch = s.Value
		}
	}
	return cdx.Component{
		BOMRef: "program-" + p.name, Type: cdx.ComponentTypeApplication, Name: p.name, Version: version, Licenses: licences(ourLicence),
		Hashes:     &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum[:])}},
		Properties: &[]cdx.Property{{Name: "GOOS", Value: system}, {Name: "GOARCH", Value: arch}},
	}
}

func licences(ids ...string) *cdx.Licenses {
	list := cdx.Licenses{}
	for _, id := range ids {
		list = append(list, cdx.LicenseChoice{License: &cdx.License{ID: id}})
	}
	return &list
}

// goLibrary is what the licences call the library of Go.
const goLibrary = "Go"

// known is what is known of a licence's bearer.
type known struct {
	version string
	ids     []string // SPDX, sorted
}

// identify reads which licences the texts are.
func identify(texts []assets.Licence) (map[string]known, error) {
	read, err := newReader()
	if err != nil {
		return nil, err
	}
	all := make(map[string]known, len(texts))
	for _, t := range texts {
		ids := read(t.Text)
		if len(ids) == 0 {
			return nil, fmt.Errorf("the licence of %s is none that is known", t.Name)
		}
		all[t.Name] = known{t.Version, ids}
	}
	return all, nil
}
