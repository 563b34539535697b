package app

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/credential"
	"bokgu/app/delivery"
	"bokgu/sync/envelope"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// addFeedTime bounds the check of an address that a person has typed.
const addFeedTime = 20 * time.Second

// candidate is a feed that answered and is not followed yet.
type candidate struct {
	url     string
	token   string // "" for a public feed
	profile *envelope.Profile
	raw     []byte // as it was served
	ask     bool   // somebody else named it: the reader is asked first
}

// addFeed looks at a feed and keeps it, if it came as a link after asking. It
// runs on a goroutine of its own; done is called on the UI goroutine.
func (a *App) addFeed(r views.FeedRequest, done func(bool, *views.Problem)) {
	ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
	defer cancel()
	c, err := a.lookAt(ctx, r)
	a.addCandidate(ctx, c, err, done)
}

// testFeed only looks at it.
func (a *App) testFeed(r views.FeedRequest, done func(*views.Problem)) {
	ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
	defer cancel()
	_, err := a.lookAt(ctx, r)
	p := a.addProblem(err)
	fyne.Do(func() { done(p) })
}

// lookAt fetches the profile at an address, or at that of a link: then only the
// root that the link names will do.
func (a *App) lookAt(ctx context.Context, r views.FeedRequest) (*candidate, error) {
	c := &candidate{url: r.URL, token: r.Token, ask: subscribe.IsLink(r.URL)}
	root := ""
	if c.ask {
		l, err := subscribe.ParseLink(r.URL)
		if err != nil {
			return nil, err
		}
		c.url, root = l.URL, l.Root
	} else if err := subscribe.CheckURL(c.url); err != nil {
		return nil, err
	}
	var err error
	c.profile, c.raw, err = subscribe.FetchProfile(ctx, c.url, root, append(a.viaProxy(), subscribe.WithToken(c.token))...)
	switch {
	case errors.Is(err, envelope.ErrPin):
		return nil, errOtherRoot
	case c.ask && c.token == "" && subscribe.ReasonOf(err) == subscribe.Unauthorized:
		return nil, errWantsToken
	case err != nil:
		return nil, err
	}
	return c, nil
}

// Why a feed that somebody else named is not added.
var (
	errOtherRoot  = errors.New("the server has the profile of another root key than the one named")
	errWantsToken = errors.New("the feed wants a token, and none came with it")
	errKnown      = errors.New("this feed is followed already")
)

// addCandidate goes on where looking at a feed has ended.
func (a *App) addCandidate(ctx context.Context, c *candidate, err error, done func(bool, *views.Problem)) {
	if err == nil {
		err = a.known(c)
	}
	switch {
	case err != nil:
		p := a.addProblem(err)
		fyne.Do(func() { done(false, p) })
	case !c.ask:
		p := a.addProblem(a.keepFeed(ctx, c))
		fyne.Do(func() { done(p == nil, p) })
	case !a.asking.CompareAndSwap(false, true):
		a.log.Info("add feed", "error", "another one is being asked about")
		fyne.Do(func() { done(false, nil) })
	default:
		fyne.Do(func() {
			a.offer(c, func(yes bool) {
				a.asking.Store(false)
				if !yes {
					done(false, nil)
					return
				}
				go func() {
					ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
					defer cancel()
					p := a.addProblem(a.keepFeed(ctx, c))
					fyne.Do(func() { done(p == nil, p) })
				}()
			})
		})
	}
}

func (a *App) known(c *candidate) error {
	for _, s := range a.user.Get().Feeds {
		if s.URL == c.url || s.Root == c.profile.Root.ID {
			return errKnown
		}
	}
	return nil
}

// keepFeed follows a feed from now on, and shows it.
func (a *App) keepFeed(ctx context.Context, c *candidate) error {
	l := a.model.localizer()
	sub := newSubscription(c.url)
	sub.Root, sub.Private = c.profile.Root.ID, c.token != ""
	sub.Name = c.profile.Name.In(l.Lang(), c.profile.Language)
	if sub.Private {
		if _, err := a.keeper.Set(ctx, sub.ID, c.token); err != nil {
			return err
		}
	}
	// Looked at once more with the file in hand: two links to one feed may have
	// been answered at the same time.
	known := false
	if err := a.user.Update(func(u *store.User) {
		for _, s := range u.Feeds {
			known = known || s.URL == sub.URL || s.Root == sub.Root
		}
		if !known {
			u.Feeds = append(u.Feeds, sub)
		}
	}); err != nil {
		return err
	}
	if known {
		return errKnown
	}
	a.do(func(context.Context) {
		a.saved(delivery.KeepProfile(a.profilePath(sub.ID), c.raw))
		a.adoptFeeds()
		a.openFeed(sub)
		a.showFeed(sub.ID)
	})
	return nil
}

// addProblem explains why a feed is not added; nil for no error.
func (a *App) addProblem(err error) *views.Problem {
	if err == nil {
		return nil
	}
	a.log.Info("add feed", "error", err)
	l := a.model.localizer()
	id := ""
	switch {
	case errors.Is(err, errKnown):
		id = "problem.known_feed"
	case errors.Is(err, errOtherRoot):
		id = "problem.other_root"
	case errors.Is(err, errWantsToken):
		id = "problem.wants_token"
	case errors.Is(err, subscribe.ErrLinkSecret):
		id = "problem.link_secret"
	case errors.Is(err, subscribe.ErrLink):
		id = "problem.link"
	default:
		p, reason := a.problem(err), subscribe.ReasonOf(err)
		// A page that answers 200 to anything looks like a sign-in page in between.
		p.MaybePage = reason == subscribe.NotFeed || reason == subscribe.Captive || errors.Is(err, subscribe.ErrPlain)
		return p
	}
	return &views.Problem{Text: l.T(id, nil), Todo: l.T(id+".todo", nil), WantsToken: id == "problem.wants_token"}
}

// problem says in the reader's words why something about a feed failed.
func (a *App) problem(err error) *views.Problem {
	l := a.model.localizer()
	id, unreached, wants := "", false, false
	switch {
	case errors.Is(err, subscribe.ErrPlain):
		id = "problem.plain"
	case errors.Is(err, subscribe.ErrURL):
		id = "problem.url"
	case errors.Is(err, credential.ErrBadToken), errors.Is(err, credential.ErrTooBig):
		id = "problem.bad_token"
	case errors.Is(err, credential.ErrWaiting):
		id = "problem.keyring_waiting"
	default:
		reason := subscribe.ReasonOf(err)
		id, _ = problemOf(reason)
		wants = reason == subscribe.Unauthorized
		unreached = reason == subscribe.NoNetwork || reason == subscribe.TimedOut || reason == subscribe.Captive || id == "problem.unreachable"
	}
	p := &views.Problem{Text: l.T(id, nil), Todo: l.T(id+".todo", nil), Unreached: unreached, WantsToken: wants}
	if unreached && subscribe.ReasonOf(err) != subscribe.Captive {
		p.Todo = l.T("problem.add.todo", nil) // nobody goes on trying here
	}
	return p
}

// setToken keeps a new token for a feed and connects with it.
func (a *App) setToken(id, token string, done func(*views.Problem)) {
	ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
	defer cancel()
	place, err := a.keeper.Set(ctx, id, token)
	if err == nil {
		err = a.user.Update(func(u *store.User) {
			for i := range u.Feeds {
				if u.Feeds[i].ID == id {
					u.Feeds[i].Private = true
				}
			}
		})
	}
	var p *views.Problem
	if err != nil {
		a.log.Info("keep token", "feed", id, "error", err)
		p = a.problem(err)
	} else {
		a.do(func(context.Context) {
			a.adoptFeeds()
			a.model.setToken(id, tokenPlace(place, nil))
			a.restart(id, func(s *store.Subscription) { s.Private = true })
		})
	}
	fyne.Do(func() { done(p) })
}

// credentialChanged connects anew with what the keyring has only now given out
// or taken in. Worker.
func (a *App) credentialChanged(id string) {
	if isProxyKey(id) {
		a.restartAll()
		return
	}
	a.restart(id, nil)
}
