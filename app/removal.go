package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"bokgu/app/alert"
	"bokgu/app/credential"
	"bokgu/sync/store"
	"bokgu/views"
)

// undoTime is how long a removed feed can be taken back. Until then nothing of it
// is thrown away; if the app ends before, the next start does that.
const undoTime = 30 * time.Second

// removedFeed is what goes back into the user's file if a removal is taken back.
type removedFeed struct {
	sub       store.Subscription
	at        int // its place among the feeds
	follows   []string
	ticks     []string
	muted     []string
	hosts     []string
	notes     []store.Note
	standbys  []store.Standby
	incidents []string
}

// removeFeed takes a feed away and offers to take that back. Worker.
func (a *App) removeFeed(ctx context.Context, id string) {
	if a.removed != nil { // only the last one can be taken back
		a.throwAway(ctx, a.removed.sub.ID)
	}
	a.closeFeed(id)
	a.model.forget(id)
	r := &removedFeed{at: -1, incidents: a.model.rules(id).FollowIncidents}
	err := a.user.Update(func(u *store.User) {
		r.at = slices.IndexFunc(u.Feeds, func(s store.Subscription) bool { return s.ID == id })
		if r.at < 0 {
			return
		}
		r.sub = u.Feeds[r.at]
		r.follows, r.ticks, r.muted = u.Follows[id], u.Ticks[id], u.Muted[id]
		r.hosts, r.notes, r.standbys = u.Hosts[id], u.Notes[id], u.Standbys[id]
		u.Feeds = slices.Delete(slices.Clone(u.Feeds), r.at, r.at+1)
		delete(u.Follows, id)
		delete(u.Ticks, id)
		delete(u.Muted, id)
		delete(u.Hosts, id)
		delete(u.Notes, id)
		delete(u.Standbys, id)
		u.Removed = append(slices.Clone(u.Removed), id)
	})
	a.saved(err)
	a.chose(func(c alert.Choices, _ string) alert.Choices { return c.Forget(id) })
	a.adoptFeeds()
	a.showFirst()
	if err != nil || r.at < 0 {
		return
	}
	a.removed = r
	name := r.sub.Name
	if name == "" {
		name = r.sub.URL
	}
	a.model.notify(appNotice{
		id: removedNotice, level: views.LevelInfo, text: "notice.removed", data: map[string]any{"Name": views.Plain(name, 60)},
		button: "action.undo", do: func() { go a.do(func(context.Context) { a.takeBack(id) }) }, closable: true,
	})
	stop := time.AfterFunc(undoTime, func() { a.do(func(ctx context.Context) { a.throwAway(ctx, id) }) })
	context.AfterFunc(a.ctx, func() { stop.Stop() })
}

// removedNotice is the id of the notice that offers to take a removal back.
const removedNotice = "removed"

// takeBack puts a feed back where it was. Worker.
func (a *App) takeBack(id string) {
	r := a.removed
	if r == nil || r.sub.ID != id {
		return // too late
	}
	a.removed = nil
	a.model.closeNotice(removedNotice)
	a.saved(a.user.Update(func(u *store.User) {
		u.Feeds = slices.Insert(slices.Clone(u.Feeds), min(r.at, len(u.Feeds)), r.sub)
		u.Removed = withID(u.Removed, id, false)
		putBack(&u.Follows, id, r.follows)
		putBack(&u.Ticks, id, r.ticks)
		putBack(&u.Muted, id, r.muted)
		putBack(&u.Hosts, id, r.hosts)
		putBack(&u.Notes, id, r.notes)
		putBack(&u.Standbys, id, r.standbys)
	}))
	a.chose(func(c alert.Choices, _ string) alert.Choices {
		for _, incident := range r.incidents {
			c = c.FollowIncident(id, incident, true)
		}
		return c
	})
	a.adoptFeeds()
	a.openFeed(r.sub)
	a.showFeed(id)
}

func putBack[T any](all *map[string][]T, id string, list []T) {
	if len(list) == 0 {
		return
	}
	if *all == nil {
		*all = make(map[string][]T)
	}
	(*all)[id] = list
}

// throwAway forgets everything about a feed that was removed. Worker.
func (a *App) throwAway(ctx context.Context, id string) {
	if !slices.Contains(a.user.Get().Removed, id) {
		return // it was taken back, or is gone
	}
	if a.removed != nil && a.removed.sub.ID == id {
		a.removed = nil
		a.model.closeNotice(removedNotice)
	}
	if err := a.keeper.Delete(ctx, id); err != nil && !errors.Is(err, credential.ErrNotFound) {
		a.log.Warn("forget token", "feed", id, "error", err)
	}
	if a.db != nil {
		a.saved(a.db.RemoveFeed(ctx, id))
	}
	for _, path := range []string{a.pagePath(id), a.profilePath(id)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			a.log.Warn("forget feed", "feed", id, "error", err)
		}
	}
	a.saved(a.user.Update(func(u *store.User) { u.Removed = withID(u.Removed, id, false) }))
}

// throwAwayLeft does that for what the last run did not get to. Worker.
func (a *App) throwAwayLeft() {
	for _, id := range a.user.Get().Removed {
		a.throwAway(a.ctx, id)
	}
}
