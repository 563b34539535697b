package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// FunctionRowData is one function of a service.
type FunctionRowData struct {
	ID       string // handed back to the callbacks
	Look     theme.Look
	Name     string
	Word     string // of the state
	Note     string // 비고
	Since    string
	Followed bool
	// FollowLabel is what a screen reader says of the star.
	FollowLabel string
	// First is the first row of a card: its rule runs the whole width.
	First  bool
	Ground Ground
	// NoStar leaves the star out, as where nothing can be followed.
	NoStar bool
	// Pick says that a tap follows instead of opening: a phone shows the sign of the star while it is off, too.
	Pick bool
}

// FunctionRow is 40 high on the desktop in columns 20 · 176 · 104 · rest · 150 · 32, and 64 on a phone: name and word, under
// it note and since; with large letters on a phone each has a line of its own. It is higher where name or note wrap.
type FunctionRow struct {
	press
	data   FunctionRowData
	ground slice
	rule   *canvas.Rectangle
	halo   *canvas.Rectangle
	mark   *glyph
	mini   *glyph // the star of the phone form, a sign and not a control
	star   *Star

	word, since *run
	name, note  *Paragraph

	// OnTapped opens the function. OnFollow is told the new state of the star.
	OnTapped func(id string)
	OnFollow func(id string, on bool)
}

// NewFunctionRow makes a row.
func NewFunctionRow(form Form, d FunctionRowData) *FunctionRow {
	r := &FunctionRow{
		data: d, ground: newSlice(), rule: box(0), halo: ring(theme.ControlRadius),
		mark: newGlyph("", ""), mini: newGlyph("star-on", theme.TokenAccent),
		word:  newRun(theme.Body, true, ""),
		name:  NewParagraph(ParagraphData{}),
		note:  NewParagraph(ParagraphData{}),
		since: newRun(theme.Body, false, theme.TokenText3),
	}
	r.form = form
	r.star = NewStar(Desktop, ToggleData{}, func(on bool) {
		r.data.Followed = on
		if r.OnFollow != nil {
			r.OnFollow(r.data.ID, on)
		}
	})
	r.act = func() {
		if r.OnTapped != nil {
			r.OnTapped(r.data.ID)
		}
	}
	r.spoken = func() string {
		if r.data.Pick {
			return sentence(r.data.FollowLabel, ofState(r.data.Look, r.data.Word))
		}
		d := r.data
		return sentence(d.Name, ofState(d.Look, d.Word), d.Note, d.Since, either(d.Followed && !d.NoStar, spoken.Followed, ""))
	}
	r.ExtendBaseWidget(r)
	return r
}

// Set changes what the row shows; equal data draws nothing.
func (r *FunctionRow) Set(d FunctionRowData) {
	if r.data != d {
		r.data = d
		r.Refresh()
	}
}

// ID is that of the function shown now.
func (r *FunctionRow) ID() string { return r.data.ID }

// HeightFor implements Tall.
func (r *FunctionRow) HeightFor(width float32) float32 {
	m := rowMeasure{form: r.form, width: width}
	return m.height(r.data)
}

// CreateRenderer implements fyne.Widget.
func (r *FunctionRow) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *FunctionRow) parts() []fyne.CanvasObject {
	return append(r.ground.parts(), r.rule, r.mark.Image, r.name, r.mini.Image, r.word.Text,
		r.note, r.since.Text, r.star, r.halo)
}

func (r *FunctionRow) paint() {
	d := r.data
	r.ground.paint(d.Ground, r.hovered)
	fill(r.rule, theme.TokenLine, "", 0)
	shown(r.rule, !r.hovered || d.First)
	r.mark.look(d.Look)
	r.mark.paint()
	r.mini.name, r.mini.token = "star-on", theme.TokenAccent
	if !d.Followed {
		r.mini.name, r.mini.token = "star-off", theme.TokenLineCtl
	}
	r.mini.paintIf(r.phone() && (d.Followed || d.Pick) && !d.NoStar)
	r.since.step = theme.Body
	if r.phone() {
		r.since.step = theme.Small
	}
	r.name.Set(nameData(r.form, d, phoneRow(r.form, r.Size().Width, d).names))
	r.note.Set(noteData(d))
	r.word.token = d.Look.Word()
	for t, s := range map[*run]string{r.word: d.Word, r.since: d.Since} {
		t.say(s)
		t.paint()
	}
	shown(r.star, !r.phone() && !d.NoStar)
	r.star.Set(ToggleData{On: d.Followed, Label: d.FollowLabel})
	r.paintRing(r.halo, theme.TokenAccent)
}

func (r *FunctionRow) place(s fyne.Size) {
	r.ground.place(r.data.Ground, s)
	put(r.halo, 4, 1, s.Width-8, s.Height-2)
	if r.phone() {
		r.placePhone(s)
		return
	}
	left, right := theme.U(52), theme.U(20)
	if r.data.First {
		left, right = theme.Stroke, theme.Stroke
	}
	put(r.rule, left, 0, s.Width-left-right, theme.Stroke)

	c := functionColumns(s.Width)
	names, notes := c.word-theme.U(12)-c.name, c.since-c.sinceWidth-theme.U(12)-c.note
	name, note := r.name.HeightFor(names), r.note.HeightFor(notes)
	mid := s.Height / 2
	if one := theme.Body.Pitch(); max(name, note) > one { // the first lines stand beside each other
		mid = pixel((s.Height-max(name, note))/2) + one/2
	}
	top := pixel(mid - theme.Body.Pitch()/2)
	r.mark.square(theme.U(30), mid, theme.U(18))
	put(r.name, c.name, top, names, name)
	r.word.mid(c.word, mid, c.note-theme.U(12)-c.word)
	r.since.end(c.since, mid, c.sinceWidth)
	put(r.note, c.note, top, notes, note)
	star := r.star.MinSize()
	put(r.star, c.star, pixel(mid-star.Height/2), star.Width, star.Height)
}

func (r *FunctionRow) placePhone(s fyne.Size) {
	left, right := theme.U(46), float32(theme.Stroke)
	if r.data.First {
		left = theme.Stroke
	}
	put(r.rule, left, 0, s.Width-left-right, theme.Stroke)

	x, end := theme.U(46), s.Width-theme.U(16)
	p := phoneRow(r.form, s.Width, r.data)
	r.name.Set(nameData(r.form, r.data, p.names))
	name, note := r.name.HeightFor(p.names), r.note.HeightFor(p.notes)
	words := name + max(note, theme.Body.Pitch()) + theme.U(1)
	top := pixel((s.Height - words) / 2)
	if large(r.form) {
		top = theme.U(12)
	}
	first := top + theme.U(23)/2
	r.mark.square(theme.U(26), first, theme.U(20))
	put(r.name, x, top, p.names, name)
	last := min(ceil(r.name.widest()), p.names)
	r.mini.square(x+last+theme.U(17), first, theme.U(14))
	y := top + name
	if large(r.form) { // name, state, since and note below each other
		r.word.mid(x, y+theme.U(10.5), end-x)
		r.since.mid(x, y+theme.U(21+9), end-x)
		put(r.note, x, y+theme.U(21+18), p.notes, note)
		return
	}
	r.word.end(end, first, (end-x)/2)
	second := y + theme.U(1) + theme.U(21)/2
	r.since.end(end, second, (end-x)*0.6)
	put(r.note, x, y+theme.U(1), p.notes, note)
}

func (r *FunctionRow) least() fyne.Size {
	w := theme.U(560)
	if r.phone() {
		w = theme.U(280)
	}
	return fyne.NewSize(w, max(RowHeight(r.form), r.HeightFor(orUnbounded(r.Size().Width))))
}

// columnsAt holds the columns of the board: left edges, but since is a right edge.
type columnsAt struct{ name, word, note, since, sinceWidth, star float32 }

// functionColumns places them for a row of the given width; a narrow column gets narrower ones.
func functionColumns(width float32) columnsAt {
	name, word, since := theme.U(176), theme.U(104), theme.U(150)
	if width < theme.U(theme.Reflow) {
		name, word, since = theme.U(130), theme.U(92), theme.U(110)
	}
	gap := theme.U(12)
	c := columnsAt{name: theme.U(52), sinceWidth: since}
	c.word = c.name + name + gap
	c.note = c.word + word + gap
	c.star = width - gap - theme.U(32)
	c.since = c.star - gap
	return c
}

// ColumnHeadsData holds the four words over the columns.
type ColumnHeadsData struct{ Name, Word, Note, Since string }

// ColumnHeads is the line of small words over the first card, 17 high, desktop only: on a phone it has no height.
type ColumnHeads struct {
	base
	data  ColumnHeadsData
	words [4]*run
}

// NewColumnHeads makes the line.
func NewColumnHeads(form Form, d ColumnHeadsData) *ColumnHeads {
	c := &ColumnHeads{data: d}
	c.form = form
	for i := range c.words {
		c.words[i] = newRun(theme.Small, false, theme.TokenText3)
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes the words.
func (c *ColumnHeads) Set(d ColumnHeadsData) {
	if c.data != d {
		c.data = d
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *ColumnHeads) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *ColumnHeads) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.words[0].Text, c.words[1].Text, c.words[2].Text, c.words[3].Text}
}

func (c *ColumnHeads) paint() {
	for i, s := range []string{c.data.Name, c.data.Word, c.data.Note, c.data.Since} {
		c.words[i].say(s)
		c.words[i].paint()
		shown(c.words[i].Text, !c.phone())
	}
}

func (c *ColumnHeads) place(s fyne.Size) {
	at, mid := functionColumns(s.Width), s.Height/2
	c.words[0].mid(at.name, mid, at.word-at.name)
	c.words[1].mid(at.word, mid, at.note-at.word)
	c.words[2].mid(at.note, mid, at.since-at.sinceWidth-at.note)
	c.words[3].end(at.since, mid, at.sinceWidth)
}

func (c *ColumnHeads) least() fyne.Size { return fyne.NewSize(0, c.pick(17, 0)) }
