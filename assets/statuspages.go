package assets

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The directory of status pages; make directory builds it (gen/statuspages).
//
//go:embed statuspages.json.gz
var statusPages []byte

// StatusPageDirectory lists public status pages, sorted by name.
type StatusPageDirectory struct {
	Sources []StatusPageSource `json:"sources"`
	Pages   []StatusPage       `json:"pages"`
}

// StatusPageSource is where pages of the directory come from.
type StatusPageSource struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Date    string `json:"date"`    // of that version, such as 2025-06-23
	Licence string `json:"licence"` // SPDX
}

// StatusPage is one public page. Nobody has asked it when the app was built:
// whether it can be read turns out when it is added.
type StatusPage struct {
	Name     string   `json:"name"`
	Korean   []string `json:"korean,omitempty"` // how it is called in Korean, the usual name first
	URL      string   `json:"url"`
	Provider string   `json:"provider,omitempty"` // as sync/source names them; empty: not known
	Own      bool     `json:"own,omitempty"`      // of our own list
}

// StatusPages unpacks the directory. That takes less than a millisecond.
func StatusPages() (StatusPageDirectory, error) {
	var d StatusPageDirectory
	z, err := gzip.NewReader(bytes.NewReader(statusPages))
	if err != nil {
		return d, fmt.Errorf("assets: status pages: %w", err)
	}
	if err := json.NewDecoder(z).Decode(&d); err != nil {
		return d, fmt.Errorf("assets: status pages: %w", err)
	}
	return d, nil
}

// Check reports what is wrong with a directory: every source has a date and a
// licence, every page a name and an address of its own, all addresses are
// encrypted, and the pages are sorted.
func (d StatusPageDirectory) Check() error {
	if len(d.Sources) == 0 || len(d.Pages) == 0 {
		return errors.New("status pages: no sources or no pages")
	}
	for _, s := range d.Sources {
		if _, err := time.Parse(time.DateOnly, s.Date); err != nil || s.Name == "" || s.Licence == "" {
			return fmt.Errorf("status pages: source %q: no date or no licence", s.Name)
		}
	}
	names, hosts := make(map[string]bool), make(map[string]bool)
	for _, p := range d.Pages {
		u, err := url.Parse(p.URL)
		switch {
		case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
			return fmt.Errorf("status pages: %s: not a plain https address: %s", p.Name, p.URL)
		case strings.TrimSpace(p.Name) != p.Name || p.Name == "" || slices.Contains(p.Korean, ""):
			return fmt.Errorf("status pages: %q: not a name", p.Name)
		case names[strings.ToLower(p.Name)] || hosts[u.Host+u.Path]:
			return fmt.Errorf("status pages: %s (%s) is there twice", p.Name, p.URL)
		}
		names[strings.ToLower(p.Name)], hosts[u.Host+u.Path] = true, true
	}
	if !slices.IsSortedFunc(d.Pages, func(a, b StatusPage) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	}) {
		return errors.New("status pages: not sorted by name")
	}
	return nil
}
