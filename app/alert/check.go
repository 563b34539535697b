package alert

import (
	"slices"
	"time"

	"bokgu/sync/feed"
)

// Check judges an alert again at the moment at which it is to be shown, which may
// be long after it was decided. It returns whether to show it, and if not the
// real moment until which to keep it (in quiet hours or a snooze), zero for an
// alert to drop: the rules have changed, it is old, or it is no longer so. A
// withdrawal is always carried out. It reads the stored state for what was last
// known, and changes nothing.
func Check(a Alert, state State, doc *feed.Status, rules Rules, now time.Time) (show bool, keepUntil time.Time) {
	if a.Withdraw {
		return true, time.Time{}
	}
	d := &decision{state: state, doc: doc, rules: &rules, scope: newScope(doc, &rules), now: now, at: doc.Now(now)}
	lasting := a.Kind == KindDigest || a.Kind == KindConnection
	if rules.Threshold == Off || !lasting && d.stale(event{Alert: a, fresh: a.Kind == KindGuidance}) {
		return false, time.Time{}
	}
	switch a.Kind {
	case KindWorse, KindBetter, KindRestored:
		if !slices.Contains(d.scope.units(), a.ComponentID) || string(d.knownUnit(a.ComponentID)) != a.To {
			return false, time.Time{}
		}
	case KindConnection:
		if state.Lost.IsZero() {
			return false, time.Time{}
		}
	case KindDigest: // sums up what was so when it was decided
	default:
		if !d.holds(Standing{
			Kind: a.Kind, IncidentID: a.IncidentID, GuidanceID: a.GuidanceID, PromiseID: a.PromiseID, Maintenance: a.Maintenance, To: a.To,
		}) {
			return false, time.Time{}
		}
	}
	until, through := rules.quiet(now)
	breaks := a.Urgent || a.Kind == KindWorse && outage(feed.ComponentStatus(a.To))
	if until.IsZero() || through && breaks {
		return true, time.Time{}
	}
	return false, until
}
