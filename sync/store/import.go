package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// UserData is where Import puts settings: a *UserFile, or something that behaves
// like one. Update keeps all of what f does or nothing, and then says so.
type UserData interface {
	Get() User
	Update(f func(*User)) error
}

// ImportOptions are the choices of Import. The zero value is good.
type ImportOptions struct {
	// CheckURL reports whether an address can be that of a signed feed. nil: any
	// can that holds no password. Status pages are at https or http.
	CheckURL func(url string) error
	// TakeSettings lets the rules and preferences of the file win over those
	// that are set here; otherwise they only fill in what is not set.
	TakeSettings bool
	// NewID makes the local id of a feed that is new here; nil means rand.Text.
	NewID func() string
}

// Report says what Import did.
type Report struct {
	Added      []Subscription // feeds that are new here
	NeedTokens []Subscription // those of them that are private: their token has to be entered here
	Known      []Subscription // feeds that were here, as they are now
	Conflicts  []Conflict     // feeds that were left out, with all that belongs to them
	Changes    int            // changes that are new in the history
	Notes      int            // notes that are new here
	Standbys   int            // standbys that are new here
	Partial    bool           // the history of a feed was not whole when it was exported
	Kept       []string       // settings that differ and were left as they are here, such as "preferences.theme" or "standbys.<component>"
}

// Conflict is a feed of the file that cannot be the one that is here.
type Conflict struct {
	Name, URL string // in the file
	Here      string // local id of the feed that it clashes with
	HereRoot  string // the pinned key; it stays
	FileRoot  string // the one in the file
}

// errMoved: the settings changed between two looks at them.
var errMoved = errors.New("the settings were changed at the same time; try again")

// Import reads a file that Export wrote and adds what is in it to what is here:
// feeds that are not here yet, follows, mutes, ticks, notes and standbys, rules and preferences
// that are not set, and the history. Nothing is removed. A feed is the same if
// its address or its root key is; a pinned key is never replaced: a feed with
// another one is left out and reported. A new feed gets a local id of its own,
// so that no file can lay its hands on the token of another feed.
//
// Imported changes are history. Nobody is alerted, and they do not keep the feed
// itself from bringing the same change later.
//
// It is all or nothing: after an error everything is as before (errors.Is:
// ErrBadFile, ErrNewer; a *FileError says what and where). If the process dies
// between the two files of the store, the settings may be there without the
// history; importing again completes it. A nil db imports no history. The file
// may have MaxExport bytes.
func Import(ctx context.Context, r io.Reader, user UserData, db *Store, o ImportOptions) (Report, error) {
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	f, err := readExport(r, o.CheckURL)
	if err != nil {
		return Report{}, fmt.Errorf("store: import: %w", err)
	}
	ids := make(map[string]string, len(f.User.Feeds)) // local ids for those that are new
	for i := range f.User.Feeds {
		ids[f.User.Feeds[i].ID] = o.NewID()
	}
	_, plan := merge(user.Get(), f, ids, o)
	if db == nil {
		report, _, err := save(user, f, ids, plan, o)
		if err != nil {
			return Report{}, fmt.Errorf("store: import: %w", err)
		}
		return report, nil
	}
	var report Report
	var undo func()
	err = db.tx(ctx, "import", func(txCtx context.Context, tx *sql.Tx) error {
		changes, err := db.importHistory(ctx, txCtx, tx, f, plan.local)
		if err != nil {
			return err
		}
		// The settings last: what can fail has been done by then.
		report, undo, err = save(user, f, ids, plan, o)
		report.Changes = changes
		return err
	})
	if err != nil {
		if undo != nil { // the end of the transaction failed
			undo()
		}
		return Report{}, err
	}
	return report, nil
}

// save merges and writes the settings, if they are still what the plan was made
// for. undo puts them back.
func save(user UserData, f *exported, ids map[string]string, plan plan, o ImportOptions) (report Report, undo func(), err error) {
	var before User
	moved := false
	err = user.Update(func(u *User) {
		next, now := merge(*u, f, ids, o)
		if moved = !maps.Equal(now.local, plan.local); !moved {
			before, report, *u = u.clone(), now.report, next
		}
	})
	if err == nil && moved {
		err = errMoved
	}
	if err != nil {
		return Report{}, nil, err
	}
	return report, func() { _ = user.Update(func(u *User) { *u = before }) }, nil
}

// plan is what an import comes to.
type plan struct {
	local  map[string]string // id in the file → local id, without conflicts
	report Report
}

// merge adds the settings in f to a copy of u.
func merge(u User, f *exported, ids map[string]string, o ImportOptions) (User, plan) {
	u = u.clone()
	p := plan{local: make(map[string]string)}
	here := len(u.Feeds) // the file does not clash with itself
	for i := range f.User.Feeds {
		in := &f.User.Feeds[i]
		byURL := slices.IndexFunc(u.Feeds[:here], func(s Subscription) bool { return s.URL == in.URL })
		byRoot := slices.IndexFunc(u.Feeds[:here], func(s Subscription) bool { return in.Root != "" && s.Root == in.Root })
		at := byURL
		if at < 0 {
			at = byRoot
		}
		switch {
		case at < 0:
			s := Subscription{ID: ids[in.ID], URL: in.URL, Name: in.Name, Root: in.Root, Private: in.Private, AddedAt: in.AddedAt, Alias: in.Alias}
			if pg := in.Page; pg != nil {
				s.Page = &StatusPage{Provider: pg.Provider, Main: pg.Main, With: slices.Clone(pg.With), Confirm: pg.Confirm}
			}
			u.Feeds = append(u.Feeds, s)
			p.local[in.ID] = s.ID
			p.report.Added = append(p.report.Added, s)
			if s.Private {
				p.report.NeedTokens = append(p.report.NeedTokens, s)
			}
		case in.Root != "" && u.Feeds[at].Root != "" && u.Feeds[at].Root != in.Root:
			p.report.Conflicts = append(p.report.Conflicts, Conflict{in.Name, in.URL, u.Feeds[at].ID, u.Feeds[at].Root, in.Root})
		default:
			if u.Feeds[at].Root == "" { // never connected: nothing is pinned yet
				u.Feeds[at].Root = in.Root
			}
			p.local[in.ID] = u.Feeds[at].ID
			p.report.Known = append(p.report.Known, u.Feeds[at])
		}
	}
	for _, l := range []struct {
		in map[string][]string
		to *map[string][]string
	}{{f.User.Follows, &u.Follows}, {f.User.Muted, &u.Muted}, {f.User.Ticks, &u.Ticks}} {
		for sub, list := range l.in {
			local, ok := p.local[sub]
			if !ok {
				continue
			}
			if *l.to == nil {
				*l.to = make(map[string][]string)
			}
			(*l.to)[local] = union((*l.to)[local], list)
		}
	}
	for sub, list := range f.User.Notes {
		if local, ok := p.local[sub]; ok {
			if u.Notes == nil {
				u.Notes = make(map[string][]Note)
			}
			before := len(u.Notes[local])
			u.Notes[local] = mergeNotes(u.Notes[local], list, o.NewID)
			p.report.Notes += len(u.Notes[local]) - before
		}
	}
	for sub, list := range f.User.Standbys {
		if local, ok := p.local[sub]; ok {
			if u.Standbys == nil {
				u.Standbys = make(map[string][]Standby)
			}
			var added int
			var kept []string
			u.Standbys[local], added, kept = mergeStandbys(u.Standbys[local], list, o.TakeSettings)
			p.report.Standbys += added
			for _, id := range kept {
				p.report.Kept = append(p.report.Kept, "standbys."+id)
			}
		}
	}
	u.Rules = mergeObject("rules", u.Rules, f.User.Rules, o.TakeSettings, &p.report.Kept)
	u.Preferences = mergeObject("preferences", u.Preferences, f.User.Preferences, o.TakeSettings, &p.report.Kept)
	slices.Sort(p.report.Kept)
	for i := range f.History {
		if _, ok := p.local[f.History[i].Feed]; ok && !f.History[i].Complete {
			p.report.Partial = true
		}
	}
	return u, p
}

// union returns list with what it lacks of more.
func union(list, more []string) []string {
	have := make(map[string]bool, len(list))
	out := slices.Clone(list)
	for _, id := range list {
		have[id] = true
	}
	for _, id := range more {
		if !have[id] {
			have[id] = true
			out = append(out, id)
		}
	}
	return out
}

// mergeObject merges two objects by their keys. Where both have one, take says
// whether that of the file wins; otherwise kept notes it.
func mergeObject(name string, here, file json.RawMessage, take bool, kept *[]string) json.RawMessage {
	to, err := object(here)
	if err != nil {
		return here // not an object: whoever wrote it knows better
	}
	from, err := object(file)
	if err != nil || len(from) == 0 {
		return here
	}
	if to == nil {
		to = make(map[string]json.RawMessage)
	}
	for key, value := range from {
		old, set := to[key]
		switch {
		case !set || take:
			to[key] = value
		case !sameJSON(old, value):
			*kept = append(*kept, name+"."+key)
		}
	}
	merged, err := json.Marshal(to)
	if err != nil {
		return here
	}
	return merged
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

// importHistory adds the changes of the feeds in local, before all that arrived
// here. ctx is the caller's, which may give up.
func (s *Store) importHistory(ctx, txCtx context.Context, tx *sql.Tx, f *exported, local map[string]string) (changes int, err error) {
	for i := range f.History {
		h := &f.History[i]
		sub, ok := local[h.Feed]
		if !ok || len(h.Changes) == 0 {
			continue
		}
		n, err := s.importHistoryOf(ctx, txCtx, tx, sub, h)
		if err != nil {
			return 0, fmt.Errorf("history[%d]: %w", i, err)
		}
		changes += n
	}
	return changes, nil
}

func (s *Store) importHistoryOf(ctx, txCtx context.Context, tx *sql.Tx, sub string, in *exportedHistory) (int, error) {
	if err := addFeed(txCtx, tx, sub); err != nil {
		return 0, err
	}
	w, err := openHistory(txCtx, tx, sub)
	if err != nil {
		return 0, err
	}
	defer w.close()
	before := w.changes
	ord := min(w.first-1, -1)
	for i := range in.Changes {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		c := &in.Changes[i]
		var names Names
		if c.Names != nil {
			names = in.Names[*c.Names]
		}
		_, isNew, err := w.add(txCtx, ord, &c.Change, names)
		if err != nil {
			return 0, fmt.Errorf("changes[%d]: %w", i, err)
		}
		if isNew {
			ord--
		}
	}
	added := int(w.changes - before)
	return added, w.keepBounds(txCtx, s.bounds, s.now())
}
