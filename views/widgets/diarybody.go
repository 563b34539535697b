package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

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
	painted  painted
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
	if b.painted.outdated() { // what is kept for later has the old colours
		b.freeDays, b.freeRows = nil, nil
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
