package views

import (
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// bolded splits a message of ours at ** into plain and bold pieces. It is not for texts from a feed.
func bolded(message string) []widgets.Piece {
	var out []widgets.Piece
	for i, t := range strings.Split(message, "**") {
		if t != "" {
			out = append(out, widgets.Piece{Text: t, Bold: i%2 == 1})
		}
	}
	return out
}

// lastWord returns when the operator last said something; zero: it has not yet. What others reported is not its word.
func lastWord(s *feed.Status, now time.Time) time.Time {
	var last time.Time
	take := func(updates []feed.Update) {
		for _, u := range updates {
			if !u.Observed && u.DisplayAt.After(last) && !u.DisplayAt.After(now) {
				last = u.DisplayAt
			}
		}
	}
	for _, in := range s.Incidents {
		take(in.Updates)
	}
	for _, m := range s.Maintenances {
		take(m.Updates)
	}
	return last
}

// agesOf are the three honest ages: the operator's last word, the last contact with the feed, the connection.
func agesOf(s *Snapshot) widgets.AgesData {
	word := widgets.Age{Label: s.Loc.T("status.age.word", nil), Value: s.Loc.T("status.age.none", nil)}
	if s.Status != nil {
		if at := lastWord(s.Status, s.Now); !at.IsZero() {
			word.Value, word.Extra = s.Loc.Ago(at, s.Now), clockBeside(s, at, s.Now, 0)
		}
	}
	contact := widgets.Age{Label: s.Loc.T("status.age.contact", nil), Value: s.Loc.T("status.age.never", nil)}
	if !s.Contact.IsZero() {
		contact.Value, contact.Extra = s.Loc.Ago(s.Contact, s.Real), clockBeside(s, s.Contact, s.Real, time.Minute)
	}
	conn := widgets.Age{Label: s.Loc.T("status.age.connection", nil), Value: s.Loc.T("status.connection."+connectionWord(s), nil)}
	switch s.Connection {
	case ConnLive, ConnLocal:
		conn.Dot = true
	case ConnPolling, ConnPage:
		conn.Icon = "replay"
	case ConnWaiting:
		conn.Icon = "offline"
		if wait := s.RetryAt.Sub(s.Real); !s.RetryAt.IsZero() && wait >= time.Minute {
			conn.Extra = s.Loc.T("status.retry_at", map[string]any{"At": s.Loc.Clock(s.RetryAt)})
		} else {
			conn.Extra = s.Loc.T("status.retry_soon", nil)
		}
	case ConnStopped, ConnNone:
		conn.Icon = "offline"
	case ConnConnecting:
	}
	return widgets.AgesData{word, contact, conn}
}

func connectionWord(s *Snapshot) string {
	if s.Connection == ConnNone {
		return "none"
	}
	return string(s.Connection)
}

// clockBeside is the time of day beside an age that is told as a duration of at least least.
func clockBeside(s *Snapshot, at, now time.Time, least time.Duration) string {
	if d := now.Sub(at); d < least || d >= 12*time.Hour || d < -time.Minute {
		return ""
	}
	return s.Loc.Clock(at)
}

// The ids of the quick answers.
const (
	quickDoNot    = "do_not"
	quickRecovery = "recovery"
	quickAlerts   = "alerts"
)

// quickAnswers are the three ways on from the answer.
func quickAnswers(s *Snapshot) []widgets.QuickAnswer {
	return []widgets.QuickAnswer{quickGuidance(s), quickStages(s), quickFollows(s)}
}

// validGuidance returns the guidance of a kind that holds now, the most important first.
func validGuidance(s *Snapshot, kind feed.GuidanceKind) []*feed.Guidance {
	var out []*feed.Guidance
	for i := range s.Status.Guidance {
		g := &s.Status.Guidance[i]
		if g.Kind == kind && g.Validity(s.Status, s.Now) == feed.Valid {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b *feed.Guidance) int { return b.Priority - a.Priority })
	return out
}

func quickGuidance(s *Snapshot) widgets.QuickAnswer {
	title := func(g *feed.Guidance) string { return Plain(g.Title.In(s.Loc.Lang(), s.Status.Feed.Language), 80) }
	a := widgets.QuickAnswer{ID: quickDoNot, Icon: "prohibit", Token: theme.Major.Word(), Label: s.Loc.T("kind.do_not", nil)}
	warnings := validGuidance(s, feed.GuidanceDoNot)
	steps := validGuidance(s, feed.GuidanceDo)
	if len(warnings) == 0 {
		a.Icon, a.Token, a.Label = "nav-guidance", "", s.Loc.T("nav.guidance", nil)
		a.Value = s.Loc.T("status.quick.no_warning", nil)
	} else {
		a.Value = title(warnings[0])
	}
	if n := len(warnings); n > 1 {
		a.Label = s.Loc.N("status.quick.warnings", n, nil)
	}
	name, chosen := firstChosen(s)
	switch {
	case chosen != "":
		a.Extra = s.Loc.T("instead.quick", map[string]any{"Name": name, "Text": chosen})
	case len(steps) > 0: // said to be one: under a warning it could be taken for another
		a.Extra = s.Loc.T("status.quick.do", map[string]any{"Title": title(steps[0])})
	default:
		a.Extra = s.Loc.T("status.quick.guidance", nil)
	}
	return a
}

func quickStages(s *Snapshot) widgets.QuickAnswer {
	a := widgets.QuickAnswer{ID: quickRecovery, Icon: "nav-recovery", Label: s.Loc.T("nav.recovery", nil)}
	open := openIncidents(s.Status)
	if len(open) == 0 {
		a.Value = s.Loc.T("status.quick.no_incident", nil)
		a.Extra = s.Loc.T("status.quick.no_incident.extra", nil)
		return a
	}
	in := open[0]
	begun, done := 0, 0
	for _, name := range feed.Stages {
		switch in.Stage(name).State {
		case feed.StageActive:
			begun++
		case feed.StageDone:
			begun++
			done++
		case feed.StageNotReported:
		}
	}
	total := s.Loc.N("count.steps", len(feed.Stages), nil)
	switch {
	case len(in.Stages) == 0:
		a.Value = nameOf(s, in.Name)
	case done == len(feed.Stages):
		a.Value = s.Loc.T("status.quick.stages_done", map[string]any{"Total": total})
	default:
		a.Value = s.Loc.N("status.quick.stages", begun, map[string]any{"Total": total})
	}
	extra, label := promisesLine(s, in)
	if a.Extra = extra; label != "" {
		a.Label = label
	}
	return a
}

// promiseWords are the messages of what became of promises, the worst first.
var promiseWords = []struct{ state, id string }{
	{string(feed.PromiseMissed), "recovery.promises.missed"},
	{promiseSilent, "status.quick.silent"},
	{string(feed.PromiseKept), "recovery.promises.kept"},
	{string(feed.PromiseMoved), "recovery.promises.moved"},
}

// promisesLine says what became of the incident's promises; without any, how the incident stands. Where both that and
// the next one are to be said the next stands in the label: "" if the label stays.
func promisesLine(s *Snapshot, in *feed.Incident) (line, label string) {
	open, said := 0, make(map[string]int)
	var next time.Time
	for _, p := range in.Promises {
		switch {
		case p.State == feed.PromiseOpen && p.DueAt.Before(s.Now):
			said[promiseSilent]++
		case p.State == feed.PromiseOpen:
			open++
			if next.IsZero() || p.DueAt.Before(next) {
				next = p.DueAt
			}
		default:
			said[string(p.State)]++
		}
	}
	var out []string
	for _, w := range promiseWords {
		if n := said[w.state]; n > 0 {
			out = append(out, s.Loc.N(w.id, n, nil))
		}
	}
	at := map[string]any{"At": s.Loc.When(next, s.Now)}
	switch {
	case len(out) == 0 && open > 0:
		return s.Loc.T("status.quick.next_promise", at), ""
	case len(out) == 0:
		return s.Loc.T("status.quick.stands", map[string]any{"State": s.Loc.T("incident."+string(in.Status), nil)}), ""
	case open > 0:
		label = s.Loc.T("status.quick.next", at)
	case len(out) == 1 && said[string(feed.PromiseMissed)] > 0: // there is room for no more
		out = append(out, s.Loc.T("status.quick.no_end", nil))
	}
	line = strings.Join(out, s.Loc.T("answer.comma", nil))
	if len(out) < len(promiseWords) { // all four leave no room
		line = s.Loc.T("status.quick.promises", map[string]any{"List": line})
	}
	return line, label
}

func quickFollows(s *Snapshot) widgets.QuickAnswer {
	a := widgets.QuickAnswer{ID: quickAlerts, Icon: "bell", Label: s.Loc.T("status.quick.alerts", nil)}
	n := counts(s)[filterMine]
	t := func(id string) string { return s.Loc.T(id, nil) }
	switch {
	case !s.Settings.AlertsEnabled:
		a.Value, a.Extra = t("status.quick.alerts_off"), t("status.quick.alerts_off.extra")
	case s.Snooze.On():
		when := s.Loc.In(time.Local).When(s.SnoozeUntil, s.Real)
		a.Value, a.Extra = t("status.quick.snoozed"), s.Loc.T("status.quick.snoozed.extra", map[string]any{"When": when})
		return a
	case n == 0:
		a.Value, a.Extra = t("status.quick.follows_none"), t("status.quick.follows_none.extra")
	default:
		a.Value = s.Loc.N("status.quick.follows", n, nil)
		a.Extra = t("status.quick.follows.extra")
		if s.Stale {
			a.Extra = t("status.quick.follows.stale")
		}
	}
	if s.OnPhone && s.Settings.AlertsEnabled {
		a.Extra = t("status.quick.phone")
	}
	return a
}
