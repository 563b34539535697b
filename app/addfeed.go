package app

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/credential"
	"bokgu/app/delivery"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// addFeedTime bounds the check of an address that a person has typed.
const addFeedTime = 20 * time.Second

// addFeed checks an address and keeps it if asked to. It runs on a goroutine of
// its own; done is called on the UI goroutine.
func (a *App) addFeed(r views.FeedRequest, keep bool, done func(*views.Problem)) {
	ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
	defer cancel()
	p, err := a.tryFeed(ctx, r, keep)
	if err != nil {
		a.log.Info("add feed", "error", err)
		p = a.problem(err)
	}
	fyne.Do(func() { done(p) })
}

func (a *App) tryFeed(ctx context.Context, r views.FeedRequest, keep bool) (*views.Problem, error) {
	if err := subscribe.CheckURL(r.URL); err != nil {
		return nil, err
	}
	profile, raw, err := subscribe.FetchProfile(ctx, r.URL, "", subscribe.WithToken(r.Token))
	if err != nil {
		return nil, err
	}
	if !keep {
		return nil, nil
	}
	l := a.model.localizer()
	for _, s := range a.user.Get().Feeds {
		if s.URL == r.URL || s.Root == profile.Root.ID {
			return &views.Problem{Text: l.T("problem.known_feed", nil), Todo: l.T("problem.known_feed.todo", nil)}, nil
		}
	}
	sub := newSubscription(r.URL)
	sub.Root, sub.Private = profile.Root.ID, r.Token != ""
	sub.Name = profile.Name.In(l.Lang(), profile.Language)
	if sub.Private {
		if _, err := a.keeper.Set(ctx, sub.ID, r.Token); err != nil {
			return nil, err
		}
	}
	if err := a.user.Update(func(u *store.User) { u.Feeds = append(u.Feeds, sub) }); err != nil {
		return nil, err
	}
	a.do(func(context.Context) {
		a.saved(delivery.KeepProfile(a.profilePath(sub.ID), raw))
		a.adoptFeeds()
		a.openFeed(sub)
		a.showFeed(sub.ID)
	})
	return nil, nil
}

// problem says in the reader's words why something about a feed failed.
func (a *App) problem(err error) *views.Problem {
	l := a.model.localizer()
	id := ""
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
		id, _ = problemOf(subscribe.ReasonOf(err))
	}
	return &views.Problem{Text: l.T(id, nil), Todo: l.T(id+".todo", nil)}
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
