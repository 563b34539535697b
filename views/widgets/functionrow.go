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
// it note and since; with large letters on a phone each has a line of its own.
type FunctionRow struct {
	press
	data   FunctionRowData
	ground slice
	rule   *canvas.Rectangle
	halo   *canvas.Rectangle
	mark   *glyph
	mini   *glyph // the star of the phone form, a sign and not a control
	star   *Star

	name, word, note, since *run

	// OnTapped opens the function. OnFollow is told the new state of the star.
	OnTapped func(id string)
	OnFollow func(id string, on bool)
}

// NewFunctionRow makes a row.
func NewFunctionRow(form Form, d FunctionRowData) *FunctionRow {
	r := &FunctionRow{
		data: d, ground: newSlice(), rule: box(0), halo: ring(theme.ControlRadius),
		mark: newGlyph("", ""), mini: newGlyph("star-on", theme.TokenAccent),
		name:  newRun(theme.Body, true, theme.TokenText),
		word:  newRun(theme.Body, true, ""),
		note:  newRun(theme.Body, false, theme.TokenText2),
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

// RowHeight is the height of a function row, in Fyne units.
func RowHeight(f Form) float32 {
	switch {
	case large(f):
		return theme.U(106)
	case f == Phone:
		return theme.U(64)
	}
	return theme.U(40)
}

// CreateRenderer implements fyne.Widget.
func (r *FunctionRow) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *FunctionRow) parts() []fyne.CanvasObject {
	return append(r.ground.parts(), r.rule, r.mark.Image, r.name.Text, r.mini.Image, r.word.Text,
		r.note.Text, r.since.Text, r.star, r.halo)
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
	r.mini.paint()
	shown(r.mini.Image, r.phone() && (d.Followed || d.Pick) && !d.NoStar)
	r.name.step, r.since.step = theme.Body, theme.Body
	if r.phone() {
		r.name.step, r.since.step = theme.Lead, theme.Small
	}
	r.word.token = d.Look.Word()
	for t, s := range map[*run]string{r.name: d.Name, r.word: d.Word, r.note: d.Note, r.since: d.Since} {
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
	mid := s.Height / 2
	r.mark.square(theme.U(30), mid, theme.U(18))
	r.name.mid(c.name, mid, c.word-theme.U(12)-c.name)
	r.word.mid(c.word, mid, c.note-theme.U(12)-c.word)
	w := r.since.end(c.since, mid, c.sinceWidth)
	r.note.mid(c.note, mid, c.since-max(w, c.sinceWidth)-theme.U(12)-c.note)
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
	if large(r.form) {
		r.placeLarge(x, end)
		return
	}
	top := pixel((s.Height - theme.U(45)) / 2)
	first, second := top+theme.U(23)/2, top+theme.U(24)+theme.U(21)/2
	r.mark.square(theme.U(26), first, theme.U(20))
	word := r.word.end(end, first, (end-x)/2)
	room := end - word - theme.U(10) - x
	if r.mini.Visible() {
		room -= theme.U(24)
	}
	name := r.name.mid(x, first, room)
	r.mini.square(x+name+theme.U(17), first, theme.U(14))
	since := r.since.end(end, second, (end-x)*0.6)
	r.note.mid(x, second, end-since-theme.U(10)-x)
}

// placeLarge puts name, state, since and note below each other.
func (r *FunctionRow) placeLarge(x, end float32) {
	first, room := theme.U(12+11.5), end-x
	r.mark.square(theme.U(26), first, theme.U(20))
	if r.mini.Visible() {
		room -= theme.U(24)
	}
	r.name.shrink(room, theme.Lead, theme.Body, theme.Small)
	name := r.name.mid(x, first, room)
	r.mini.square(x+name+theme.U(17), first, theme.U(14))
	r.word.mid(x, theme.U(12+23+10.5), end-x)
	r.since.mid(x, theme.U(12+23+21+9), end-x)
	r.note.mid(x, theme.U(12+23+21+18+10.5), end-x)
}

func (r *FunctionRow) least() fyne.Size {
	w := theme.U(560)
	if r.phone() {
		w = theme.U(280)
	}
	return fyne.NewSize(w, RowHeight(r.form))
}

// columnsAt holds the columns of the board: left edges, but since is a right edge.
type columnsAt struct{ name, word, note, since, sinceWidth, star float32 }

// functionColumns places them for a row of the given width; a narrow column gets narrower ones.
func functionColumns(width float32) columnsAt {
	name, word, since := theme.U(176), theme.U(104), theme.U(150)
	if width < theme.U(theme.Reflow) {
		name, word, since = theme.U(130), theme.U(84), theme.U(110)
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
