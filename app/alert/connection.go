package alert

import (
	"time"
)

// connectionKey is the key of the one notification about the connection.
const connectionKey = "connection"

const (
	// lostAfter is how long a feed must be out of reach before it is worth a
	// notification: by then it has been tried a dozen times, and a lift, a
	// tunnel or a restarted router is over.
	lostAfter = 10 * time.Minute
	// lookEvery is how often the connection is looked at while it is lost, and
	// asleepAfter the gap between two looks that says that the device slept in
	// between: nobody tried anything then.
	lookEvery   = time.Minute
	asleepAfter = 3 * time.Minute
)

// Link is how the feed is reached at one moment.
type Link struct {
	Live        bool      // connected and greeted
	Offline     bool      // the device itself has no network
	Over        bool      // the feed has said that it will never come back
	LastContact time.Time // of any kind, zero: never
}

// Watch measures how long a feed has been out of reach while this device was
// awake and had a network. The zero Watch has seen nothing. It is not stored: a
// new start of the app begins anew.
type Watch struct {
	since time.Time // when it began to be out of reach, zero: it is not
	seen  time.Time // the last look
}

// Look takes in a look at the connection.
func (w Watch) Look(l Link, now time.Time) Watch {
	gap := now.Sub(w.seen)
	switch {
	case l.Live, l.Offline, l.Over:
		w.since = time.Time{}
	case w.since.IsZero(), gap < 0, gap > asleepAfter:
		w.since = now
	}
	if !w.since.IsZero() && l.LastContact.After(w.since) && !l.LastContact.After(now) {
		w.since = l.LastContact // not connected, and yet it answers when it is asked
	}
	w.seen = now
	return w
}

// DecideLink judges the connection after Decide: a feed that is out of reach for
// long is told once, and that is taken back as soon as it is reached again, the
// device has no network, or nobody wants alerts. It returns the state to keep,
// the alerts to store and show, and when to look again at the latest, zero if
// the connection itself will say. State is not changed.
func DecideLink(state State, l Link, w Watch, rules Rules, now time.Time) (State, []Alert, time.Time) {
	out := !w.since.IsZero() && !now.Before(w.since.Add(lostAfter))
	told := !state.Lost.IsZero()
	heard := told && l.LastContact.After(state.Lost)
	calm := l.Live || heard || l.Offline || l.Over || rules.Threshold == Off
	switch {
	case calm && told:
		state.Lost = time.Time{}
		return state, []Alert{{Key: connectionKey, Kind: KindConnection, At: now, Withdraw: true}}, time.Time{}
	case l.Live || l.Over:
		return state, nil, time.Time{}
	case out && !told && !calm:
		state.Lost = w.since
		if !l.LastContact.IsZero() && l.LastContact.Before(w.since) {
			state.Lost = l.LastContact
		}
		return state, []Alert{{Key: connectionKey, Kind: KindConnection, At: state.Lost, Quiet: true, Screen: ScreenStatus}}, now.Add(lookEvery)
	}
	return state, nil, now.Add(lookEvery)
}
