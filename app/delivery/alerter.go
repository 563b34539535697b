package delivery

import (
	"context"
	"encoding/json"
	"time"

	"bokgu/app/alert"
	"bokgu/app/notify"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/store"
)

// alerter turns the pending changes of one feed into notifications: decided once,
// stored, shown, and then marked as shown. What was stored and not marked when
// the app died is shown again, under the same key, so it replaces itself.
type alerter struct {
	f     *Feed
	watch alert.Watch
	woken chan struct{} // holds one token: something may have to be decided
}

func newAlerter(f *Feed) *alerter {
	a := &alerter{f: f, woken: make(chan struct{}, 1)}
	a.woken <- struct{}{} // what an earlier run left is taken up at once
	return a
}

// wake lets run look again. It never blocks.
func (a *alerter) wake() {
	select {
	case a.woken <- struct{}{}:
	default:
	}
}

// run decides and shows until ctx ends.
func (a *alerter) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.woken:
		case <-timer.C:
		}
		doc, state, wakeAt, err := a.decide(ctx)
		if err == nil && doc != nil {
			var again time.Time
			again, err = a.deliver(ctx, doc, state)
			wakeAt = sooner(wakeAt, again)
		}
		if err != nil && ctx.Err() == nil {
			a.f.p.Log.Error("alerts", "feed", a.f.p.Sub.ID, "error", err)
		}
		wait := time.Hour
		if !wakeAt.IsZero() {
			wait = max(wakeAt.Sub(a.f.p.Now()), 100*time.Millisecond)
		}
		timer.Reset(wait)
	}
}

// alertRetry is the wait after a failure of the store.
const alertRetry = 30 * time.Second

// decide takes up the pending changes in one transaction: they go, the alerts
// they deserve come. It returns the document that it decided by, nil if there was
// nothing to decide by, and the state that was kept.
func (a *alerter) decide(ctx context.Context) (doc *feed.Status, state alert.State, wakeAt time.Time, err error) {
	retry := a.f.p.Now().Add(alertRetry)
	pending, err := a.f.p.DB.Pending(ctx, a.f.p.Sub.ID)
	if err != nil {
		return nil, state, retry, err
	}
	raw, err := a.f.p.DB.AlertState(ctx, a.f.p.Sub.ID)
	if err != nil {
		return nil, state, retry, err
	}
	waiting, err := a.waiting(ctx)
	if err != nil {
		return nil, state, retry, err
	}
	doc = a.f.Status()
	if doc == nil || doc.Cursor() != pending.Held {
		// A document is just being kept: changes that it does not hold would count
		// as decided, or be judged by a document that does not know them. Whoever
		// keeps it wakes us.
		return nil, state, time.Time{}, nil
	}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &state); err != nil {
			a.f.p.Log.Warn("alert state is unreadable, starting over", "feed", a.f.p.Sub.ID, "error", err)
			state = alert.State{}
		}
	}
	batch := alert.Batch{Changes: pending.Changes, Digest: pending.Digest, ConfirmedUntil: a.f.confirmedUntil()}
	rules := a.f.p.Rules()
	var alerts []alert.Alert
	state, alerts, wakeAt = alert.Decide(state, doc, batch, rules, a.f.p.Now())
	if a.f.p.Online != nil {
		l := a.f.link()
		a.watch = a.watch.Look(l, a.f.p.Now())
		var more []alert.Alert
		var look time.Time
		state, more, look = alert.DecideLink(state, l, a.watch, rules, a.f.p.Now())
		alerts, wakeAt = append(alerts, more...), sooner(wakeAt, look)
	}
	now, err := json.Marshal(state)
	if err != nil {
		return nil, state, retry, err
	}
	d := store.Decision{State: now}
	for _, c := range pending.Changes {
		d.Through = append(d.Through, c.ID)
	}
	for _, al := range alerts {
		// It takes the place of one that nobody has seen yet: then it is no update
		// of what is known, it is the news itself.
		al.Silent = al.Silent && !waiting[al.Key]
		body, err := json.Marshal(al)
		if err != nil {
			return nil, state, retry, err
		}
		d.Outbox = append(d.Outbox, store.Outgoing{Sub: a.f.p.Sub.ID, Key: al.Key, Body: body, Withdraw: al.Withdraw, CreatedAt: a.f.p.Now()})
	}
	if len(d.Through) != 0 || len(d.Outbox) != 0 || string(now) != string(raw) {
		if err := a.f.p.DB.Decide(ctx, a.f.p.Sub.ID, d); err != nil {
			return nil, state, retry, err
		}
	}
	if over := alert.Ended(doc, rules.FollowIncidents); len(over) > 0 && a.f.p.Ended != nil {
		a.f.p.Ended(over)
	}
	return doc, state, wakeAt, nil
}

// waiting are the keys of this feed's alerts that have not been shown yet, but for
// those that would only bring a notification up to date.
func (a *alerter) waiting(ctx context.Context) (map[string]bool, error) {
	out, err := a.f.p.DB.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]bool)
	for _, o := range out {
		var al alert.Alert
		if o.Sub == a.f.p.Sub.ID && !o.Withdraw && json.Unmarshal(o.Body, &al) == nil && !al.Silent {
			keys[o.Key] = true
		}
	}
	return keys, nil
}

// deliver shows what is in the outbox and marks it, in the words of the document
// by which was decided: a later one is decided about first. The rules are looked at once
// more: what came up in quiet hours stays until they end, what has become untrue
// goes unshown. An alert that the system refuses stays for the next time.
func (a *alerter) deliver(ctx context.Context, doc *feed.Status, state alert.State) (wakeAt time.Time, err error) {
	out, err := a.f.p.DB.Outbox(ctx)
	if err != nil {
		return a.f.p.Now().Add(alertRetry), err
	}
	rules, l := a.f.p.Rules(), a.f.p.Loc()
	for _, o := range out {
		var al alert.Alert
		if o.Sub != a.f.p.Sub.ID {
			continue
		}
		if err := json.Unmarshal(o.Body, &al); err == nil {
			show, keep := alert.Check(al, state, doc, rules, a.f.p.Now())
			if !show && !keep.IsZero() {
				wakeAt = sooner(wakeAt, keep)
				continue
			}
			if show {
				if err := a.show(ctx, l, doc, o, al); err != nil {
					return a.f.p.Now().Add(alertRetry), err
				}
			}
		}
		if err := a.f.p.DB.Shown(ctx, o.ID, a.f.p.Now()); err != nil {
			return a.f.p.Now().Add(alertRetry), err
		}
	}
	return wakeAt, nil
}

// sooner returns the earlier of two moments, where zero is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func (a *alerter) show(ctx context.Context, l *i18n.Localizer, doc *feed.Status, o store.Outgoing, al alert.Alert) error {
	key := a.f.p.Sub.ID + "/" + o.Key
	if al.Withdraw {
		return a.f.p.Notify.Withdraw(ctx, key)
	}
	if doc.Mode != feed.ModeLive {
		// The record of a past outage is told in the time of its place.
		if zone, err := time.LoadLocation(doc.Feed.TimeZone); err == nil {
			l = l.In(zone)
		}
	}
	title, body := alert.Text(l, a.f.worded(doc), al)
	return a.f.p.Notify.Show(ctx, notify.Notification{Key: key, Title: title, Body: body, Urgent: al.Urgent, Silent: al.Silent, Quiet: al.Quiet})
}
