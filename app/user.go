package app

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

	"bokgu/app/settings"
	"bokgu/sync/source"
	"bokgu/sync/store"
	"bokgu/views"
)

// userData is where a person's own settings are kept: in user.json, or only in
// memory where that file cannot be used.
type userData interface {
	Get() store.User
	Update(func(*store.User)) error
}

// memoryUser is a userData for one session.
type memoryUser struct {
	mu sync.Mutex
	u  store.User
}

func (m *memoryUser) Get() store.User {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.u
}

func (m *memoryUser) Update(f func(*store.User)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(&m.u)
	return nil
}

// openUser reads user.json. Whatever is wrong with it is told, and the app goes
// on.
func (a *App) openUser() {
	file, opened, err := store.OpenUser(a.dir)
	if err == nil {
		a.user = file
	} else {
		a.log.Error("user file", "error", err)
		a.user = &memoryUser{}
		n := appNotice{id: "user", level: views.LevelError, text: "notice.user_failed", todo: "notice.user_failed.todo"}
		if errors.Is(err, store.ErrNewer) {
			n.text, n.todo = "notice.store_newer", "notice.store_newer.todo"
		}
		a.model.st.notices = append(a.model.st.notices, n)
	}
	if opened.MovedAside != "" {
		a.model.st.notices = append(a.model.st.notices, movedAside(opened.MovedAside))
	}
	a.settings, err = settings.Open(settings.Params{
		Load: func() (json.RawMessage, error) { return a.user.Get().Preferences, nil },
		Save: func(raw json.RawMessage) error {
			return a.user.Update(func(u *store.User) { u.Preferences = raw })
		},
	})
	if err != nil {
		a.log.Warn("preferences", "error", err)
	}
}

// saved tells the user if something that they set could not be kept.
func (a *App) saved(err error) {
	if err == nil {
		return
	}
	a.log.Error("save", "error", err)
	a.model.notify(appNotice{id: "save", level: views.LevelError, text: "notice.save_failed", todo: "notice.save_failed.todo", closable: true})
}

// feeds lists the subscriptions for the screens.
func (a *App) feeds() []views.Feed {
	var out []views.Feed
	for _, s := range a.user.Get().Feeds {
		name := s.Name
		if name == "" {
			name = s.URL
		}
		if s.Alias != "" {
			name = s.Alias
		}
		f := views.Feed{ID: s.ID, Name: name, Alias: s.Alias, URL: s.URL, Root: s.Root, Private: s.Private}
		if s.Page != nil {
			f.Page = s.Page.Provider
			if !s.Page.Local {
				f.Link, _ = source.Link(s.URL) // "" for what has none
			}
		}
		if s.Private {
			f.Token = views.TokenMissing
		}
		out = append(out, f)
	}
	return out
}

// maxAlias bounds what a person calls a feed, in characters.
const maxAlias = 60

// renameFeed calls a feed as the person does, or as it calls itself if name is
// empty. Worker.
func (a *App) renameFeed(id, name string) {
	name = views.Plain(strings.TrimSpace(name), maxAlias)
	a.saved(a.user.Update(func(u *store.User) {
		for i := range u.Feeds {
			if u.Feeds[i].ID == id {
				u.Feeds[i].Alias = name
			}
		}
	}))
	a.adoptFeeds()
}

// set makes a set of a list; never nil.
func set(ids []string) map[string]bool {
	m := make(map[string]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}

// withID returns the list with id in it or not, in a new slice.
func withID(ids []string, id string, in bool) []string {
	out := slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return s == id })
	if in {
		out = append(out, id)
	}
	return out
}

// editOwn changes what a person has made for one feed, by f, and returns what it
// is then: in the file, or of a replay only in list, which lasts as long as that.
// Nothing is changed where f fails.
func editOwn[T any](sub string, user userData, list []T, of func(*store.User) *map[string][]T, f func([]T) ([]T, error)) ([]T, error) {
	if sub == replaySub {
		return f(list)
	}
	var err error
	uerr := user.Update(func(u *store.User) {
		all := of(u)
		var next []T
		if next, err = f((*all)[sub]); err != nil {
			return
		}
		if *all == nil {
			*all = make(map[string][]T)
		}
		if list, (*all)[sub] = next, next; len(next) == 0 {
			delete(*all, sub)
		}
	})
	if uerr != nil {
		err = uerr
	}
	return list, err
}
