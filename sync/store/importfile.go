package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"

	"bokgu/sync/feed"
)

// ErrBadFile: what was to be imported is not a whole, sound export. The error
// says what is wrong and where; it can be taken apart as a *FileError.
var ErrBadFile = errors.New("not a usable export file")

// FileError says what is wrong with a file that was to be imported.
type FileError struct {
	Path   string // such as user.feeds[2].root; "" is the file as a whole
	Reason string // plain English; it repeats nothing that could be a secret
}

func (e *FileError) Error() string {
	where := e.Path
	if where == "" {
		where = "the file"
	}
	return where + ": " + e.Reason
}

// Unwrap makes it an ErrBadFile.
func (e *FileError) Unwrap() error { return ErrBadFile }

func bad(path, format string, args ...any) error {
	return &FileError{path, fmt.Sprintf(format, args...)}
}

// Bounds of single values in a file, beside MaxExport and MaxHistory.
const (
	maxImportFeeds  = 1000
	maxImportIDs    = 20_000   // of components or guidance, per feed and list; a document of 512 KiB holds some 4,000
	maxImportID     = 512      // bytes
	maxImportText   = 2048     // bytes of an address or a name
	maxImportChange = 16 << 10 // bytes of one change

	maxImportProvider = 32 // bytes
	maxImportWith     = 4  // documents of a status page beside the first
)

// fingerprint is how envelope.Fingerprint names a root key.
var fingerprint = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// readExport reads and checks a whole file. Errors are ErrBadFile, ErrNewer or
// the reader's own.
func readExport(r io.Reader, checkURL func(string) error) (*exported, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxExport+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > MaxExport {
		return nil, bad("", "more than %d bytes", MaxExport)
	}
	// The format and version first: of a newer file nothing else is known.
	var head struct {
		Format  string
		Version int
		User    json.RawMessage
		History json.RawMessage
	}
	if err := decodeAt("", raw, &head); err != nil {
		return nil, err
	}
	switch {
	case head.Format != ExportFormat:
		return nil, bad("format", "not %q: this file comes from somewhere else", ExportFormat)
	case head.Version > ExportVersion:
		return nil, fmt.Errorf("version %d, this program knows %d: %w", head.Version, ExportVersion, ErrNewer)
	case head.Version < 1:
		return nil, bad("version", "missing")
	case isAbsent(head.User):
		return nil, bad("user", "missing")
	}
	f := &exported{}
	if err := decodeAt("user", head.User, &f.User); err != nil {
		return nil, err
	}
	known, err := f.User.check(checkURL)
	if err != nil {
		return nil, err
	}
	if f.History, err = readHistories(head.History, known); err != nil {
		return nil, err
	}
	return f, nil
}

// decodeAt decodes JSON. Its error names the place.
func decodeAt(path string, raw []byte, v any) error {
	err := json.Unmarshal(raw, v)
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		before := raw[:min(int(syntax.Offset), len(raw))]
		line := 1 + bytes.Count(before, []byte("\n"))
		return bad(path, "not JSON at line %d, byte %d: %v", line, len(before)-bytes.LastIndexByte(before, '\n')-1, syntax)
	case errors.As(err, &wrong):
		if wrong.Field != "" {
			path = strings.TrimPrefix(path+"."+wrong.Field, ".")
		}
		return bad(path, "a %s where a %s belongs", wrong.Value, wrong.Type.Kind())
	}
	return bad(path, "%v", err)
}

func isAbsent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// check looks at every value. It returns the ids of the feeds in the file.
func (u *exportedUser) check(checkURL func(string) error) (map[string]bool, error) {
	if len(u.Feeds) > maxImportFeeds {
		return nil, bad("user.feeds", "%d feeds, %d are allowed", len(u.Feeds), maxImportFeeds)
	}
	known := make(map[string]bool, len(u.Feeds))
	urls := make(map[string]int)
	for i := range u.Feeds {
		f, path := &u.Feeds[i], fmt.Sprintf("user.feeds[%d]", i)
		switch {
		case f.ID == "":
			return nil, bad(path+".id", "missing")
		case len(f.ID) > maxImportID:
			return nil, bad(path+".id", "longer than %d bytes", maxImportID)
		case known[f.ID]:
			return nil, bad(path+".id", "another feed has it too")
		case f.URL == "":
			return nil, bad(path+".url", "missing")
		case len(f.URL) > maxImportText:
			return nil, bad(path+".url", "longer than %d bytes", maxImportText)
		case len(f.Name) > maxImportText:
			return nil, bad(path+".name", "longer than %d bytes", maxImportText)
		case len(f.Alias) > maxImportText:
			return nil, bad(path+".alias", "longer than %d bytes", maxImportText)
		case f.Root != "" && !fingerprint.MatchString(f.Root):
			return nil, bad(path+".root", "not the fingerprint of a key")
		}
		// The address is not repeated: it may hold a secret.
		parsed, err := url.Parse(f.URL)
		if err != nil {
			return nil, bad(path+".url", "it cannot be read")
		} else if parsed.User != nil {
			return nil, bad(path+".url", "%v", ErrSecret)
		}
		if f.Page == nil && checkURL != nil && checkURL(f.URL) != nil {
			return nil, bad(path+".url", "not the address of a feed")
		}
		if err := f.Page.check(path+".page", parsed); err != nil {
			return nil, err
		}
		if j, taken := urls[f.URL]; taken {
			return nil, bad(path+".url", "the same as that of user.feeds[%d]", j)
		}
		known[f.ID], urls[f.URL] = true, i
	}
	for _, l := range []struct {
		name string
		list map[string][]string
	}{{"follows", u.Follows}, {"muted", u.Muted}, {"ticks", u.Ticks}} {
		for sub, ids := range l.list {
			path := fmt.Sprintf("user.%s[%q]", l.name, cut(sub, maxName))
			if !known[sub] {
				return nil, bad(path, "no such feed in the file")
			}
			if len(ids) > maxImportIDs {
				return nil, bad(path, "%d ids, %d are allowed", len(ids), maxImportIDs)
			}
			for i, id := range ids {
				if id == "" || len(id) > maxImportID {
					return nil, bad(fmt.Sprintf("%s[%d]", path, i), "an id has 1 to %d bytes", maxImportID)
				}
			}
		}
	}
	for sub, list := range u.Notes {
		path := fmt.Sprintf("user.notes[%q]", cut(sub, maxName))
		if !known[sub] {
			return nil, bad(path, "no such feed in the file")
		}
		if err := checkNotes(path, list); err != nil {
			return nil, err
		}
	}
	for sub, list := range u.Standbys {
		path := fmt.Sprintf("user.standbys[%q]", cut(sub, maxName))
		if !known[sub] {
			return nil, bad(path, "no such feed in the file")
		}
		if err := checkStandbys(path, list); err != nil {
			return nil, err
		}
	}
	for path, raw := range map[string]json.RawMessage{"user.rules": u.Rules, "user.preferences": u.Preferences} {
		if _, err := object(raw); err != nil {
			return nil, bad(path, "not an object")
		}
	}
	return known, nil
}

// check looks at how a status page is read; a nil one is a signed feed's. at is
// the address of the subscription.
func (p *exportedPage) check(path string, at *url.URL) error {
	if p == nil {
		return nil
	}
	type place struct{ name, url string }
	places := []place{{"main", p.Main}}
	if p.Confirm != "" {
		places = append(places, place{"confirm", p.Confirm})
	}
	for i, w := range p.With {
		places = append(places, place{fmt.Sprintf("with[%d]", i), w})
	}
	switch {
	case at.Scheme != "https" && at.Scheme != "http" || at.Host == "":
		return bad(path, "the subscription's address is not that of a page")
	case p.Provider == "" || len(p.Provider) > maxImportProvider:
		return bad(path+".provider", "a name of 1 to %d bytes", maxImportProvider)
	case len(p.With) > maxImportWith:
		return bad(path+".with", "%d addresses, %d are allowed", len(p.With), maxImportWith)
	}
	for _, pl := range places {
		u, err := url.Parse(pl.url)
		switch {
		case err != nil || len(pl.url) > maxImportText || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
			return bad(path+"."+pl.name, "not the address of a page")
		case u.User != nil:
			return bad(path+"."+pl.name, "%v", ErrSecret)
		}
	}
	return nil
}

// object reads a JSON object; absent and null are nil.
func object(raw json.RawMessage) (m map[string]json.RawMessage, err error) {
	if isAbsent(raw) {
		return nil, nil
	}
	return m, json.Unmarshal(raw, &m)
}

// readHistories reads the part "history".
func readHistories(raw json.RawMessage, known map[string]bool) ([]exportedHistory, error) {
	if isAbsent(raw) {
		return nil, nil
	}
	var list []struct {
		Feed     string
		Changes  []json.RawMessage
		Names    []json.RawMessage
		Complete bool
	}
	if err := decodeAt("history", raw, &list); err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	out := make([]exportedHistory, 0, len(list))
	for i := range list {
		in, path := &list[i], fmt.Sprintf("history[%d]", i)
		switch {
		case !known[in.Feed]:
			return nil, bad(path+".feed", "no such feed in the file")
		case seen[in.Feed]:
			return nil, bad(path+".feed", "it has a history already")
		case len(in.Changes) > MaxHistory:
			return nil, bad(path+".changes", "%d changes, %d are allowed", len(in.Changes), MaxHistory)
		case len(in.Names) > MaxHistory:
			return nil, bad(path+".names", "%d names, %d are allowed", len(in.Names), MaxHistory)
		}
		seen[in.Feed] = true
		h := exportedHistory{Feed: in.Feed, Complete: in.Complete, Names: make([]Names, len(in.Names)), Changes: make([]exportedChange, len(in.Changes))}
		for j, raw := range in.Names {
			if err := decodeAt(fmt.Sprintf("%s.names[%d]", path, j), raw, &h.Names[j]); err != nil {
				return nil, err
			}
			h.Names[j] = h.Names[j].clipped()
		}
		for j, raw := range in.Changes {
			if err := readChange(fmt.Sprintf("%s.changes[%d]", path, j), raw, len(h.Names), &h.Changes[j]); err != nil {
				return nil, err
			}
		}
		out = append(out, h)
	}
	return out, nil
}

func readChange(path string, raw json.RawMessage, names int, c *exportedChange) error {
	if len(raw) > maxImportChange {
		return bad(path, "longer than %d bytes", maxImportChange)
	}
	if err := decodeAt(path, raw, c); err != nil {
		return err
	}
	switch {
	case c.ID == "":
		return bad(path+".id", "missing")
	case c.At.IsZero():
		return bad(path+".at", "missing")
	case c.Kind == "":
		return bad(path+".kind", "missing")
	case (c.Kind == feed.ChangeComponentStatus || c.Kind == feed.ChangeComponentAdded || c.Kind == feed.ChangeComponentRemoved) && c.ComponentID == "":
		return bad(path+".component_id", "missing")
	case c.Names != nil && (*c.Names < 0 || *c.Names >= names):
		return bad(path+".names", "there is no name number %d", *c.Names)
	}
	return nil
}

// clipped holds names from a file to the bounds of those from a feed.
func (n Names) clipped() Names {
	n.Language = short(n.Language)
	for _, t := range []*feed.Text{&n.Service, &n.Component, &n.Incident, &n.Promise, &n.Maintenance, &n.Guidance} {
		*t = clip(*t)
	}
	return n
}
