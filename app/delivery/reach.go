package delivery

import (
	"time"

	"bokgu/app/alert"
	"bokgu/sync/subscribe"
)

// Evidence is what vouches for the held document now.
func (f *Feed) Evidence() Evidence {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Evidence{Status: f.status, Expires: f.expires, Contact: f.contact, ClockOff: f.health.ClockOff}
}

// confirmedUntil is the end of the newest freshness record, or now if the
// document does not count as confirmed whatever that says: then nobody is told
// that all is well, and nobody that the operator has kept silent.
func (f *Feed) confirmedUntil() time.Time {
	e, now := f.Evidence(), f.p.Now()
	if e.Status != nil && !e.Confirmed(now) {
		return now
	}
	return e.Expires
}

// link says how the feed is reached.
func (f *Feed) link() alert.Link {
	f.mu.Lock()
	h, contact, missed := f.health, later(f.contact, f.health.LastContact), f.missed
	f.mu.Unlock()
	live := h.State == subscribe.Live
	if f.p.Sub.Page != nil { // nothing but polls
		live = h.State != subscribe.Connecting && missed < pageTroubled
	}
	l := alert.Link{Live: live, Over: h.Reason == subscribe.Ended, LastContact: contact}
	l.Offline = !l.Live && !f.p.Online()
	return l
}

func (f *Feed) setHealth(h subscribe.Health) {
	if h.Detail != "" {
		f.p.Log.Info("connection", "feed", f.p.Sub.ID, "state", h.State, "reason", h.Reason, "detail", h.Detail)
	}
	f.mu.Lock()
	turned := inReach(f.health.State) != inReach(h.State)
	f.health = h
	if inReach(h.State) {
		f.contact = later(f.contact, h.LastContact)
	}
	f.mu.Unlock()
	f.p.Screen.Health(h)
	if turned {
		f.alerts.wake()
	}
}

// inReach reports whether news arrive, by the stream or by asking.
func inReach(s subscribe.State) bool { return s == subscribe.Live || s == subscribe.Polling }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
