package views

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// rowOf is one instruction as a row. Of several actions the first stands in the row.
func (v *Guidance) rowOf(n *Snapshot, g *feed.Guidance) widgets.GuidanceRowData {
	links, plain := linksOf(n, g, v.actions.CanOpen)
	d := widgets.GuidanceRowData{
		ID: g.ID, DoNot: g.Kind == feed.GuidanceDoNot, Done: n.Ticked[g.ID], Title: textOf(n, g.Title),
		Detail: strings.Join(append(nonEmpty(textOf(n, g.Text)), plain...), "\n"), Until: untilOf(n, g),
	}
	if v.form == widgets.Desktop && len(links) > 0 || crowded(v.form) { // no room for it in a line of its own
		d.Detail, d.Until = strings.Join(append(nonEmpty(d.Detail), d.Until), "\n"), ""
	}
	if len(links) > 0 {
		d.Action = links[0].label
	}
	return d
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// rows are instructions below each other, each with its further actions.
func (v *Guidance) rows(n *Snapshot, list []*feed.Guidance) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i, g := range list {
		d := v.rowOf(n, g)
		d.First = i == 0
		r := v.held[g.ID]
		if r == nil {
			r = widgets.NewGuidanceRow(v.form, d)
		}
		r.Set(d)
		r.OnDone = v.tick
		r.OnAction = func(string) {
			if links, _ := linksOf(v.snap, g, v.actions.CanOpen); len(links) > 0 {
				call(v.actions.Open, links[0].action)
			}
		}
		v.spots[g.ID] = r
		out = append(out, r)
		if links, _ := linksOf(n, g, v.actions.CanOpen); len(links) > 1 {
			out = append(out, v.inset(50, 0, 10, v.buttons(textOf(n, g.Title), links[1:])))
		}
	}
	return out
}

// buttons are actions beside each other; of is what they are about.
func (v *Guidance) buttons(of string, links []link) fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, l := range links {
		after := "link"
		if l.action.Type != feed.ActionURL {
			after = "chevron"
		}
		out = append(out, widgets.NewButton(v.form, widgets.ButtonData{Kind: widgets.Link, Label: l.label, After: after, Say: spokenOf(v.snap.Loc, l.label, of)}, func() {
			call(v.actions.Open, l.action)
		}))
	}
	return widgets.NewRow(v.form, widgets.RowData{Gap: 8, Left: out, Narrow: true})
}

// inset is room around something in a card; left 0 is the card's own side.
func (v *Guidance) inset(left, top, bottom float32, o fyne.CanvasObject) fyne.CanvasObject {
	side := float32(20)
	if v.form == widgets.Phone {
		side = 16
	}
	if left == 0 {
		left = side
	}
	return widgets.NewInset(widgets.InsetData{Top: top, Right: side, Bottom: bottom, Left: left}, o)
}

func (v *Guidance) doNotCard(n *Snapshot) fyne.CanvasObject {
	if len(v.advice.doNot) == 0 {
		return nil
	}
	return widgets.NewCard(widgets.CardData{Icon: "prohibit", IconToken: theme.Major.Fill(), Title: n.Loc.T("kind.do_not", nil)},
		nil, widgets.NewColumn(0, v.rows(n, v.advice.doNot)...))
}

func (v *Guidance) doCard(n *Snapshot) fyne.CanvasObject {
	if len(v.advice.do) == 0 {
		return nil
	}
	c := cardWith(crowded(v.form), v.ticks, v.rows(n, v.advice.do)...)
	c.Set(widgets.CardData{Icon: "check", IconToken: theme.TokenAccent, Title: n.Loc.T("kind.do", nil)})
	v.steps = c
	return c
}

// reinstallCard tells whether now is the time to install the app again: it hurts while sign-in is down.
func (v *Guidance) reinstallCard(n *Snapshot, g *feed.Guidance) fyne.CanvasObject {
	valid := g.Validity(n.Status, n.Now) == feed.Valid
	badge := widgets.BadgeData{Look: theme.Look{State: theme.Major}, Icon: "prohibit", Word: n.Loc.T("guidance.reinstall.not_yet", nil)}
	if valid {
		badge = widgets.BadgeData{Look: theme.Look{State: theme.Operational, Stale: n.Stale}, Icon: "check", Word: n.Loc.T("guidance.reinstall.may", nil)}
	}
	links, plain := linksOf(n, g, v.actions.CanOpen)
	items := []fyne.CanvasObject{widgets.NewColumn(2, v.words(n, g, plain, true)...)}
	c, has := conditionOf(n, g)
	switch {
	case has && !valid:
		items = append(items, v.conditionBox(n, g, n.Loc.T("guidance.reinstall.waits", nil), c))
	case !valid:
		items = append(items, v.small(whyNot(n, g)))
	default:
		items = append(items, v.small(untilOf(n, g)))
	}
	if valid && len(links) > 0 {
		items = append(items, v.buttons(textOf(n, g.Title), links))
	}
	card := cardWith(crowded(v.form), widgets.NewBadge(badge), v.inset(0, 0, 16, widgets.NewColumn(10, items...)))
	card.Set(widgets.CardData{Title: n.Loc.T("guidance.reinstall", nil)})
	v.spots[g.ID] = card
	return card
}

// waiting is the state that an instruction waits for.
type waiting struct {
	guidance   *feed.Guidance
	mark, when *widgets.Mark
	row        *widgets.Row // of the two
}

// set tells the state and for how long it has been so.
func (w waiting) set(n *Snapshot) {
	c, _ := conditionOf(n, w.guidance)
	w.mark.Set(widgets.StateMark(c.look, c.word, "", theme.Body))
	w.when.Set(widgets.MarkData{Text: c.when, Token: theme.TokenText3, Step: theme.Small})
	w.row.Refresh()
}

// conditionBox shows the function that an instruction waits for.
func (v *Guidance) conditionBox(n *Snapshot, g *feed.Guidance, caption string, c condition) fyne.CanvasObject {
	w := waiting{guidance: g, mark: widgets.NewMark(widgets.MarkData{}), when: widgets.NewMark(widgets.MarkData{})}
	w.row = widgets.NewRow(v.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{w.mark, w.when}})
	w.set(n)
	v.waits = append(v.waits, w)
	return widgets.NewInset(widgets.Sunken(), widgets.NewColumn(4, v.small(caption),
		widgets.NewParagraph(widgets.ParagraphData{Text: c.name, Step: theme.Body, Bold: true}),
		w.row,
	))
}

func (v *Guidance) small(text string) fyne.CanvasObject {
	return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Small, Token: theme.TokenText3})
}

// words are the title, if wanted, and the text of an instruction as wrapping paragraphs.
func (v *Guidance) words(n *Snapshot, g *feed.Guidance, plain []string, title bool) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if title {
		out = append(out, widgets.NewParagraph(widgets.ParagraphData{Text: textOf(n, g.Title), Step: theme.Body, Bold: true}))
	}
	if text := strings.Join(append(nonEmpty(textOf(n, g.Text)), plain...), "\n"); text != "" {
		out = append(out, widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Body, Token: theme.TokenText2, KeepBreaks: true}))
	}
	return out
}

// note is an instruction with its whole text, for cards whose rows have room for a title only; without what the row
// above it opens anyway.
func (v *Guidance) note(n *Snapshot, g *feed.Guidance, title bool, but feed.Action) fyne.CanvasObject {
	links, plain := linksOf(n, g, v.actions.CanOpen)
	links = slices.DeleteFunc(links, func(l link) bool { return l.action.Type == but.Type && l.action.Value == but.Value })
	items := v.words(n, g, plain, title)
	if g.ValidWhile != nil || g.Expires != nil {
		items = append(items, v.small(untilOf(n, g)))
	}
	if len(links) > 0 {
		items = append(items, v.buttons(textOf(n, g.Title), links))
	}
	return widgets.NewColumn(2, items...)
}

// waitingCard is folded: what does not hold now, each with the reason. The texts are left out, so that nobody does it.
func (v *Guidance) waitingCard(n *Snapshot) fyne.CanvasObject {
	list := v.advice.waiting
	if len(list) == 0 {
		return nil
	}
	label := "action.show_more"
	if v.open {
		label = "action.show_less"
	}
	fold := widgets.NewButton(v.form, widgets.ButtonData{Kind: widgets.Link, Label: n.Loc.T(label, nil)}, func() {
		v.open = !v.open
		v.Update(v.snap)
	})
	var rows []fyne.CanvasObject
	for i, g := range list {
		if !v.open {
			break
		}
		bottom := float32(10)
		if i == len(list)-1 {
			bottom = 16
		}
		o := v.inset(0, 0, bottom, widgets.NewColumn(2,
			widgets.NewMark(widgets.MarkData{Text: n.Loc.T("kind."+kindWord(g.Kind), nil), Token: theme.TokenText3, Step: theme.Small}),
			widgets.NewParagraph(widgets.ParagraphData{Text: textOf(n, g.Title), Step: theme.Body, Bold: true, Token: theme.TokenText2}),
			widgets.NewParagraph(widgets.ParagraphData{Text: whyNot(n, g), Step: theme.Body, Token: theme.TokenText3}),
		))
		v.spots[g.ID] = o
		rows = append(rows, o)
	}
	return widgets.NewCard(widgets.CardData{
		Icon: "info", IconToken: theme.TokenText3, Title: n.Loc.T("guidance.waiting", nil), Sub: n.Loc.N("count.items", len(list), nil),
	}, fold, widgets.NewColumn(0, rows...))
}

func kindWord(k feed.GuidanceKind) string {
	if k == "" {
		return feed.Unknown
	}
	return string(k)
}
