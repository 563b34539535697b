package store

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"time"

	"bokgu/sync/feed"
)

// The file that Export writes and Import reads is described in docs/export.md.
const (
	// ExportFormat is the value of its field "format".
	ExportFormat = "bokgu-export"
	// ExportVersion is the version that this package writes.
	ExportVersion = 1
	// MaxExport bounds the file, in bytes: five feeds with a full history. It
	// is read as a whole, so it must fit into the memory of a phone.
	MaxExport = 64 << 20

	// exportSlack is left free for what stands around the changes, in bytes.
	exportSlack = 1 << 20
)

// exported is the whole file.
type exported struct {
	Format  string            `json:"format"`
	Version int               `json:"version"`
	User    exportedUser      `json:"user"`
	History []exportedHistory `json:"history"`
}

// exportedUser is a User of which only what is known to be free of secrets goes
// out: no field that a later version may have added.
type exportedUser struct {
	Feeds       []exportedFeed       `json:"feeds"`
	Follows     map[string][]string  `json:"follows,omitempty"`
	Muted       map[string][]string  `json:"muted,omitempty"`
	Ticks       map[string][]string  `json:"ticks,omitempty"`
	Notes       map[string][]Note    `json:"notes,omitempty"`
	Standbys    map[string][]Standby `json:"standbys,omitempty"`
	Rules       json.RawMessage      `json:"rules,omitempty"`
	Preferences json.RawMessage      `json:"preferences,omitempty"`
}

type exportedFeed struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Name    string    `json:"name"`
	Root    string    `json:"root"`
	Private bool      `json:"private"`
	AddedAt time.Time `json:"added_at"`

	Alias string        `json:"alias,omitempty"`
	Page  *exportedPage `json:"page,omitempty"`
}

type exportedPage struct {
	Provider string   `json:"provider"`
	Main     string   `json:"main"`
	With     []string `json:"with,omitempty"`
	Confirm  string   `json:"confirm,omitempty"`
}

type exportedHistory struct {
	Feed     string           `json:"feed"`
	Changes  []exportedChange `json:"changes"` // newest first
	Names    []Names          `json:"names"`
	Complete bool             `json:"complete"`
}

type exportedChange struct {
	feed.Change
	Names *int `json:"names,omitempty"` // index into the names of the history
}

// Export writes everything that a person has made or collected as one JSON
// file: feeds, follows, mutes, ticks, notes, standbys, rules, preferences and the
// history. It holds no token and no part of an address where one could stand. A nil db
// exports no history. If the history of all feeds would not fit into MaxExport,
// each feed loses its oldest changes and the file says so ("complete").
//
// The history is read page by page; changes that arrive in the meantime may be
// missing. When Export returns an error, what was written is no whole file.
func Export(ctx context.Context, w io.Writer, user User, db *Store) error {
	out := &counter{w: bufio.NewWriter(w)}
	head, err := json.MarshalIndent(exportUser(user), "\t", "\t")
	if err != nil {
		return fmt.Errorf("store: export: settings: %w", err)
	}
	out.print("{\n\t\"format\": \"" + ExportFormat + "\",\n\t\"version\": " + fmt.Sprint(ExportVersion) + ",\n\t\"user\": ")
	out.print(string(head) + ",\n\t\"history\": [")
	for i := range user.Feeds {
		if db == nil {
			break
		}
		if i > 0 {
			out.print(",")
		}
		room := (MaxExport - exportSlack - out.n) / (len(user.Feeds) - i)
		if err := exportHistory(ctx, out, db, user.Feeds[i].ID, room); err != nil {
			return fmt.Errorf("store: export: %w", err)
		}
	}
	out.print("\n\t]\n}\n")
	if err := errors.Join(out.err, out.w.Flush()); err != nil {
		return fmt.Errorf("store: export: %w", err)
	}
	if out.n > MaxExport {
		return fmt.Errorf("store: export: the file has %d bytes, %d are allowed", out.n, MaxExport)
	}
	return nil
}

func exportUser(u User) exportedUser {
	e := exportedUser{
		Feeds: []exportedFeed{}, Follows: map[string][]string{}, Muted: map[string][]string{}, Ticks: map[string][]string{},
		Notes: map[string][]Note{}, Standbys: map[string][]Standby{}, Rules: u.Rules, Preferences: u.Preferences,
	}
	for _, s := range u.Feeds {
		e.Feeds = append(e.Feeds, exportedFeed{s.ID, bareURL(s.URL), cut(s.Name, maxImportText), s.Root, s.Private, s.AddedAt, cut(s.Alias, maxImportText), exportPageOf(s.Page)})
		for _, l := range []struct{ from, to map[string][]string }{{u.Follows, e.Follows}, {u.Muted, e.Muted}, {u.Ticks, e.Ticks}} {
			ids := slices.DeleteFunc(slices.Clone(l.from[s.ID]), func(id string) bool { return id == "" || len(id) > maxImportID })
			if len(ids) > 0 {
				l.to[s.ID] = ids
			}
		}
		if notes := slices.DeleteFunc(slices.Clone(u.Notes[s.ID]), func(n Note) bool { return checkNotes("", []Note{n}) != nil }); len(notes) > 0 {
			e.Notes[s.ID] = notes[:min(len(notes), MaxNotes)]
		}
		if list := SoundStandbys(u.Standbys[s.ID]); len(list) > 0 {
			e.Standbys[s.ID] = list
		}
	}
	return e
}

func exportPageOf(p *StatusPage) *exportedPage {
	if p == nil {
		return nil
	}
	e := &exportedPage{Provider: p.Provider, Main: bareURL(p.Main)}
	for _, w := range p.With {
		e.With = append(e.With, bareURL(w))
	}
	if p.Confirm != "" {
		e.Confirm = bareURL(p.Confirm)
	}
	return e
}

// bareURL leaves out all of an address in which people put secrets.
func bareURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}

// exportPage is how many changes are read at once: a document that arrives waits
// for some 10 ms.
const exportPage = 1000

// exportHistory writes the history of one feed, newest first, in about room bytes.
func exportHistory(ctx context.Context, out *counter, db *Store, sub string, room int) error {
	index := make(map[string]int)
	names := []json.RawMessage{}
	quoted, err := json.Marshal(sub)
	if err != nil {
		return err
	}
	out.print("\n\t\t{\"feed\": " + string(quoted) + ", \"changes\": [")
	end, first := out.n+room, true
	complete, full := true, false
	q := Query{Limit: exportPage}
	for !full {
		page, err := db.Entries(ctx, sub, q)
		if err != nil {
			return err
		}
		for i := range page.Entries {
			e := exportedChange{Change: page.Entries[i].Change}
			text, err := json.Marshal(page.Entries[i].Names)
			if err != nil {
				return err
			}
			n, known := index[string(text)]
			if !known {
				n = len(names)
			}
			if len(text) > len("{}") {
				e.Names = &n
			}
			body, err := json.Marshal(e)
			if err != nil {
				return err
			}
			if len(body) > maxImportChange {
				complete = false // nothing that could not be read again
				continue
			}
			need := len(body) + 5
			if !known {
				need += len(text) + 5
			}
			if out.n+need > end {
				complete, full = false, true
				break
			}
			if e.Names != nil && !known {
				index[string(text)], names = n, append(names, text)
				end -= len(text) + 5 // it is written below
			}
			if !first {
				out.print(",")
			}
			first = false
			out.print("\n\t\t\t" + string(body))
		}
		if out.err != nil || !page.More {
			break
		}
		q.Before = page.Next
	}
	out.print("], \"names\": [")
	for i, text := range names {
		if i > 0 {
			out.print(",")
		}
		out.print("\n\t\t\t" + string(text))
	}
	out.print(fmt.Sprintf("], \"complete\": %v}", complete))
	return out.err
}

// counter writes text and counts its bytes. After an error it writes nothing.
type counter struct {
	w   *bufio.Writer
	n   int
	err error
}

func (c *counter) print(s string) {
	if c.err == nil {
		_, c.err = c.w.WriteString(s)
		c.n += len(s)
	}
}
