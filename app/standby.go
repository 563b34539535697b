package app

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"bokgu/sync/store"
	"bokgu/views"
)

// setStandbys shows what a person chose to use instead.
func (m *Model) setStandbys(sub string, list []store.Standby) {
	var shown []views.Standby
	for _, s := range store.SoundStandbys(list) {
		shown = append(shown, views.Standby(s))
	}
	m.change(func(st *state) {
		if fs := st.by[sub]; fs != nil {
			fs.standbys = shown
		}
	})
}

// putStandby keeps what to use instead of a component of the shown feed.
func (a *App) putStandby(s views.Standby, done func(*views.Problem)) {
	a.changeStandbys(a.model.shown(), func(list []store.Standby) ([]store.Standby, error) {
		return store.PutStandby(list, store.Standby(s))
	}, done)
}

// dropStandby forgets one.
func (a *App) dropStandby(s views.Standby, done func(*views.Problem)) {
	a.changeStandbys(a.model.shown(), func(list []store.Standby) ([]store.Standby, error) {
		return store.WithoutStandby(list, store.Standby(s)), nil
	}, done)
}

// changeStandbys changes those of a feed, on the disk first. Those of a replay
// are only in memory and go with it. done is called on the UI goroutine.
func (a *App) changeStandbys(sub string, f func([]store.Standby) ([]store.Standby, error), done func(*views.Problem)) {
	go a.do(func(context.Context) {
		err := a.model.editStandbys(sub, a.user, f)
		var p *views.Problem
		if err != nil {
			a.log.Warn("standby", "feed", sub, "error", err)
			id, l := "instead.not_saved", a.model.localizer()
			if errors.Is(err, store.ErrStandbysFull) {
				id = "instead.full"
			}
			p = &views.Problem{Text: l.T(id, nil), Todo: l.T(id+".todo", nil)}
		}
		fyne.Do(func() { done(p) })
	})
}

// editStandbys changes those of a feed: on the disk, and then on the screens.
func (m *Model) editStandbys(sub string, user userData, f func([]store.Standby) ([]store.Standby, error)) error {
	m.mu.Lock()
	fs := m.st.by[sub]
	var list []store.Standby
	if fs != nil {
		for _, s := range fs.standbys {
			list = append(list, store.Standby(s))
		}
	}
	m.mu.Unlock()
	if fs == nil {
		return errors.New("the feed is not followed any more")
	}
	list, err := editOwn(sub, user, list, func(u *store.User) *map[string][]store.Standby { return &u.Standbys }, f)
	if err != nil {
		return err
	}
	m.setStandbys(sub, list)
	return nil
}
