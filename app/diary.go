package app

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/views"
)

// changeNames are the store's names for the screens.
func changeNames(n store.Names) views.ChangeNames {
	return views.ChangeNames{
		Language: n.Language, Service: n.Service, Component: n.Component, Incident: n.Incident,
		Promise: n.Promise, Maintenance: n.Maintenance, Guidance: n.Guidance,
	}
}

// withNames adds what the changes of a document are about, as it and the one
// before call it. The map that was given is not changed.
func withNames(names map[string]views.ChangeNames, before, next *feed.Status) map[string]views.ChangeNames {
	var out map[string]views.ChangeNames
	tell := store.NamesBetween(before, next)
	for i := range next.Changes {
		c := &next.Changes[i]
		if _, known := names[c.ID]; known {
			continue
		}
		if out == nil {
			out = make(map[string]views.ChangeNames, len(names)+len(next.Changes))
			maps.Copy(out, names)
		}
		out[c.ID] = changeNames(tell(c))
	}
	if out == nil {
		return names
	}
	return out
}

// recall gives the model what the store remembers of a feed. Worker.
func (a *App) recall(ctx context.Context, sub string, db *store.Store) {
	page, err := db.Entries(ctx, sub, store.Query{Limit: maxHistory})
	if err != nil {
		if ctx.Err() == nil {
			a.log.Warn("history", "feed", sub, "error", err)
		}
		return
	}
	changes, names := remembered(page.Entries)
	a.model.change(func(st *state) {
		fs := st.by[sub]
		if fs == nil {
			return
		}
		fs.history = mergeHistory(changes, fs.history)
		all := make(map[string]views.ChangeNames, len(fs.history))
		for i := range fs.history { // what is not told any more needs no names
			id := fs.history[i].ID
			if n, ok := names[id]; ok {
				all[id] = n
			} else if n, ok := fs.names[id]; ok {
				all[id] = n
			}
		}
		fs.names = all
	})
}

// remembered takes a part of the history apart, oldest change first.
func remembered(entries []store.Entry) ([]feed.Change, map[string]views.ChangeNames) {
	changes, names := make([]feed.Change, 0, len(entries)), make(map[string]views.ChangeNames, len(entries))
	for _, e := range slices.Backward(entries) {
		changes = append(changes, e.Change)
		names[e.Change.ID] = changeNames(e.Names)
	}
	return changes, names
}

// setNotes shows the diary of a feed.
func (m *Model) setNotes(sub string, list []store.Note) {
	m.change(func(st *state) {
		if fs := st.by[sub]; fs != nil {
			fs.notes = shownNotes(list)
		}
	})
}

func shownNotes(list []store.Note) []views.Note {
	out := make([]views.Note, 0, len(list))
	for _, n := range list {
		out = append(out, views.Note(n))
	}
	return out
}

func keptNotes(list []views.Note) []store.Note {
	out := make([]store.Note, 0, len(list))
	for _, n := range list {
		out = append(out, store.Note(n))
	}
	return out
}

// putNote keeps a note of the shown feed.
func (a *App) putNote(n views.Note, done func(views.Note, *views.Problem)) {
	if n.ID == "" {
		n.ID = rand.Text()
	}
	a.changeNotes(a.model.shown(), func(list []store.Note) ([]store.Note, error) {
		return store.PutNote(list, store.Note(n))
	}, func(p *views.Problem) { done(n, p) })
}

// dropNote forgets one.
func (a *App) dropNote(id string, done func(*views.Problem)) {
	a.changeNotes(a.model.shown(), func(list []store.Note) ([]store.Note, error) { return store.WithoutNote(list, id), nil }, done)
}

// changeNotes changes the diary of a feed, on the disk first. That of a replay is
// only in memory and goes with it. done is called on the UI goroutine.
func (a *App) changeNotes(sub string, f func([]store.Note) ([]store.Note, error), done func(*views.Problem)) {
	go a.do(func(context.Context) {
		err := a.model.editNotes(sub, a.user, f)
		var p *views.Problem
		if err != nil {
			a.log.Warn("note", "feed", sub, "error", err)
			p = noteProblem(a, err)
		}
		fyne.Do(func() { done(p) })
	})
}

// editNotes changes the diary of a feed: on the disk, and then on the screens.
func (m *Model) editNotes(sub string, user userData, f func([]store.Note) ([]store.Note, error)) error {
	m.mu.Lock()
	fs := m.st.by[sub]
	var list []store.Note
	if fs != nil {
		list = keptNotes(fs.notes)
	}
	m.mu.Unlock()
	if fs == nil {
		return errors.New("the feed is not followed any more")
	}
	list, err := editOwn(sub, user, list, func(u *store.User) *map[string][]store.Note { return &u.Notes }, f)
	if err != nil {
		return err
	}
	m.setNotes(sub, list)
	return nil
}

func noteProblem(a *App, err error) *views.Problem {
	id := "diary.not_saved"
	if errors.Is(err, store.ErrNotesFull) {
		id = "diary.full"
	}
	l := a.model.localizer()
	return &views.Problem{Text: l.T(id, nil), Todo: l.T(id+".todo", nil)}
}
