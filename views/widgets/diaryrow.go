package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// DiaryRowData is one line of a diary.
type DiaryRowData struct {
	ID     string // handed back to OnTapped
	Time   string
	Text   string
	Note   string      // the reader's own words under it, optional
	Amount string      // beside the note, optional
	Own    bool        // it is a note of its own, not something that changed
	State  theme.State // that it changed to, "" for other changes
	Spoken string      // what a screen reader says, Text if empty
	Ground Ground
	First  bool // of its day: no rule above
}

// DiaryRow is one line of a diary: a time, what happened and, if any, a note of the reader. As high as DiaryRowHeight
// says; longer texts are cut, a tap is to show them whole.
type DiaryRow struct {
	press
	data         DiaryRowData
	slice        slice
	rule, halo   *canvas.Rectangle
	dot          *canvas.Circle
	mark, pen    *glyph
	more         *glyph
	time, amount *run
	text         *Paragraph
	note         *run

	// OnTapped is told the ID.
	OnTapped func(id string)
}

// NewDiaryRow makes a row.
func NewDiaryRow(form Form, d DiaryRowData) *DiaryRow {
	r := &DiaryRow{
		slice: newSlice(), rule: box(0), halo: ring(theme.ControlRadius), dot: &canvas.Circle{},
		mark: newGlyph("nav-diary", theme.TokenAccent), pen: newGlyph("nav-diary", theme.TokenAccent), more: newGlyph("chevron", theme.TokenText3),
		time: newRun(theme.Body, true, theme.TokenText), amount: newRun(theme.Body, true, theme.TokenText2),
		text: NewParagraph(ParagraphData{}), note: newRun(theme.Body, false, theme.TokenText2),
	}
	r.form = form
	r.act = func() { callID(r.OnTapped, r.data.ID) }
	r.spoken = func() string {
		if r.data.Spoken != "" {
			return r.data.Spoken
		}
		return r.data.Text
	}
	r.ExtendBaseWidget(r)
	r.take(d)
	return r
}

// ID is that of the line which is shown now.
func (r *DiaryRow) ID() string { return r.data.ID }

// Set changes the line.
func (r *DiaryRow) Set(d DiaryRowData) {
	if r.data != d {
		r.take(d)
		r.Refresh()
	}
}

// SetForm implements Former.
func (r *DiaryRow) SetForm(f Form) {
	if r.form != f {
		r.form = f
		r.take(r.data)
		r.Refresh()
	}
}

func (r *DiaryRow) take(d DiaryRowData) {
	r.data = d
	r.time.say(d.Time)
	r.note.say(d.Note)
	r.amount.say(d.Amount)
	r.setText()
}

// setText gives the text the lines that it may have; with larger letters they are more.
func (r *DiaryRow) setText() {
	r.text.Set(ParagraphData{Text: r.data.Text, Step: theme.Body, Bold: r.data.Own, MaxLines: diaryLines(r.form)})
}

// diaryLines is how many lines the text may have.
func diaryLines(f Form) int {
	switch {
	case large(f):
		return 3
	case f == Phone:
		return 2
	}
	return 1
}

// DiaryRowHeight is the height of a row, with or without a line for a note.
func DiaryRowHeight(f Form, note bool) float32 {
	h := float32(diaryLines(f))*theme.Body.Pitch() + theme.U(22)
	if large(f) {
		h += theme.Body.Pitch() // the time stands above
	}
	if note {
		h += theme.U(22)
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (r *DiaryRow) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *DiaryRow) parts() []fyne.CanvasObject {
	return append(r.slice.parts(), r.rule, r.dot, r.mark.Image, r.time.Text, r.text, r.pen.Image, r.note.Text, r.amount.Text, r.more.Image, r.halo)
}

func (r *DiaryRow) below() bool { return r.data.Note != "" || r.data.Amount != "" }

// penned tells whether a pen stands before the note; large letters need its room.
func (r *DiaryRow) penned() bool { return r.below() && !r.data.Own && !large(r.form) }

func (r *DiaryRow) paint() {
	r.setText()
	r.slice.paint(r.data.Ground, r.hovered)
	fill(r.rule, theme.TokenLine, "", 0)
	shown(r.rule, !r.data.First)
	r.mark.name, r.mark.token = "nav-diary", theme.TokenAccent
	if r.data.State != "" {
		r.mark.look(theme.Look{State: r.data.State})
	}
	r.dot.FillColor = theme.Color(theme.TokenAccent)
	marked := r.data.Own || r.data.State != ""
	shown(r.dot, !marked)
	r.mark.paintIf(marked)
	r.pen.paintIf(r.penned())
	r.more.paintIf(!large(r.form))
	for _, t := range []*run{r.time, r.note, r.amount} {
		t.paint()
	}
	r.paintRing(r.halo, theme.TokenAccent)
}

func (r *DiaryRow) place(s fyne.Size) {
	side := r.pick(20, 16)
	r.slice.place(r.data.Ground, s)
	put(r.rule, side, 0, s.Width-2*side, theme.Stroke)
	put(r.halo, 2, 2, s.Width-4, s.Height-4)
	end := s.Width - side
	if !large(r.form) {
		r.more.square(end-theme.U(7), s.Height/2, theme.U(14))
		end -= theme.U(24)
	}

	pitch, top := theme.Body.Pitch(), theme.U(11)
	x, mid := side, top+pitch/2
	used := float32(0)
	if large(r.form) {
		used = r.time.mid(x+theme.U(24), mid, end-x)
		r.bullet(x+theme.U(7), mid)
		top += pitch
	} else {
		used = theme.U(44)
		r.time.mid(x, mid, used)
		x += used + theme.U(10)
		r.bullet(x+theme.U(7), mid)
		x += theme.U(26)
	}
	room := float32(diaryLines(r.form)) * pitch
	h := r.text.HeightFor(max(1, end-x))
	if !large(r.form) {
		// One line of two stands in the middle, with the note that hangs under it.
		if shift := (room - h) / 2; shift > 0 {
			top += shift
			mid = top + pitch/2
			r.time.mid(side, mid, used)
			r.bullet(x-theme.U(19), mid)
		}
	}
	put(r.text, x, top, end-x, h)
	if !r.below() {
		return
	}
	y := top + h + theme.U(11)
	if r.penned() {
		r.pen.square(x+theme.U(7), y, theme.U(14))
		x += theme.U(20)
	}
	if r.data.Amount != "" {
		r.amount.shrink(end-x, theme.Body, theme.Small)
		w := min(r.amount.width(), end-x)
		if r.data.Note == "" {
			r.amount.mid(x, y, end-x)
			w = 0
		} else {
			r.amount.end(end, y, w)
			w += theme.U(10)
		}
		end -= w
	}
	if room := end - x; room >= theme.U(48) || r.data.Amount == "" {
		r.note.mid(x, y, room)
	} else {
		r.note.mid(x, y, 0) // a sum is told whole, three letters of a note tell nothing
	}
}

// bullet puts the mark of the line with its middle at a point.
func (r *DiaryRow) bullet(x, y float32) {
	d := theme.U(9)
	put(r.dot, pixel(x-d/2), pixel(y-d/2), d, d)
	r.mark.square(x, y, theme.U(16))
}

func (r *DiaryRow) least() fyne.Size {
	return fyne.NewSize(theme.U(240), DiaryRowHeight(r.form, r.below()))
}
