package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"bokgu/app/diary"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/views"
)

// exportDiary asks where to and writes the diary of the shown feed. UI goroutine.
func (a *App) exportDiary(r views.DiaryRequest, progress func(done, total int), done func(string, *views.Problem)) {
	snap := a.model.look()
	loc := snap.Loc
	ended := func(said string, err error) {
		var p *views.Problem
		if err != nil {
			a.log.Warn("export of the diary", "error", err)
			said, p = "", &views.Problem{Text: loc.T("diary.export.failed", nil), Todo: loc.T("diary.export.failed.todo", nil)}
		}
		fyne.Do(func() { done(said, p) })
	}
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if w == nil || err != nil {
			ended("", err)
			return
		}
		go func() {
			ctx, cancel := context.WithTimeout(a.ctx, transferTime)
			defer cancel()
			err := a.writeDiary(ctx, w, snap, r, func(n, of int) { fyne.Do(func() { progress(n, of) }) })
			if err != nil {
				_ = storage.Delete(w.URI()) // half a file helps nobody
			}
			ended(loc.T("diary.export.done", map[string]any{"Name": w.URI().Name()}), err)
		}()
	}, a.window)
	name := loc.T("diary.export.file", nil) + "-" + snap.Now.In(loc.Zone()).Format("2006-01-02") + "." + string(r.File)
	if r := snap.Replay; r != nil && r.Drill {
		name = loc.T("mode.drill", nil) + "-" + name
	} else if r != nil {
		name = loc.T("mode.replay", nil) + "-" + name
	}
	d.SetFileName(name)
	a.askFile(d, "file.save")
}

// writeDiary writes and closes the file.
func (a *App) writeDiary(ctx context.Context, w io.WriteCloser, snap *views.Snapshot, r views.DiaryRequest, progress func(done, total int)) error {
	if a.db != nil && snap.Feed.ID != replaySub {
		// The screens hold the newest changes, the store those of a year.
		whole, err := wholeHistory(ctx, a.db, snap)
		if err != nil {
			a.log.Warn("history for the diary", "error", err) // what is on the screen is known all the same
		} else {
			snap = whole
		}
	}
	book := diaryBook(snap, r, a.meta.Name+" "+a.meta.Version)
	var raw bytes.Buffer // whole before the first byte of it is written
	var err error
	switch r.File {
	case views.DiaryCSV:
		err = diary.WriteCSV(ctx, &raw, book, progress)
	case views.DiaryPDF:
		err = diary.WritePDF(ctx, &raw, book, progress)
	default:
		err = fmt.Errorf("no such file: %q", r.File)
	}
	if err == nil {
		_, err = w.Write(raw.Bytes())
	}
	return errors.Join(err, w.Close())
}

// wholeHistory is the snapshot with all that the store remembers of its feed.
func wholeHistory(ctx context.Context, db *store.Store, snap *views.Snapshot) (*views.Snapshot, error) {
	out := *snap
	var all []store.Entry
	for q := (store.Query{}); ; {
		page, err := db.Entries(ctx, snap.Feed.ID, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Entries...)
		if !page.More {
			break
		}
		q.Before = page.Next
	}
	changes, names := remembered(all)
	have := make(map[string]bool, len(changes))
	for i := range changes {
		have[changes[i].ID] = true
	}
	for _, c := range snap.History {
		if !have[c.ID] {
			changes = append(changes, c)
			names[c.ID] = snap.Names[c.ID]
		}
	}
	slices.SortStableFunc(changes, func(a, b feed.Change) int { return a.At.Compare(b.At) })
	out.History, out.Names = changes, names
	return &out, nil
}

// diaryBook is the diary of the shown feed for a file.
func diaryBook(s *views.Snapshot, r views.DiaryRequest, app string) *diary.Book {
	b := &diary.Book{
		Loc: s.Loc, Feed: views.Plain(s.Feed.Name, 120), Owner: r.Owner, App: app, Made: s.Real, All: r.All,
		Replay: s.Replay != nil, Drill: s.Replay != nil && s.Replay.Drill,
	}
	until := s.Now
	if s.Stale {
		// Nothing is known of the time since then.
		until = s.ConfirmedAt()
		if s.Replay != nil {
			until = s.Now
		}
	}
	entries := views.DiaryEntries(s, true)
	texts := make(map[string]string, len(entries))
	for _, e := range entries {
		texts[e.ID] = e.Text
	}
	if !r.All {
		entries = views.DiaryEntries(s, false)
	}
	for _, e := range entries {
		b.Events = append(b.Events, diary.Event{At: e.At, What: e.What, Text: e.Text})
	}
	for _, n := range slices.Backward(s.Notes) {
		b.Notes = append(b.Notes, diary.Note{At: n.At, About: texts[n.ChangeID], Text: n.Text, Amount: n.Amount})
	}
	slices.SortStableFunc(b.Notes, func(a, b diary.Note) int { return a.At.Compare(b.At) })
	b.Outages = diary.Outages(diaryParts(s, r.All), s.History, until)
	b.SetPeriod(until)
	return b
}

// diaryParts is what can be out of order: as it stands in the document, and what
// has been taken off it.
func diaryParts(s *views.Snapshot, all bool) []diary.Part {
	lang, feedLang := s.Loc.Lang(), ""
	if s.Status != nil {
		feedLang = s.Status.Feed.Language
	}
	name := func(t feed.Text, of string) string {
		return cmp.Or(views.Plain(t.In(lang, of), 60), s.Loc.T("alert.untitled", nil))
	}
	var out []diary.Part
	listed := make(map[string]bool)
	for i := range s.Services {
		sv := &s.Services[i]
		listed[sv.ID] = true
		for _, c := range sv.Parts() {
			listed[c.ID] = true
			if !all && !s.Follows[c.ID] && !s.Follows[sv.ID] {
				continue
			}
			p := diary.Part{ID: c.ID, Service: name(sv.Name, feedLang), Status: c.Status, Since: c.Since}
			if c.ID != sv.ID {
				p.Function = name(c.Name, feedLang)
			}
			out = append(out, p)
		}
	}
	for i := range s.History {
		c := &s.History[i]
		if c.ComponentID == "" || listed[c.ComponentID] || !all && !s.Follows[c.ComponentID] {
			continue
		}
		listed[c.ComponentID] = true
		n := s.Names[c.ID]
		p := diary.Part{ID: c.ComponentID, Service: name(n.Component, n.Language)}
		if len(n.Service) > 0 {
			p.Service, p.Function = name(n.Service, n.Language), p.Service
		}
		out = append(out, p)
	}
	return out
}

// look is what the screens show, made anew.
func (m *Model) look() *views.Snapshot {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.snapshot()
}
