package views

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// incidentOrder returns all incidents, the one to show first at the head: those that are not over as openIncidents has
// them, then planned work, then what is over, the newest first.
func incidentOrder(s *feed.Status) []*feed.Incident {
	out := openIncidents(s)
	if s == nil {
		return out
	}
	var rest []*feed.Incident
	for i := range s.Incidents {
		if in := &s.Incidents[i]; !slices.Contains(out, in) {
			rest = append(rest, in)
		}
	}
	slices.SortStableFunc(rest, func(a, b *feed.Incident) int {
		if over(a) != over(b) {
			if over(a) {
				return 1
			}
			return -1
		}
		return b.StartedAt.Compare(a.StartedAt)
	})
	return append(out, rest...)
}

// chosenIncident returns the incident with that id, else the first of incidentOrder, else nil.
func chosenIncident(s *feed.Status, id string) *feed.Incident {
	list := incidentOrder(s)
	for _, in := range list {
		if in.ID == id {
			return in
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// over tells whether the operator has said that the incident ended.
func over(in *feed.Incident) bool { return in.Status.Over() || in.ResolvedAt != nil }

// endOf is when the operator says that the incident ended; zero: it has not, or nobody said when.
func endOf(in *feed.Incident) time.Time {
	if in.ResolvedAt != nil {
		return *in.ResolvedAt
	}
	var end time.Time
	if in.Status.Over() {
		for _, u := range in.Updates {
			if u.Status == feed.Resolved && (end.IsZero() || u.DisplayAt.Before(end)) {
				end = u.DisplayAt
			}
		}
	}
	return end
}

// progress is how many of the functions that an incident hit work again. What worked since before it was not hit.
type progress struct{ total, back int }

func progressOf(s *Snapshot, in *feed.Incident) progress {
	var p progress
	for _, one := range parts(s) {
		if len(in.ComponentIDs) > 0 && !slices.Contains(in.ComponentIDs, one.c.ID) && !slices.Contains(in.ComponentIDs, one.service.ID) {
			continue
		}
		works := one.c.Status == feed.Operational
		if works && !one.c.Since.IsZero() && one.c.Since.Before(in.StartedAt) {
			continue
		}
		p.total++
		if works {
			p.back++
		}
	}
	return p
}

// recoveryHeading says in one sentence how far it is and in a second one what is known about the end.
func recoveryHeading(s *Snapshot, in *feed.Incident) widgets.HeadingData {
	p := progressOf(s, in)
	h := widgets.HeadingData{Title: recoverySentence(s, in, p), Sub: endSentence(s, in)}
	switch {
	case s.Stale:
		h.Sub = s.Loc.T("recovery.stale", map[string]any{"When": s.Loc.When(confirmedAt(s), s.Real)})
	case over(in) && p.back < p.total:
		h.Sub = s.Loc.N("recovery.over.left", p.total-p.back, nil)
	case over(in) && p.total > 0:
		h.Sub = s.Loc.N("recovery.over.back", p.total, nil)
	case over(in):
		h.Sub = ""
	case p.total > 0 && p.back == p.total:
		h.Sub = s.Loc.T("recovery.not_over", nil)
	}
	return h
}

func recoverySentence(s *Snapshot, in *feed.Incident, p progress) string {
	past := ""
	if s.Stale {
		past = ".past"
	}
	total := s.Loc.N("count.functions", p.total, nil)
	switch end := endOf(in); {
	case over(in) && end.After(in.StartedAt):
		return s.Loc.T("recovery.over.took", map[string]any{"D": s.Loc.Duration(end.Sub(in.StartedAt))})
	case over(in):
		return s.Loc.T("recovery.over", nil)
	case p.total == 0:
		return s.Loc.T("recovery.named", map[string]any{
			"Name": nameOf(s, in.Name), "State": s.Loc.T("incident."+string(in.Status), nil),
		})
	case p.back == 0:
		return s.Loc.N("recovery.none_back"+past, p.total, nil)
	case p.back == p.total:
		return s.Loc.N("recovery.all_back"+past, p.total, nil)
	}
	return s.Loc.N("recovery.some_back"+past, p.back, map[string]any{"Total": total})
}

// endSentence is what was promised about the time ahead.
func endSentence(s *Snapshot, in *feed.Incident) string {
	next, late := promisesAhead(in, s.Now)
	switch {
	case late != nil:
		return s.Loc.T("recovery.end.late", map[string]any{"When": s.Loc.When(late.DueAt, s.Now)})
	case next != nil:
		return s.Loc.T("recovery.end.next", map[string]any{"When": s.Loc.When(next.DueAt, s.Now)})
	}
	return s.Loc.T("recovery.end.none", nil)
}

// promisesAhead returns the open promise that is due next and the one that has been overdue longest without a word.
func promisesAhead(in *feed.Incident, now time.Time) (next, late *feed.Promise) {
	for i := range in.Promises {
		p := &in.Promises[i]
		if p.State != feed.PromiseOpen {
			continue
		}
		slot := &next
		if !now.Before(p.DueAt) {
			slot = &late
		}
		if *slot == nil || p.DueAt.Before((*slot).DueAt) {
			*slot = p
		}
	}
	return next, late
}

// promiseSilent is the state of an open promise whose time has passed without a word.
const promiseSilent = "silent"

func promiseState(p *feed.Promise, now time.Time) string {
	if p.State == feed.PromiseOpen && !now.Before(p.DueAt) {
		return promiseSilent
	}
	return cmp.Or(string(p.State), feed.Unknown)
}

func promiseCounts(in *feed.Incident, now time.Time) map[string]int {
	n := map[string]int{}
	for i := range in.Promises {
		n[promiseState(&in.Promises[i], now)]++
	}
	return n
}

// dayStamp is a moment with its day, whatever now is; with its month where that is another one, and with its year.
func dayStamp(s *Snapshot, t time.Time) string {
	at, now := t.In(s.Loc.Zone()), s.Now.In(s.Loc.Zone())
	switch {
	case at.Year() != now.Year():
		return s.Loc.When(t, now)
	case at.Month() != now.Month():
		return s.Loc.DateClock(t)
	}
	return stampAs(s, "time.stamp", at)
}

// shortStamp is dayStamp for a narrow column; of another year only the day.
func shortStamp(s *Snapshot, t time.Time) string {
	at, now := t.In(s.Loc.Zone()), s.Now.In(s.Loc.Zone())
	switch {
	case at.Year() != now.Year():
		return stampAs(s, "time.stamp_year", at)
	case at.Month() != now.Month():
		return stampAs(s, "time.stamp_month", at)
	}
	return stampAs(s, "time.stamp", at)
}

func stampAs(s *Snapshot, id string, at time.Time) string {
	month := strconv.Itoa(int(at.Month()))
	return s.Loc.T(id, map[string]any{
		"Year": strconv.Itoa(at.Year()), "M": month, "MonthShort": s.Loc.T("month."+month+".short", nil),
		"Day": strconv.Itoa(at.Day()), "Clock": s.Loc.Clock(at),
	})
}
