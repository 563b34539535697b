package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bokgu/app/alert"
	"bokgu/app/credential"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// Everything in this file runs on the worker.

// openStore opens the real store. Without one the app still shows what arrives.
func (a *App) openStore() {
	if a.opts.Screenshots != "" {
		return // pictures are taken of a replay, which has a store of its own
	}
	db, opened, err := store.Open(a.ctx, a.dir, store.Options{})
	if err != nil {
		a.model.storeFailed(err)
		return
	}
	a.db = db
	if opened.MovedAside != "" {
		a.model.notify(movedAside(opened.MovedAside))
	}
}

// openFirst opens what the command line names, or the first subscription.
func (a *App) openFirst(opened chan<- struct{}) {
	defer close(opened)
	a.adoptFeeds()
	feeds := a.user.Get().Feeds
	switch {
	case a.opts.Replay != "" || a.opts.Screenshots != "" && a.opts.Feed == "":
		a.openReplay(a.opts)
	case a.opts.Feed != "":
		a.openURL(a.opts.Feed)
	case len(feeds) > 0:
		a.openFeed(feeds[0])
	default:
		a.model.change(func(st *state) { st.loading = false })
		a.rulesChanged()
		return
	}
	if a.session != nil {
		<-a.session.opened
	}
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
		if st.player != nil {
			st.feeds = append(st.feeds, a.player.feed())
		}
		st.nameFeed()
	})
}

// openURL follows the feed at an address, which is added if it is new.
func (a *App) openURL(url string) {
	for _, s := range a.user.Get().Feeds {
		if s.URL == url {
			a.openFeed(s)
			return
		}
	}
	s := newSubscription(url)
	a.saved(a.user.Update(func(u *store.User) { u.Feeds = append(u.Feeds, s) }))
	a.adoptFeeds()
	a.openFeed(s)
}

// newSubscription makes one with an id of its own: never what a feed calls itself.
func newSubscription(url string) store.Subscription {
	return store.Subscription{ID: rand.Text(), URL: url, AddedAt: time.Now().UTC()}
}

func (a *App) profilePath(sub string) string {
	return filepath.Join(a.dir, "profiles", sub+".json")
}

// openFeed shows a subscription.
func (a *App) openFeed(sub store.Subscription) {
	a.closeSession()
	u := a.user.Get()
	a.model.switchTo(sub.ID, set(u.Follows[sub.ID]), set(u.Ticks[sub.ID]), nil)
	if a.db == nil {
		// Nothing can be kept, so nothing may be decided: show at least what comes.
		if !a.openMemory() {
			return
		}
		a.follow(sub, a.replayDB)
		return
	}
	a.follow(sub, a.db)
}

// openMemory makes a store that is thrown away, for want of a real one.
func (a *App) openMemory() bool {
	dir, err := os.MkdirTemp("", "bokgu-")
	if err == nil {
		a.replayDir = dir
		a.replayDB, _, err = store.Open(a.ctx, dir, store.Options{})
	}
	if err != nil {
		a.model.storeFailed(err)
		return false
	}
	return true
}

func (a *App) follow(sub store.Subscription, db *store.Store) {
	s := &session{
		sub: sub, db: db, model: a.model, now: time.Now, log: a.log,
		profile: a.profilePath(sub.ID),
		token:   func(ctx context.Context) (string, error) { return a.token(ctx, sub) },
		pinned: func(root string) {
			a.saved(a.user.Update(func(u *store.User) {
				for i := range u.Feeds {
					if u.Feeds[i].ID == sub.ID {
						u.Feeds[i].Root = root
					}
				}
			}))
		},
		damaged: func() { a.do(func(context.Context) { a.restore(sub) }) },
		alerts: newAlerter(alerter{
			sub: sub.ID, db: db, now: time.Now, log: a.log,
			rules: a.rules,
			loc:   a.model.localizer,
			doc:   a.model.document, confirmed: a.model.confirmedUntil,
			notify: a.notifierOrNone(),
			ended:  func(ids []string) { a.incidentsEnded(sub.ID, ids) },
		}),
	}
	if sub.ID != replaySub { // a replay comes from this very app
		s.alerts.link = func() alert.Link { return a.model.link(subscribe.SystemNetwork().Online) }
	}
	a.session = s
	a.ids.db.Store(db)
	s.start(a.ctx)
	a.rulesChanged()
}

// restore opens the store again after it turned out to be damaged: opening moves
// the damaged file aside.
func (a *App) restore(sub store.Subscription) {
	if a.db == nil || a.session == nil || a.session.db != a.db {
		return
	}
	a.closeSession()
	_ = a.db.Close()
	a.db = nil
	a.openStore()
	a.openFeed(sub)
}

// token gets a private feed's token and notes where it is kept.
func (a *App) token(ctx context.Context, sub store.Subscription) (string, error) {
	if !sub.Private {
		return "", nil
	}
	token, place, err := a.keeper.Get(ctx, sub.ID)
	a.model.setToken(sub.ID, tokenPlace(place, err))
	return token, err
}

// closeSession ends what is shown. Its store stays if it is the real one.
func (a *App) closeSession() {
	if a.session != nil {
		a.session.stop()
		a.session = nil
	}
	if a.player != nil {
		a.player.stop()
		a.player = nil
	}
	a.ids.db.Store(nil)
	if a.replayDB != nil {
		_ = a.replayDB.Close()
		a.replayDB = nil
	}
	if a.replayDir != "" {
		_ = os.RemoveAll(a.replayDir)
		a.replayDir = ""
	}
	if a.ctx.Err() != nil && a.db != nil {
		_ = a.db.Close()
		a.db = nil
	}
}

// reopen connects again at once.
func (a *App) reopen() {
	if a.session == nil {
		return
	}
	s := a.session
	s.stop()
	next := *s
	next.alerts = newAlerter(*s.alerts)
	a.session = &next
	next.start(a.ctx)
}

// player is a recorded outage that runs inside the app: its own server on a
// loopback port, consumed by the ordinary client.
type player struct {
	*scenario.Player
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
}

// openReplay plays a recorded outage.
func (a *App) openReplay(o Options) {
	a.closeSession()
	name := o.Replay
	if name == "" {
		name = defaultReplay
	}
	p, err := a.startPlayer(name, o)
	if err == nil && !a.openMemory() {
		p.stop()
		return
	}
	if err != nil {
		a.log.Error("replay", "name", name, "error", err)
		a.model.notify(appNotice{id: "replay", level: views.LevelError, text: "notice.replay_failed", todo: "notice.replay_failed.todo", closable: true})
		a.model.change(func(st *state) { st.loading = false })
		return
	}
	a.player = p
	a.model.switchTo(replaySub, nil, nil, p.Player)
	a.adoptFeeds()
	sub := store.Subscription{ID: replaySub, URL: p.url, Root: p.Root()}
	a.follow(sub, a.replayDB)
}

// pictureMoment is what the pictures of the screens show: the morning of the
// second day, with something of everything.
var pictureMoment = time.Date(2022, time.October, 16, 8, 0, 0, 0, time.FixedZone("KST", 9*60*60))

// defaultReplay is shown where none is named.
const defaultReplay = "kakao-2022"

func (a *App) startPlayer(name string, o Options) (*player, error) {
	sc, err := scenario.Load(name)
	if err != nil {
		return nil, err
	}
	params := scenario.PlayerParams{Scenario: sc, From: o.FromTime, Until: o.UntilTime, Speed: o.Speed, Paused: o.Screenshots != "", Logger: a.log}
	if o.Screenshots != "" && o.FromTime.IsZero() {
		params.From = pictureMoment
	}
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
	p := &player{
		Player: pl, name: sc.Title.In(a.model.localizer().Lang(), sc.Info.Language),
		url: scenario.StreamURL(addr), cancel: cancel, done: make(chan struct{}),
	}
	go func() {
		defer close(p.done)
		if err := <-served; err != nil {
			a.log.Warn("replay", "name", name, "error", err)
		}
	}()
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
