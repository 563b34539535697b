package views

import (
	"math"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// The verdicts of app/probe that the sentences depend on.
const (
	yourConnection     = "your_connection"
	cannotReach        = "cannot_reach"
	partlyReached      = "partly_reached"
	reachedTrouble     = "reached_trouble"
	reachedNone        = "reached_none"
	reachedUnconfirmed = "reached_unconfirmed"
	nothingToCompare   = "nothing_to_compare"

	connectionWorks   = "works"
	connectionUnknown = "unknown"
)

// verdict is the answer in words: what was measured, and where that reached the
// service or not, what the operator says of it.
func (p *Probe) verdict(r *ProbeResult) widgets.AnswerData {
	id := "probe.verdict." + r.Verdict
	a := widgets.AnswerData{Look: theme.Look{State: theme.Unknown}, Word: p.text("probe.word.unknown")}
	says := true
	switch r.Verdict {
	case yourConnection:
		a.Look.State, a.Word, says = theme.Degraded, p.text("probe.word.me"), false
		id += "." + r.Connection
	case cannotReach:
		a.Look.State, a.Word = theme.Partial, p.text("probe.word.them")
	case partlyReached:
		a.Look.State, a.Word = theme.Degraded, p.text("probe.word.partly")
	case reachedTrouble: // not green: what the operator says weighs more
		if !p.data.Stale && p.data.Operator.Severity() > 0 {
			a.Look.State, a.Word = theme.State(p.data.Operator), p.text("state."+stateWord(p.data.Operator))
		}
	case reachedNone:
		a.Look.State, a.Word = theme.Operational, p.text("probe.word.reached")
	case reachedUnconfirmed:
	case nothingToCompare:
		says = false
		which := connectionUnknown
		switch {
		case r.Connection == connectionWorks:
			which = connectionWorks
		case onlyNear(r):
			which = near
		}
		id += "." + which
	}
	a.Headline, a.Second = p.text(id), p.text(id+".second")
	if says {
		a.Headline += "\n" + p.operatorSays()
	}
	return a
}

// operatorSays repeats in a sentence what stands in operatorPart.
func (p *Probe) operatorSays() string {
	switch o := p.data.Operator; {
	case p.data.Stale || o.Severity() < 0:
		return p.text("probe.says.unconfirmed")
	case o == feed.Operational:
		return p.text("probe.says.none")
	case o == feed.UnderMaintenance:
		return p.text("probe.says.maintenance")
	}
	return p.text("probe.says.trouble")
}

// resultPart is the verdict with what it comes from.
func (p *Probe) resultPart(r *ProbeResult) []fyne.CanvasObject {
	measured := p.data.Loc.T("probe.measured", map[string]any{"When": p.data.Loc.When(r.At, p.data.Now), "D": p.took(r.Took)})
	return []fyne.CanvasObject{
		widgets.NewAnswer(p.form, p.verdict(r), p.paragraph(measured, theme.Small, theme.TokenText3)),
		widgets.NewInset(widgets.Sunken(), widgets.NewColumn(14, p.connectionRow(r), p.feedRow(r), p.serviceRow(r))),
	}
}

// found is a row: what it is about, and at its right how that is.
func (p *Probe) found(label string, state theme.State, word string, more ...fyne.CanvasObject) fyne.CanvasObject {
	look := theme.Look{State: state}
	items := append([]fyne.CanvasObject{widgets.NewMark(widgets.StateMark(look, word, "", theme.Lead))}, more...)
	s := widgets.NewSplit(widgets.SplitData{Gap: 12, RightWidth: 370, Below: 460, StackGap: 2},
		widgets.NewParagraph(widgets.ParagraphData{Text: label, Step: theme.Lead, Bold: true}), widgets.NewColumn(2, items...))
	s.SetForm(p.form)
	return s
}

func (p *Probe) small(text string) fyne.CanvasObject {
	return p.paragraph(text, theme.Small, theme.TokenText2)
}

func (p *Probe) connectionRow(r *ProbeResult) fyne.CanvasObject {
	state := theme.Degraded
	switch r.Connection {
	case connectionWorks:
		state = theme.Operational
	case connectionUnknown:
		state = theme.Unknown
	}
	id := "probe.connection." + r.Connection
	detail := id + ".detail"
	if onlyNear(r) {
		detail = "probe.connection." + near + ".detail"
	}
	return p.found(p.text("probe.row.connection"), state, p.text(id), p.small(p.text(detail)))
}

// near is for a feed on this device or in its own network: that it answers says nothing of the internet.
const near = "near"

func onlyNear(r *ProbeResult) bool {
	return r.Connection == connectionUnknown && r.Feed != nil && r.Feed.Reached
}

func (p *Probe) feedRow(r *ProbeResult) fyne.CanvasObject {
	if r.Feed == nil {
		return p.found(p.text("probe.row.feed"), theme.Unknown, p.text("probe.row.feed.none"), p.small(p.text("probe.row.feed.none.detail")))
	}
	return p.found(p.text("probe.row.feed"), targetState(r.Feed), p.text("probe.outcome."+r.Feed.Outcome), p.details(r.Feed)...)
}

// serviceRow is one host, or how many of several, each below it.
func (p *Probe) serviceRow(r *ProbeResult) fyne.CanvasObject {
	label := p.text("probe.row.service")
	if name := Plain(p.data.Service, nameLength); name != "" {
		label = name
	}
	switch len(r.Hosts) {
	case 0:
		return p.found(label, theme.Unknown, p.text("probe.row.service.none"), p.small(p.text("probe.row.service.none.detail")))
	case 1:
		h := &r.Hosts[0]
		return p.found(label, targetState(h), p.text("probe.outcome."+h.Outcome), p.details(h)...)
	}
	reached, tried := 0, 0
	var more []fyne.CanvasObject
	for i := range r.Hosts {
		h := &r.Hosts[i]
		if h.Reached {
			reached++
		}
		if targetState(h) != theme.Unknown {
			tried++
		}
		mark := widgets.NewMark(widgets.StateMark(theme.Look{State: targetState(h)}, p.text("probe.outcome."+h.Outcome), "", theme.Body))
		more = append(more, widgets.NewInset(widgets.InsetData{Top: 8}, widgets.NewColumn(2, append([]fyne.CanvasObject{mark}, p.details(h)...)...)))
	}
	state := theme.Degraded
	switch {
	case tried == 0:
		state = theme.Unknown
	case reached == 0:
		state = theme.Partial
	case reached == len(r.Hosts):
		state = theme.Operational
	}
	word := p.data.Loc.T("probe.row.service.of", map[string]any{"N": reached, "Total": len(r.Hosts)})
	return p.found(label, state, word, more...)
}

// targetState is how a host looks: green only if it was spoken with and nothing
// was wrong with what it said.
func targetState(t *ProbeTarget) theme.State {
	switch {
	case t.Outcome == "ok":
		return theme.Operational
	case t.Outcome == "cancelled":
		return theme.Unknown
	case t.Reached:
		return theme.Degraded
	}
	return theme.Partial
}

// details are the host, what went wrong, and the times.
func (p *Probe) details(t *ProbeTarget) []fyne.CanvasObject {
	out := []fyne.CanvasObject{widgets.NewParagraph(widgets.ParagraphData{Text: t.Host, Step: theme.Body})}
	if t.Outcome != "ok" {
		out = append(out, p.paragraph(p.text("probe.outcome."+t.Outcome+".detail"), theme.Body, theme.TokenText2))
	}
	var parts []string
	for _, s := range t.Steps {
		parts = append(parts, p.data.Loc.T("probe.step."+s.Name, map[string]any{"D": p.took(s.Took)}))
	}
	switch {
	case t.V4 && t.V6:
		parts = append(parts, p.text("probe.family.both"))
	case t.V4:
		parts = append(parts, p.text("probe.family.v4"))
	case t.V6:
		parts = append(parts, p.text("probe.family.v6"))
	}
	if len(parts) > 0 {
		out = append(out, p.small(strings.Join(parts, " · ")))
	}
	if t.Proxied {
		out = append(out, p.small(p.text("probe.proxied")))
	}
	return out
}

// took is a short time: milliseconds, at least one, and from one second on seconds with a tenth.
func (p *Probe) took(d time.Duration) string {
	if d < time.Second {
		return p.data.Loc.T("probe.took.ms", map[string]any{"N": max(1, d.Milliseconds())})
	}
	return p.data.Loc.T("probe.took.s", map[string]any{"N": math.Round(d.Seconds()*10) / 10})
}

// operatorPart is what the operator says, in every state of the dialog the same.
func (p *Probe) operatorPart() fyne.CanvasObject {
	d := p.data
	look := theme.Look{State: theme.State(stateWord(d.Operator)), Stale: d.Stale}
	items := []fyne.CanvasObject{
		p.paragraph(p.text("probe.operator"), theme.Small, theme.TokenText3),
		widgets.NewMark(widgets.StateMark(look, p.text("state."+stateWord(d.Operator)), Plain(d.Service, nameLength), theme.Lead)),
	}
	if !d.ConfirmedAt.IsZero() {
		id := "probe.operator.at"
		if d.Stale {
			id = "probe.operator.stale"
		}
		items = append(items, p.small(d.Loc.T(id, map[string]any{"When": d.Loc.When(d.ConfirmedAt, d.Now)})))
	}
	if d.State == ProbeDone {
		items = append(items, p.small(p.text("probe.operator.same")))
	}
	return widgets.NewInset(widgets.Sunken(), widgets.NewColumn(2, items...))
}
