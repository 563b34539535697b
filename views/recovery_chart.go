package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// mostLanes is how many lanes a person can tell apart; a feed with more functions gets a lane a service, and one with
// more services than that only those that are in trouble or belong to the incident, as far as there is room.
const mostLanes = 60

// chartRange is how much of the past the chart shows; 0 is all of the incident.
type chartRange time.Duration

// chartRanges in the order of the segments.
var chartRanges = []chartRange{chartRange(6 * time.Hour), chartRange(24 * time.Hour), 0}

// strip is what the chart shows and what its read-out is found by.
type strip struct {
	data   widgets.StripChartData
	names  map[string]string // of lanes
	hidden int               // services that are not drawn
	single bool              // a lane is a service
}

// stripOf draws the functions of all services over the time of an incident.
func stripOf(s *Snapshot, in *feed.Incident, w chartWindow, phone bool) strip {
	from, to := w.from, w.end
	out := strip{names: map[string]string{}}
	out.data = widgets.StripChartData{From: from, To: w.to, At: w.end, Now: s.Loc.T("recovery.chart.now", nil)}
	if s.Stale {
		out.data.Now = s.Loc.Clock(to)
	}
	if played(s) {
		out.data.Played, out.data.Moments, out.data.Axis = true, s.Replay.Moments, s.Loc.T("recovery.chart.axis", nil)
	}
	out.single = len(parts(s)) > mostLanes
	changes := statusChanges(s, to)
	known := knownFrom(s, in, from)
	seen := map[theme.State]bool{}
	for _, sv := range chartServices(s, in, &out) {
		g := widgets.ChartGroup{ID: sv.ID, Label: nameOf(s, sv.Name)}
		list := sv.Parts()
		if out.single {
			list = []feed.Component{sv.Component}
			g.Counts = []widgets.ChartCount{{Look: lookOf(s, sv.Status), Text: s.Loc.T("state."+stateWord(sv.Status), nil)}}
		} else {
			g.Counts = chartCounts(s, list)
		}
		for i := range list {
			c := &list[i]
			lane := widgets.ChartLane{ID: c.ID, Segments: laneOf(s, c, changes[c.ID], from, to, known), Now: lookOf(s, c.Status)}
			if out.single && len(sv.Functions) > 0 {
				lane.Segments = serviceLane(s, sv, changes, from, to, known)
			}
			for _, seg := range lane.Segments {
				seen[seg.Look.State] = true
			}
			seen[lane.Now.State] = true
			g.Lanes = append(g.Lanes, lane)
			out.names[c.ID] = g.Label
			if c.ID != sv.ID {
				out.names[c.ID] = fullName(s, sv, c)
			}
		}
		out.data.Groups = append(out.data.Groups, g)
	}
	for _, state := range theme.States() {
		if seen[state] {
			out.data.Legend = append(out.data.Legend, widgets.LegendEntry{
				Look: theme.Look{State: state, Stale: s.Stale}, Word: s.Loc.T("state."+string(state), nil), Bar: true,
			})
		}
	}
	out.data.Ticks = chartTicks(s, from, w.to, phone)
	out.data.Events = chartEvents(s, in, from, sooner(w.to, w.end))
	out.data.Summary = out.summary(s)
	return out
}

// chartTime is what the chart spans. It ends now, or when somebody last confirmed what is shown, rounded up to a step
// too small to see, so that a running clock does not redraw it.
func chartTime(s *Snapshot, in *feed.Incident, span chartRange) (from, to time.Time) {
	to = s.Now
	if at := confirmedAt(s); s.Stale && s.Replay == nil && at.After(in.StartedAt) && at.Before(to) {
		to = at
	}
	from = in.StartedAt
	if span > 0 {
		from = to.Add(-time.Duration(span))
	} else if whole := to.Sub(from); whole > 0 {
		from = from.Add(-max(10*time.Minute, whole/30))
	}
	if to.Sub(from) < time.Hour {
		from = to.Add(-time.Hour)
	}
	if step := max(time.Minute, (to.Sub(from) / 300).Truncate(time.Minute)); !s.Stale {
		if up := to.Truncate(step); up.Before(to) {
			to = up.Add(step)
		}
		if span > 0 {
			from = to.Add(-time.Duration(span))
		}
	}
	return from, to
}

// chartServices are the services to draw, in the order of the document.
func chartServices(s *Snapshot, in *feed.Incident, out *strip) []*feed.Service {
	var all, mine []*feed.Service
	for i := range s.Services {
		sv := &s.Services[i]
		all = append(all, sv)
		if sv.Status != feed.Operational || slices.Contains(in.ComponentIDs, sv.ID) {
			mine = append(mine, sv)
		}
	}
	if len(all) <= mostLanes {
		return all
	}
	mine = mine[:min(len(mine), mostLanes)]
	out.hidden = len(all) - len(mine)
	return mine
}

func chartCounts(s *Snapshot, list []feed.Component) []widgets.ChartCount {
	var out []widgets.ChartCount
	for _, state := range theme.States() {
		n := 0
		for _, c := range list {
			if stateWord(c.Status) == string(state) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		out = append(out, widgets.ChartCount{Look: theme.Look{State: state, Stale: s.Stale}, Text: s.Loc.Number(n)})
	}
	if len(out) == 0 {
		return out
	}
	// The worst state gets its word if there is room; the legend has all the words.
	const room, shape, gap = 120, 18, 9
	worded := s.Loc.T("state."+string(out[0].Look.State), nil) + " " + out[0].Text
	need := theme.U(float32(len(out)*(shape+gap) - gap))
	for i, c := range out {
		text := c.Text
		if i == 0 {
			text = worded
		}
		need += fyne.MeasureText(text, theme.Small.TextSize(), fyne.TextStyle{Bold: true}).Width
	}
	if need <= theme.U(room) {
		out[0].Text = worded
	}
	return out
}

// chartTicks are whole hours or days of the reader's zone, at most eight, on a phone four.
func chartTicks(s *Snapshot, from, to time.Time, phone bool) []widgets.ChartMark {
	most := 8
	if phone {
		most = 4
	}
	hours := []int{1, 2, 3, 6, 12, 24, 48, 96, 168}
	i := slices.IndexFunc(hours, func(h int) bool { return to.Sub(from) < time.Duration(h*most)*time.Hour })
	if i < 0 {
		hours = append(hours, 24*(int(to.Sub(from)/(24*time.Hour))/most+1))
		i = len(hours) - 1
	}
	var out []widgets.ChartMark
	at := from.In(s.Loc.Zone())
	day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, s.Loc.Zone())
	for n := 0; ; n += hours[i] { // by the clock, not by adding hours: a day of summer time has 23 or 25
		t := time.Date(day.Year(), day.Month(), day.Day(), n, 0, 0, 0, s.Loc.Zone())
		if t.After(to) {
			return out
		}
		if t.Before(from) {
			continue
		}
		label := s.Loc.Clock(t)
		if t.Hour() == 0 || len(out) == 0 {
			label = dayLabel(s, t)
			if t.Hour() != 0 {
				label += " " + s.Loc.Clock(t)
			}
		}
		out = append(out, widgets.ChartMark{At: t, Label: label})
	}
}

// dayLabel is a short day: "16일", "16 Oct".
func dayLabel(s *Snapshot, t time.Time) string {
	t = t.In(s.Loc.Zone())
	return s.Loc.T("recovery.chart.day", map[string]any{
		"Day": strconv.Itoa(t.Day()), "Month": s.Loc.T("month."+strconv.Itoa(int(t.Month()))+".short", nil),
	})
}

// chartEvents are the moments at which stages of the recovery began or ended.
func chartEvents(s *Snapshot, in *feed.Incident, from, to time.Time) []widgets.ChartMark {
	var out []widgets.ChartMark
	for _, st := range in.Stages {
		if st.At == nil || st.At.Before(from) || st.At.After(to) || st.State == feed.StageNotReported {
			continue
		}
		out = append(out, widgets.ChartMark{At: *st.At, Label: enumWord(s, "stage.", string(st.Stage))})
	}
	slices.SortStableFunc(out, func(a, b widgets.ChartMark) int { return a.At.Compare(b.At) })
	return out
}

// readout says what a lane shows at a moment; without a lane how many functions were in which state.
func (c *strip) readout(s *Snapshot, at time.Time, lane string) widgets.ChartReadout {
	if at.IsZero() {
		id := "recovery.chart.hint"
		if c.data.Played {
			id = "recovery.chart.hint.replay"
		}
		return widgets.ChartReadout{Text: []widgets.Piece{{Text: s.Loc.T(id, nil), Token: theme.TokenText3}}}
	}
	n := map[theme.State]int{}
	for _, g := range c.data.Groups {
		for _, l := range g.Lanes {
			seg, ok := segmentAt(l, at)
			if !ok {
				continue
			}
			if l.ID == lane {
				return c.laneReadout(s, l, seg)
			}
			n[seg.Look.State]++
		}
	}
	r := widgets.ChartReadout{Text: []widgets.Piece{{Text: dayStamp(s, at), Bold: true}}}
	for _, state := range theme.States() {
		if n[state] > 0 {
			look := theme.Look{State: state, Stale: s.Stale}
			if r.Look.State == "" {
				r.Look = look
			}
			r.Text = append(r.Text, widgets.Piece{
				Text: "  " + s.Loc.T("state."+string(state), nil) + " " + s.Loc.Number(n[state]), Bold: true, Token: look.Word(),
			})
		}
	}
	return r
}

func segmentAt(l widgets.ChartLane, at time.Time) (widgets.ChartSegment, bool) {
	for i, seg := range l.Segments {
		if !at.Before(seg.From) && (at.Before(seg.To) || i == len(l.Segments)-1) {
			return seg, true
		}
	}
	return widgets.ChartSegment{}, false
}

func (c *strip) laneReadout(s *Snapshot, l widgets.ChartLane, seg widgets.ChartSegment) widgets.ChartReadout {
	from, to := dayStamp(s, seg.From), dayStamp(s, seg.To)
	if dayLabel(s, seg.From) == dayLabel(s, seg.To) {
		to = s.Loc.Clock(seg.To)
	}
	d := c.data
	end := d.To
	if !d.At.IsZero() {
		end = d.At
	}
	var when string
	first, last := !seg.From.After(d.From), !seg.To.Before(end)
	switch {
	case first && last:
		when = s.Loc.T("recovery.chart.all", nil)
	case last:
		when = s.Loc.T("time.from", map[string]any{"T": from})
	case first:
		when = s.Loc.T("recovery.until", map[string]any{"When": dayStamp(s, seg.To)})
	default:
		when = s.Loc.T("recovery.range", map[string]any{"From": from, "To": to})
	}
	if !first { // where it began is seen, so how long it has been is known
		when = s.Loc.T("recovery.chart.for", map[string]any{"When": when, "D": s.Loc.Duration(seg.To.Sub(seg.From))})
	}
	r := widgets.ChartReadout{Look: seg.Look, Text: []widgets.Piece{
		{Text: c.names[l.ID] + " ", Bold: true},
		{Text: s.Loc.T("state."+string(seg.Look.State), nil), Bold: true, Token: seg.Look.Word()},
	}, More: []widgets.Piece{{Text: when, Token: theme.TokenText2}}}
	if before, ok := segmentBefore(l, seg); ok && before.Look.State != theme.Unknown {
		r.More = append(r.More, widgets.Piece{Text: " · " + s.Loc.T("recovery.chart.changed", map[string]any{
			"From": s.Loc.T("state."+string(before.Look.State), nil), "To": s.Loc.T("state."+string(seg.Look.State), nil),
		}), Token: theme.TokenText3})
	}
	return r
}

// segmentBefore is what a lane showed right before a segment.
func segmentBefore(l widgets.ChartLane, seg widgets.ChartSegment) (widgets.ChartSegment, bool) {
	for _, one := range l.Segments {
		if one.To.Equal(seg.From) && one.From.Before(one.To) {
			return one, true
		}
	}
	return widgets.ChartSegment{}, false
}

// summary says in words what the chart shows, for who does not see it.
func (c *strip) summary(s *Snapshot) string {
	n := map[theme.State]int{}
	lanes := 0
	for _, g := range c.data.Groups {
		for _, l := range g.Lanes {
			n[l.Now.State]++
			lanes++
		}
	}
	var counts []string
	for _, state := range theme.States() {
		if n[state] > 0 {
			counts = append(counts, s.Loc.T("state."+string(state), nil)+" "+s.Loc.Number(n[state]))
		}
	}
	id := "recovery.chart.summary"
	if s.Stale {
		id += ".stale"
	}
	return s.Loc.N(id, lanes, map[string]any{
		"Title": s.Loc.T("recovery.chart", nil), "From": dayStamp(s, c.data.From), "To": dayStamp(s, c.data.To),
		"Counts": strings.Join(counts, ", "),
	})
}

// sourceAt returns the source of the update that told of a lane's state at a moment.
func (c *strip) sourceAt(in *feed.Incident, at time.Time, lane string) (feed.Action, bool) {
	for _, g := range c.data.Groups {
		for _, l := range g.Lanes {
			seg, ok := segmentAt(l, at)
			if l.ID != lane || !ok {
				continue
			}
			for _, u := range in.Updates {
				if u.SourceURL != "" && u.DisplayAt.Equal(seg.From) &&
					slices.ContainsFunc(u.Affected, func(a feed.Affected) bool { return a.ComponentID == lane }) {
					return sourceOf(u), true
				}
			}
		}
	}
	return feed.Action{}, false
}
