package alert

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"bokgu/sync/feed"
)

// Decide judges what came in. It returns the state to keep, the alerts to store
// and show in that order, and the real moment at which to call again even if
// nothing comes in, zero for none. It must also be called, with an empty batch,
// when the rules change.
//
// Now is real time: quiet hours and snooze are read in it. Everything that the
// document speaks about is judged at the document's own time, which differs in a
// replay. The same input gives the same output; state is not changed.
//
// A change is told at most once: its id is its identity, whatever it says.
func Decide(state State, doc *feed.Status, in Batch, rules Rules, now time.Time) (State, []Alert, time.Time) {
	d := &decision{
		state: clone(state), doc: doc, rules: &rules, scope: newScope(doc, &rules),
		now: now, at: doc.Now(now), confirmed: in.ConfirmedUntil,
	}
	if d.confirmed.IsZero() {
		d.confirmed = doc.ExpiresAt
	}
	fresh := in.Baseline || state.Epoch == ""
	changes := d.state.undecided(in.Changes, doc.Epoch)
	digest := in.Digest || !fresh && state.Epoch != doc.Epoch

	var events []event
	if fresh {
		d.state.LastKnown = nil
		d.takeForTold(changes)
	}
	if !fresh || !in.Baseline && len(changes) > 0 {
		events = d.componentEvents(changes)
		events = append(events, d.otherEvents(changes, events)...)
		for _, e := range d.dueEvents(changes) {
			events = put(events, e)
		}
	}
	d.learn(changes)
	d.state.advance(doc, changes)
	if rules.Threshold == Off {
		events, d.state.Quiet = nil, nil
	}
	d.tell(events, digest)
	d.sweep()
	d.sort()
	return d.state, d.alerts, d.wake()
}

// decision is one run of Decide.
type decision struct {
	state     State
	doc       *feed.Status
	rules     *Rules
	scope     *scope
	now       time.Time // real
	at        time.Time // the document's
	confirmed time.Time // real
	quietEnd  time.Time // real, zero when it is not quiet
	alerts    []Alert
}

// event is something that passes the rules, before it is known whether it is
// told at once, in a digest, or after a quiet time.
type event struct {
	Alert
	before feed.ComponentStatus // of a component: before all of it
	worst  feed.ComponentStatus // of a component: the worst on the way
	breaks bool                 // it breaks through quiet hours that allow it
	fresh  bool                 // it is news whatever its time says
}

// put adds an event in the place of one with the same key, whose changes it tells
// as well.
func put(events []event, e event) []event {
	i := slices.IndexFunc(events, func(o event) bool { return o.Key == e.Key })
	if i < 0 {
		return append(events, e)
	}
	e.ChangeIDs = slices.Concat(events[i].ChangeIDs, e.ChangeIDs)
	events[i] = e
	return events
}

func clone(s State) State {
	s.Odd = slices.Clone(s.Odd)
	s.LastKnown = maps.Clone(s.LastKnown)
	s.Standing = maps.Clone(s.Standing)
	s.Told = slices.Clone(s.Told)
	s.Quiet = s.Quiet.clone()
	return s
}

// tell sorts the events into alerts, a digest, and what has to wait.
func (d *decision) tell(events []event, digest bool) {
	var through bool
	d.quietEnd, through = d.rules.quiet(d.now)
	if !d.quietEnd.IsZero() {
		if d.state.Quiet == nil {
			d.state.Quiet = newTally()
		}
		for _, e := range events {
			if through && e.breaks && !digest && !d.stale(e) {
				d.show(e.Alert)
				d.state.Quiet.toldNow(e)
			} else {
				d.state.Quiet.add(e)
			}
		}
		return
	}
	if q := d.state.Quiet; q != nil { // the quiet time is over
		d.state.Quiet = nil
		for _, e := range events {
			q.add(e)
		}
		d.digest(q, true)
		return
	}
	loud := 0
	for _, e := range events {
		digest = digest || d.stale(e)
		if !e.Urgent {
			loud++
		}
	}
	if !digest && loud <= atOnce {
		for _, e := range events {
			d.show(e.Alert)
		}
		return
	}
	t := newTally()
	for _, e := range events {
		if e.Urgent && !digest {
			d.show(e.Alert) // a crowd of changes does not hide a warning
			continue
		}
		t.add(e)
	}
	d.digest(t, false)
}

// stale reports whether an event is too old to be told by itself. A replay's age
// is judged at the moment of its document: at high speed hours go by between two
// of them.
func (d *decision) stale(e event) bool {
	at := d.at
	if d.doc.Mode != feed.ModeLive {
		at = d.doc.Now(d.doc.IssuedAt)
	}
	return !e.fresh && at.Sub(e.At) > staleAfter
}

// show puts an alert out and remembers that it stands.
func (d *decision) show(a Alert) {
	d.alerts = append(d.alerts, a)
	if d.state.Standing == nil {
		d.state.Standing = make(map[string]Standing)
	}
	d.state.Standing[a.Key] = Standing{
		Kind: a.Kind, ComponentID: a.ComponentID, IncidentID: a.IncidentID, GuidanceID: a.GuidanceID,
		PromiseID: a.PromiseID, Maintenance: a.Maintenance, To: a.To, At: a.At,
	}
}

func (d *decision) withdraw(key string, kind Kind) {
	d.alerts = append(d.alerts, Alert{Key: key, Kind: kind, At: d.at, Withdraw: true})
	delete(d.state.Standing, key)
}

// sort puts withdrawals first, for they make room, then the urgent, then in
// order of time.
func (d *decision) sort() {
	rank := func(a Alert) int {
		switch {
		case a.Withdraw:
			return 0
		case a.Urgent:
			return 1
		case a.Silent:
			return 3
		}
		return 2
	}
	slices.SortStableFunc(d.alerts, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
	})
}

// retry is how long to wait before looking again whether the feed has confirmed
// its silence: a freshness record comes every 5 minutes.
const retry = 5 * time.Minute

// wake returns the next real moment at which the answer may be another one.
func (d *decision) wake() time.Time {
	var at time.Time
	earlier := func(t time.Time) {
		if !t.IsZero() && t.After(d.now) && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if d.state.Quiet != nil {
		earlier(d.quietEnd)
	}
	if d.rules.Threshold == Off {
		return at
	}
	for _, in := range d.doc.Incidents {
		for _, p := range in.Promises {
			if p.State != feed.PromiseOpen || d.told(promiseKey(in.ID, p.ID)) || !d.wantsPromise(&in) {
				continue
			}
			if d.at.Before(p.DueAt) {
				earlier(d.real(p.DueAt))
			} else {
				earlier(d.now.Add(retry))
			}
		}
	}
	for i := range d.doc.Guidance {
		if g := &d.doc.Guidance[i]; g.Kind == feed.GuidanceDoNot && d.scope.concerns(g.ComponentIDs) {
			for _, t := range []*time.Time{g.Effective, g.Expires} {
				if t != nil && d.at.Before(*t) {
					earlier(d.real(*t))
				}
			}
		}
	}
	return at
}

// real returns when the document's moment t comes in real time, zero if it does
// not: a replay may be paused or end before.
func (d *decision) real(t time.Time) time.Time {
	r := d.doc.Replay
	if d.doc.Mode == feed.ModeLive || r == nil {
		return t
	}
	if r.Speed <= 0 || !r.Until.IsZero() && t.After(r.Until) {
		return time.Time{}
	}
	return d.doc.IssuedAt.Add(time.Duration(float64(t.Sub(r.At))/r.Speed) + time.Millisecond) // rounding must not wake it too early
}
