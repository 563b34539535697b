package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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

// diaryBody is the scrolled part.
type diaryBody struct {
	base
	list        *DiaryList
	header      fyne.CanvasObject
	day         func(int) string
	row         func(int) DiaryRowData
	items       []DiaryItem
	index       map[string]int
	tops        []float32 // prefix sums of the heights; one more than items
	width, view float32

	live     map[string]diaryCell
	order    []fyne.CanvasObject // from top to bottom: the order of the keyboard
	freeDays []*dayTitle
	freeRows []*DiaryRow
}

// diaryCell is an object in use for one line.
type diaryCell struct {
	day *dayTitle
	row *DiaryRow
}

func (c diaryCell) object() fyne.CanvasObject {
	if c.day != nil {
		return c.day
	}
	return c.row
}

// measure sums the heights up; also needed after a change of the text scale.
func (b *diaryBody) measure() {
	b.tops = append(b.tops[:0], 0)
	plain, noted, day := DiaryRowHeight(b.form, false), DiaryRowHeight(b.form, true), theme.U(diaryDay)
	y := float32(0)
	for _, it := range b.items {
		switch {
		case it.Day:
			y += day
		case it.Note:
			y += noted
		default:
			y += plain
		}
		b.tops = append(b.tops, y)
	}
}

// start is where the first line begins.
func (b *diaryBody) start() float32 {
	_, w := column(b.form, orUnbounded(b.width))
	return b.pick(theme.TopDesktop, theme.TopPhone) + HeightFor(b.header, w) + theme.U(4)
}

// window returns the lines [from, to) that have to exist now.
func (b *diaryBody) window() (from, to int) {
	if b.width <= 0 || b.view <= 0 {
		return 0, 0
	}
	n := len(b.items)
	top := b.list.scroll.Offset.Y - b.start() - overscan
	end := top + b.view + 2*overscan
	from = sort.Search(n, func(i int) bool { return b.tops[i+1] > top })
	to = sort.Search(n, func(i int) bool { return b.tops[i] >= end })
	return from, max(from, to)
}

// update gives every line in the window an object and takes back the others. moved says that places or words may have
// changed although the window shows the same lines.
func (b *diaryBody) update(moved bool) {
	if len(b.tops) != len(b.items)+1 {
		b.measure()
	}
	from, to := b.window()
	changed := b.retire(from, to)
	x, w := column(b.form, b.width)
	y := b.start()
	b.order = b.order[:0:0]
	for i := from; i < to; i++ {
		it := b.items[i]
		cell, ok := b.live[it.ID]
		if ok && (cell.day != nil) != it.Day {
			ok = false
		}
		if !ok {
			cell, changed = b.obtain(it.Day), true
			b.live[it.ID] = cell
		}
		if cell.day != nil && (moved || !ok) {
			cell.day.set(b.day(i))
		}
		if cell.row != nil && (moved || !ok) {
			d := b.row(i)
			d.First = i == 0 || b.items[i-1].Day
			last := i == len(b.items)-1 || b.items[i+1].Day
			switch {
			case d.First && last:
				d.Ground = GroundWhole
			case d.First:
				d.Ground = GroundTop
			case last:
				d.Ground = GroundBottom
			default:
				d.Ground = GroundMiddle
			}
			cell.row.Set(d)
		}
		put(cell.object(), x, y+b.tops[i], w, b.tops[i+1]-b.tops[i])
		b.order = append(b.order, cell.object())
	}
	if changed || moved {
		canvas.Refresh(b)
	}
}

// retire takes back the objects of lines outside [from, to) and tells whether there were any.
func (b *diaryBody) retire(from, to int) bool {
	any := false
	for id, cell := range b.live {
		if i, ok := b.index[id]; ok && i >= from && i < to && b.items[i].Day == (cell.day != nil) {
			continue
		}
		delete(b.live, id)
		any = true
		if cell.day != nil {
			b.freeDays = append(b.freeDays, cell.day)
			continue
		}
		unfocus(cell.row) // it must not carry the keyboard to another line
		cell.row.hovered = false
		b.freeRows = append(b.freeRows, cell.row)
	}
	return any
}

// obtain returns a free object, or a new one.
func (b *diaryBody) obtain(day bool) diaryCell {
	if day {
		if n := len(b.freeDays); n > 0 {
			d := b.freeDays[n-1]
			b.freeDays = b.freeDays[:n-1]
			return diaryCell{day: d}
		}
		return diaryCell{day: newDayTitle(b.form)}
	}
	if n := len(b.freeRows); n > 0 {
		r := b.freeRows[n-1]
		b.freeRows = b.freeRows[:n-1]
		return diaryCell{row: r}
	}
	r := NewDiaryRow(b.form, DiaryRowData{})
	r.OnTapped = func(id string) { callID(b.list.OnTapped, id) }
	r.onFocus = func() {
		if i, ok := b.index[r.ID()]; ok {
			b.list.reveal(i, false)
		}
	}
	return diaryCell{row: r}
}

func (b *diaryBody) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *diaryBody) parts() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{b.header}, b.order...)
}
func (b *diaryBody) paint() { b.measure() }

func (b *diaryBody) place(s fyne.Size) {
	x, w := column(b.form, s.Width)
	put(b.header, x, b.pick(theme.TopDesktop, theme.TopPhone), w, HeightFor(b.header, w))
	b.update(true)
}

func (b *diaryBody) least() fyne.Size {
	return fyne.NewSize(0, b.start()+b.tops[len(b.items)]+theme.U(24))
}
