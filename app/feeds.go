package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"bokgu/app/alert"
	"bokgu/app/credential"
	"bokgu/app/delivery"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// Everything in this file runs on the worker.

// openStore opens the real store. Without one the app still shows what arrives.
func (a *App) openStore() {
	db, opened, err := store.Open(a.ctx, a.dir, store.Options{})
	if err != nil {
		a.model.storeFailed(err)
		return
	}
	a.db = db
	if opened.MovedAside != "" {
		a.model.notify(movedAside(opened.MovedAside))
	}
	a.throwAwayLeft()
}

// openFirst opens all subscriptions and shows what the command line names, or the
// first of them. It closes opened when the store's content is in the model.
func (a *App) openFirst(opened chan<- struct{}) {
	defer close(opened)
	a.openAll()
	switch {
	case a.opts.Replay != "" || a.opts.Drill != "":
		a.openReplay(a.opts)
	case a.opts.Feed != "":
		a.openURL(a.opts.Feed)
	default:
		a.showFirst()
	}
	if a.opts.Add != "" {
		go a.invited(a.opts.Add)
	}
	a.model.change(func(st *state) { st.loading = false })
	for _, f := range a.following {
		select {
		case <-f.Opened():
		case <-a.ctx.Done():
		}
	}
}

// openAll follows every subscription as it is kept now, from scratch. A replay
// goes on.
func (a *App) openAll() {
	a.adoptFeeds()
	for _, s := range a.user.Get().Feeds {
		a.closeFeed(s.ID)
		a.openFeed(s)
	}
}

// showFirst shows the first subscription where nothing is shown; nothing if
// there is none.
func (a *App) showFirst() {
	if _, ok := a.following[a.model.shown()]; ok {
		return
	}
	first := ""
	if feeds := a.user.Get().Feeds; len(feeds) > 0 {
		first = feeds[0].ID
	}
	a.showFeed(first)
}

// adoptFeeds lets the model know the subscriptions as they are now.
func (a *App) adoptFeeds() {
	feeds := a.feeds()
	for i, f := range feeds {
		if !f.Private {
			continue
		}
		// A locked keyring must not hold up the board: the session asks it again.
		feeds[i].Token = views.TokenWaiting
	}
	a.model.change(func(st *state) {
		st.feeds = feeds
		if a.player != nil {
			st.feeds = append(st.feeds, a.player.feed())
		}
		st.nameFeeds()
	})
}

// openURL shows the feed at an address, which is added if it is new.
func (a *App) openURL(url string) {
	for _, s := range a.user.Get().Feeds {
		if s.URL == url {
			a.showFeed(s.ID)
			return
		}
	}
	s := newSubscription(url)
	a.saved(a.user.Update(func(u *store.User) { u.Feeds = append(u.Feeds, s) }))
	a.adoptFeeds()
	a.openFeed(s)
	a.showFeed(s.ID)
}

// newSubscription makes one with an id of its own: never what a feed calls itself.
func newSubscription(url string) store.Subscription {
	return store.Subscription{ID: rand.Text(), URL: url, AddedAt: time.Now().UTC()}
}

func (a *App) profilePath(sub string) string {
	return filepath.Join(a.dir, "profiles", sub+".json")
}

// openFeed follows a subscription; it is shown when the model is told so.
func (a *App) openFeed(sub store.Subscription) {
	db := a.db
	if db == nil {
		// Nothing can be kept, so nothing may be decided: show at least what comes.
		if a.stopgap == nil {
			var err error
			if a.stopgap, err = openPassing(a.ctx); err != nil {
				a.model.storeFailed(err)
				return
			}
		}
		db = a.stopgap.db
	}
	u := a.user.Get()
	a.model.add(sub.ID, set(u.Follows[sub.ID]), set(u.Ticks[sub.ID]))
	a.model.setNotes(sub.ID, u.Notes[sub.ID])
	a.model.setStandbys(sub.ID, u.Standbys[sub.ID])
	a.follow(sub, db)
	go a.do(func(ctx context.Context) { a.recall(ctx, sub.ID, db) })
}

// passing is a store that is thrown away.
type passing struct {
	db  *store.Store
	dir string
}

func openPassing(ctx context.Context) (*passing, error) {
	dir, err := os.MkdirTemp("", "bokgu-")
	if err != nil {
		return nil, fmt.Errorf("temporary folder: %w", err)
	}
	db, _, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return &passing{db, dir}, nil
}

func (p *passing) close() {
	_ = p.db.Close()
	_ = os.RemoveAll(p.dir)
}

// follow starts the delivery of a feed.
func (a *App) follow(sub store.Subscription, db *store.Store) {
	p := delivery.Params{
		Sub: sub, DB: db, Screen: a.model.screen(sub.ID), Now: time.Now, Log: a.log,
		ProfileFile: a.profilePath(sub.ID),
		Token:       func(ctx context.Context) (string, error) { return a.token(ctx, sub.ID) },
		Proxy:       func(r *http.Request) (*url.URL, error) { return a.proxy().pick(r) }, // as it is set by then
		ProxyLogin: func(ctx context.Context, host string) (string, string, error) {
			return a.proxy().login(ctx, host)
		},
		Dial: a.reach.dial, TLS: a.reach.tls,
		Pinned: func(root string) {
			a.saved(a.user.Update(func(u *store.User) {
				for i := range u.Feeds {
					if u.Feeds[i].ID == sub.ID {
						u.Feeds[i].Root = root
					}
				}
			}))
		},
		Damaged: func() { a.do(func(context.Context) { a.restore(db) }) },
		Rules:   func() alert.Rules { return a.rules(sub.ID) },
		Loc:     a.model.localizer,
		Notify:  a.notifierOrNone(),
		Ended:   func(ids []string) { a.incidentsEnded(sub.ID, ids) },
	}
	if sub.Page != nil {
		p.Ask, p.PageFile = a.client(sub.Page.Local).Get, a.pagePath(sub.ID)
	}
	if sub.ID == replaySub { // a replay comes from this very app, and nothing of it stays
		p.ProfileFile = filepath.Join(a.player.store.dir, "profile.json")
		a.fleeting = newFleeting(a.notifierOrNone())
		p.Notify = a.fleeting
	} else {
		p.Online = subscribe.SystemNetwork().Online
	}
	a.begin(sub.ID, delivery.New(p))
}

func (a *App) begin(id string, f *delivery.Feed) {
	if a.following == nil {
		a.following = make(map[string]*delivery.Feed)
	}
	a.following[id] = f
	a.ids.set(id, f.Store())
	f.Start(a.ctx)
}

// closeFeed ends the delivery of a feed, if it runs.
func (a *App) closeFeed(id string) {
	if f := a.following[id]; f != nil {
		f.Stop()
		if id == replaySub && a.fleeting != nil {
			if err := a.fleeting.clear(a.ctx); err != nil {
				a.log.Warn("notifications of the replay", "error", err)
			}
			a.fleeting = nil
		}
		delete(a.following, id)
		a.ids.set(id, nil)
	}
}

// restart ends the delivery of a feed and begins it anew, with its subscription
// changed if change is not nil. What is shown stays.
func (a *App) restart(id string, change func(*store.Subscription)) {
	if f := a.following[id]; f != nil {
		f.Stop()
		a.begin(id, f.Again(change))
	}
}

// restore opens the store again after it turned out to be damaged: opening moves
// the damaged file aside. Feeds that tell of the same damage later find another
// store.
func (a *App) restore(damaged *store.Store) {
	if a.db == nil || a.db != damaged {
		return
	}
	for _, s := range a.user.Get().Feeds {
		a.closeFeed(s.ID)
	}
	_ = a.db.Close()
	a.db = nil
	a.openStore()
	a.openAll()
	a.showFirst()
}

// token gets a private feed's token and notes where it is kept.
func (a *App) token(ctx context.Context, id string) (string, error) {
	private := false
	for _, s := range a.user.Get().Feeds {
		private = private || s.ID == id && s.Private
	}
	if !private {
		return "", nil
	}
	token, place, err := a.keeper.Get(ctx, id)
	a.model.setToken(id, tokenPlace(place, err))
	return token, err
}

// closeFeeds ends everything, also the stores.
func (a *App) closeFeeds() {
	a.closeReplay()
	for id := range maps.Clone(a.following) {
		a.closeFeed(id)
	}
	if a.stopgap != nil {
		a.stopgap.close()
		a.stopgap = nil
	}
	if a.db != nil {
		_ = a.db.Close()
		a.db = nil
	}
}

// player is a recorded outage that runs inside the app: its own server on a
// loopback port, consumed by the ordinary client.
type player struct {
	*scenario.Player
	store  *passing
	name   string
	url    string
	cancel context.CancelFunc
	done   chan struct{}
}

// replaySub is the local id of a replay. Its store is thrown away, so the id may
// be the same every time.
const replaySub = "replay"

func (p *player) feed() views.Feed {
	return views.Feed{ID: replaySub, Name: p.name, URL: p.url, Builtin: true}
}

func (p *player) stop() {
	p.cancel()
	<-p.done
	if p.store != nil {
		p.store.close()
	}
}

// closeReplay ends a replay; what it had is thrown away.
func (a *App) closeReplay() {
	if a.player == nil {
		return
	}
	a.closeFeed(replaySub)
	a.player.stop()
	a.player = nil
	a.model.setPlayer(nil)
	a.model.forget(replaySub)
}

// openReplay plays a recorded outage and shows it. Feeds that are followed stay
// so: who rehearses still wants to hear of a real outage.
func (a *App) openReplay(o Options) {
	a.closeReplay()
	params, err := a.replayParams(o)
	var p *player
	if err == nil {
		p, err = a.play(params)
	}
	if err != nil {
		a.log.Error("replay", "name", o.Replay+o.Drill, "error", err)
		a.model.notify(appNotice{id: "replay", level: views.LevelError, text: "notice.replay_failed", todo: "notice.replay_failed.todo", closable: true})
		a.showFirst()
		return
	}
	a.player = p
	a.model.setPlayer(p.Player)
	a.adoptFeeds()
	a.model.add(replaySub, nil, nil)
	a.followReplay()
	a.showFeed(replaySub)
}

// defaultReplay is shown where none is named.
const defaultReplay = "kakao-2022"

// replayParams are the player's for what the command line, or a press, asks for.
func (a *App) replayParams(o Options) (scenario.PlayerParams, error) {
	name := cmp.Or(o.Replay, o.Drill, defaultReplay)
	sc, err := scenario.Load(name)
	if err != nil {
		return scenario.PlayerParams{}, err
	}
	params := scenario.PlayerParams{Scenario: sc, At: o.FromTime, Until: o.UntilTime, Speed: o.Speed, Paused: o.Paused, Logger: a.log}
	if o.Drill != "" {
		rehearse(&params, time.Now())
	}
	return params, nil
}

// play starts a player with a store for what the client gets of it. Worker.
func (a *App) play(params scenario.PlayerParams) (*player, error) {
	pl, err := scenario.NewPlayer(params)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(a.ctx)
	addr, served, err := scenario.Serve(ctx, "127.0.0.1:0", pl)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("serve replay: %w", err)
	}
	sc := params.Scenario
	p := &player{
		Player: pl, name: sc.Title.In(a.model.localizer().Lang(), sc.Info.Language),
		url: scenario.StreamURL(addr), cancel: cancel, done: make(chan struct{}),
	}
	go func() {
		defer close(p.done)
		if err := <-served; err != nil {
			a.log.Warn("replay", "name", sc.Name, "error", err)
		}
	}()
	if p.store, err = openPassing(a.ctx); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func tokenPlace(p credential.Place, err error) views.TokenPlace {
	switch {
	case err == nil && p == credential.PlaceKeyring:
		return views.TokenKeyring
	case err == nil && p == credential.PlaceSession:
		return views.TokenSession
	case errors.Is(err, credential.ErrWaiting):
		return views.TokenWaiting
	}
	return views.TokenMissing
}
