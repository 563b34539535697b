package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
)

// DiaryItem is one line of a DiaryList: the head of a day, or a row of it.
type DiaryItem struct {
	ID   string // the same line in the next list; unique
	Day  bool
	Note bool // the row has a line for a note
}

// diaryDay is the height of the title of a day, with the gap over it.
const diaryDay = 48

// dayTitle is the title over the card of a day.
type dayTitle struct {
	base
	word *run
}

func newDayTitle(form Form) *dayTitle {
	d := &dayTitle{word: newRun(theme.Body, true, theme.TokenText2)}
	d.form = form
	d.ExtendBaseWidget(d)
	return d
}

func (d *dayTitle) set(text string) {
	if d.word.full != text {
		d.word.say(text)
		d.Refresh()
	}
}

func (d *dayTitle) CreateRenderer() fyne.WidgetRenderer { return draw(d) }

func (d *dayTitle) parts() []fyne.CanvasObject { return []fyne.CanvasObject{d.word.Text} }
func (d *dayTitle) paint()                     { d.word.paint() }
func (d *dayTitle) place(s fyne.Size) {
	d.word.mid(0, s.Height-theme.U(8)-theme.Body.Pitch()/2, s.Width)
}

func (d *dayTitle) least() fyne.Size { return fyne.NewSize(theme.U(120), theme.U(diaryDay)) }

// DiaryList is a long list by day under a header that scrolls with it. Only the lines in the window exist, and only they
// are asked what they say.
type DiaryList struct {
	base
	scroll *container.Scroll
	body   *diaryBody

	// OnTapped is told the ID of a row.
	OnTapped func(id string)
}

// NewDiaryList makes a list. day and row say what the line number i shows; they are asked for lines in the window only.
func NewDiaryList(form Form, header fyne.CanvasObject, day func(i int) string, row func(i int) DiaryRowData) *DiaryList {
	l := &DiaryList{}
	l.form = form
	l.body = &diaryBody{list: l, header: header, day: day, row: row, index: map[string]int{}, live: map[string]diaryCell{}, tops: []float32{0}}
	l.body.ExtendBaseWidget(l.body)
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.body.update(false) }
	l.ExtendBaseWidget(l)
	l.body.form = form
	setForm(header, form)
	return l
}

// SetItems replaces the lines. The place in the scroll is kept.
func (l *DiaryList) SetItems(items []DiaryItem) {
	b := l.body
	b.items = items
	b.index = make(map[string]int, len(items))
	for i, it := range items {
		b.index[it.ID] = i
	}
	l.relayout()
}

// HeaderChanged tells the list that the header may have another height.
func (l *DiaryList) HeaderChanged() { l.relayout() }

// ScrollToID brings the line with that ID to the top of the window.
func (l *DiaryList) ScrollToID(id string) {
	if i, ok := l.body.index[id]; ok {
		l.reveal(i, true)
	}
}

// ScrollToTop goes back to the header.
func (l *DiaryList) ScrollToTop() { l.scrollTo(0) }

// Offset is how far the list is scrolled, in Fyne units.
func (l *DiaryList) Offset() float32 { return l.scroll.Offset.Y }

func (l *DiaryList) relayout() {
	l.body.measure()
	l.scroll.Refresh()
	if most := max(0, l.body.Size().Height-l.scroll.Size().Height); l.scroll.Offset.Y > most {
		l.scrollTo(most)
	}
	l.body.update(true)
}

func (l *DiaryList) scrollTo(y float32) {
	l.scroll.ScrollToOffset(fyne.NewPos(0, y))
	l.body.update(false)
}

// reveal scrolls no further than needed; to the top of the window if top is set.
func (l *DiaryList) reveal(i int, top bool) {
	from, to := l.body.start()+l.body.tops[i], l.body.start()+l.body.tops[i+1]
	view, y := l.scroll.Size().Height, l.scroll.Offset.Y
	switch {
	case top, from < y:
		y = from - theme.U(16)
	case to > y+view:
		y = to - view + theme.U(16)
	default:
		return
	}
	l.scrollTo(min(max(0, y), max(0, l.body.Size().Height-view)))
}

// CreateRenderer implements fyne.Widget.
func (l *DiaryList) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *DiaryList) parts() []fyne.CanvasObject { return []fyne.CanvasObject{l.scroll} }
func (l *DiaryList) paint()                     { l.body.measure() }
func (l *DiaryList) least() fyne.Size           { return fyne.NewSize(theme.U(280), theme.U(200)) }

func (l *DiaryList) place(s fyne.Size) {
	l.body.width, l.body.view = s.Width, s.Height
	put(l.scroll, 0, 0, s.Width, s.Height)
	l.scroll.Refresh()
	l.body.update(false)
}
