package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
	"bokgu/views/widgets"
)

// genuineCard asks for a message that somebody got and says what the official channels allow to be said of it. It keeps
// the message until the reader clears it; nothing else does.
type genuineCard struct {
	actions *Actions
	form    widgets.Form
	snap    *Snapshot
	answer  *Genuine // of what stands in the entry, nil: not asked yet
	asked   string   // what answer is about
	empty   bool     // asked without a message
	runs    int      // questions so far: an answer to an earlier one counts no more
	resized func()   // the card has another height

	card                *widgets.Card
	inset               *widgets.Inset
	column              *widgets.Column
	entry               *messageEntry
	check, paste, clear *widgets.Button
}

func newGenuineCard(a *Actions, form widgets.Form, resized func()) *genuineCard {
	c := &genuineCard{actions: a, form: form, resized: resized, entry: newMessageEntry(a)}
	c.entry.OnChanged = c.changed
	c.check = widgets.NewButton(form, widgets.ButtonData{}, c.ask)
	c.paste = widgets.NewButton(form, widgets.ButtonData{}, c.takePaste)
	c.clear = widgets.NewButton(form, widgets.ButtonData{}, func() { c.put("") })
	c.column = widgets.NewColumn(12)
	c.inset = widgets.NewInset(widgets.InsetData{}, c.column)
	c.card = widgets.NewCard(widgets.CardData{}, nil, c.inset)
	return c
}

// set brings the words up to date; what the reader typed and got stays.
func (c *genuineCard) set(n *Snapshot, form widgets.Form) {
	c.snap, c.form = n, form
	t := func(id string) string { return n.Loc.T(id, nil) }
	d, room := widgets.CardData{Icon: "info", IconToken: theme.TokenText3, Title: t("genuine.title")}, widgets.InsetData{Right: 20, Bottom: 18, Left: 20}
	if form == widgets.Phone {
		room.Left, room.Right = 16, 16
	}
	if crowded(form) { // the title wraps
		d, room.Top = widgets.CardData{}, 14
	}
	c.card.Set(d)
	c.inset.Set(room)
	c.entry.name = t("genuine.title")
	c.entry.SetPlaceHolder(t("genuine.hint"))
	c.check.Set(widgets.ButtonData{Kind: widgets.Primary, Label: t("genuine.check")})
	c.paste.Set(widgets.ButtonData{Label: t("genuine.paste")})
	c.clear.Set(widgets.ButtonData{Label: t("genuine.clear")})
	c.fill()
	c.card.SetForm(form)
}

func (c *genuineCard) fill() {
	n := c.snap
	if n == nil {
		return
	}
	show(c.clear, c.entry.Text != "")
	var items []fyne.CanvasObject
	if crowded(c.form) {
		items = append(items, widgets.NewParagraph(widgets.ParagraphData{Text: n.Loc.T("genuine.title", nil), Step: theme.Lead, Bold: true}))
	}
	items = append(items,
		widgets.NewParagraph(widgets.ParagraphData{Text: n.Loc.T("genuine.intro", nil), Step: theme.Body, Token: theme.TokenText2}),
		c.entry,
		widgets.NewRow(c.form, widgets.RowData{Gap: 8, Left: []fyne.CanvasObject{c.check, c.paste, c.clear}}),
	)
	switch {
	case c.empty:
		items = append(items, widgets.NewParagraph(widgets.ParagraphData{Text: n.Loc.T("genuine.empty", nil), Step: theme.Body, Bold: true}))
	case c.answer != nil && c.asked != c.entry.Text:
		items = append(items, widgets.NewParagraph(widgets.ParagraphData{Text: n.Loc.T("genuine.changed", nil), Step: theme.Body, Token: theme.TokenText2}))
	case c.answer != nil:
		items = append(items, c.answerPart(n, c.answer)...)
	}
	c.column.SetItems(items...)
}

// ask begins a check. The text goes to the action and nowhere else.
func (c *genuineCard) ask() {
	text := c.entry.Text
	c.empty = strings.TrimSpace(text) == ""
	c.answer, c.runs = nil, c.runs+1
	if c.empty || c.actions.Check == nil {
		c.redraw()
		return
	}
	run := c.runs
	c.actions.Check(text, func(g *Genuine) {
		if run == c.runs {
			c.answer, c.asked = g, text
			c.redraw()
		}
	})
}

func (c *genuineCard) takePaste() {
	if c.actions.Paste == nil {
		return
	}
	if text, _ := firstRunes(c.actions.Paste(), MaxMessage+1); strings.TrimSpace(text) != "" {
		c.put(text)
	}
}

// put replaces the message; there is no answer about the new one yet.
func (c *genuineCard) put(text string) {
	c.answer, c.empty, c.runs = nil, false, c.runs+1
	c.entry.SetText(text)
	c.redraw()
}

func (c *genuineCard) changed(text string) {
	before := c.empty || c.answer != nil || c.clear.Visible() != (text != "")
	c.empty = false
	if before {
		c.redraw()
	}
}

func (c *genuineCard) redraw() {
	c.fill()
	if c.resized != nil {
		c.resized()
	}
}

// genuineLook is the shape and the colour of a verdict. The best one has the accent of the verified mark, never the
// green of a state: a match is no proof.
func genuineLook(v GenuineVerdict) (icon string, token theme.Token) {
	switch v {
	case GenuineMatches:
		return "verified", theme.TokenAccent
	case GenuineNotListed:
		return "cross", theme.Partial.Word()
	case GenuineAlike:
		return "prohibit", theme.Major.Word()
	case GenuineCannotTell:
	}
	return "state-unknown", theme.Unknown.Word()
}

// verdictWords is which of the three sentences stands on top.
func verdictWords(v GenuineVerdict) string {
	switch v {
	case GenuineMatches:
		return "genuine.matches"
	case GenuineNotListed, GenuineAlike:
		return "genuine.not_listed"
	case GenuineCannotTell:
	}
	return "genuine.cannot_tell"
}

func (c *genuineCard) answerPart(n *Snapshot, g *Genuine) []fyne.CanvasObject {
	icon, token := genuineLook(g.Verdict)
	id := verdictWords(g.Verdict)
	line := func(text string, bold bool, token theme.Token) fyne.CanvasObject {
		return widgets.NewParagraph(widgets.ParagraphData{Text: text, Step: theme.Body, Bold: bold, Token: token})
	}
	head := []fyne.CanvasObject{
		newIconText(icon, token, widgets.NewParagraph(widgets.ParagraphData{Text: n.Loc.T(id, nil), Step: theme.Title, Bold: true})),
		line(n.Loc.T(id+".todo", nil), false, theme.TokenText),
	}
	if g.warns("file") {
		head = append(head, line(n.Loc.T("genuine.file.todo", nil), true, theme.Major.Word()))
	}
	for _, note := range genuineNotes(g) {
		head = append(head, line(n.Loc.T(note, nil), false, theme.TokenText2))
	}
	out := []fyne.CanvasObject{widgets.NewInset(widgets.Sunken(), widgets.NewColumn(6, head...))}
	for _, f := range g.Findings {
		out = append(out, findingPart(n, f, crowded(c.form)))
	}
	return out
}

// genuineNotes are what limits the whole answer.
func genuineNotes(g *Genuine) []string {
	var out []string
	add := func(when bool, id string) {
		if when {
			out = append(out, id)
		}
	}
	add(len(g.Findings) == 0, "genuine.nothing")
	add(g.Hidden, "genuine.hidden")
	add(g.Lists == 0 && g.Expired == 0, "genuine.no_channels")
	add(g.Expired > 0, "genuine.expired")
	add(g.Replay, "genuine.replay")
	add(g.Cut, "genuine.cut")
	return out
}

func (g *Genuine) warns(w string) bool {
	for _, f := range g.Findings {
		for _, has := range f.Warnings {
			if has == w {
				return true
			}
		}
	}
	return false
}

// findingPart is one thing of the message: its verdict as shape, colour and word, what it is, and why. With large letters
// the kind has a line of its own.
func findingPart(n *Snapshot, f GenuineFinding, large bool) fyne.CanvasObject {
	icon, token := genuineLook(f.Verdict)
	d := widgets.MarkData{Icon: icon, IconToken: token, Text: n.Loc.T("genuine.word."+string(f.Verdict), nil), Token: token, Step: theme.Body, Bold: true}
	kind := widgets.NewParagraph(widgets.ParagraphData{Text: n.Loc.T("genuine.kind."+f.Kind, nil), Step: theme.Small, Token: theme.TokenText2})
	if !large {
		d.Extra = n.Loc.T("genuine.kind."+f.Kind, nil)
		kind.Hide()
	}
	return widgets.NewColumn(2,
		widgets.NewMark(d),
		kind,
		widgets.NewParagraph(widgets.ParagraphData{Text: Plain(f.Shown, 200), Step: theme.Body, Bold: true}),
		widgets.NewParagraph(widgets.ParagraphData{Text: whyGenuine(n, f), Step: theme.Small, Token: theme.TokenText2}),
	)
}

// whyGenuine says in sentences why a finding has its verdict.
func whyGenuine(n *Snapshot, f GenuineFinding) string {
	var out []string
	say := func(id string, data map[string]any) { out = append(out, n.Loc.T(id, data)) }
	address := Plain(f.Address, 80)
	switch f.Verdict {
	case GenuineMatches:
		name := Plain(f.Channel, nameLength)
		if name == "" {
			name = address
		}
		say("genuine.listed", map[string]any{"Feed": Plain(f.Feed, nameLength), "Channel": name})
		if f.Kind == "account" {
			say("genuine.account", nil)
		}
	case GenuineAlike:
		say("genuine.alike", map[string]any{"Address": address})
	case GenuineNotListed:
		say("genuine.none", nil)
	case GenuineCannotTell:
		if len(f.Warnings) == 0 {
			say("genuine.cannot_tell", nil)
		}
	}
	data := map[string]any{"Shown": Plain(f.Shown, 80), "Wide": Plain(f.Wide, 80), "Domain": address}
	for _, w := range f.Warnings {
		say("genuine.warn."+w, data)
	}
	return strings.Join(out, " ")
}
