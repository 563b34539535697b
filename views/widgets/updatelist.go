package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"bokgu/views/theme"
)

// UpdateItem is a line of an UpdateList: the title of a day, or an event with what its height follows from.
type UpdateItem struct {
	ID     string
	Day    bool
	Text   string // of the event
	Meta   bool   // a tag or a source stands under the text
	Source bool   // the keyboard can stop at it
}

// UpdateList is a long list of events by day inside a page, each with all of its text. Only the lines near the window
// exist, and only they are asked what they say; the height of the others is an estimate until they come near.
type UpdateList struct {
	base
	day   func(i int) string
	row   func(i int) UpdateRowData
	items []UpdateItem

	at          layoutOf // what the heights are for
	asked       layoutOf // the last other one that somebody asked about, and its height
	answered    float32
	heights     []float32
	exact       []bool
	tops        []float32 // prefix sums of the heights; one more than items
	top, bottom float32   // the window
	live        map[string]updateCell
	order       []fyne.CanvasObject // from top to bottom: the order of the keyboard
	freeDays    []*DayHead
	freeRows    []*UpdateRow
	painted     painted

	// OnSource opens the source of the event with the given ID.
	OnSource func(id string)
}

// layoutOf is what heights hang on.
type layoutOf struct{ width, scale float32 }

// updateCell is an object in use for one line.
type updateCell struct {
	day *DayHead
	row *UpdateRow
}

func (c updateCell) object() fyne.CanvasObject {
	if c.day != nil {
		return c.day
	}
	return c.row
}

// NewUpdateList makes a list. day and row say what line i shows; they are asked for lines near the window only.
func NewUpdateList(form Form, day func(i int) string, row func(i int) UpdateRowData) *UpdateList {
	l := &UpdateList{day: day, row: row, live: map[string]updateCell{}, tops: []float32{0}}
	l.form = form
	l.ExtendBaseWidget(l)
	return l
}

// SetItems replaces the lines, each with an ID of its own. The page is to be laid out afterwards.
func (l *UpdateList) SetItems(items []UpdateItem) {
	known := make(map[string]float32, len(l.live))
	for i, it := range l.items {
		if i < len(l.exact) && l.exact[i] {
			known[it.ID+it.Text] = l.heights[i]
		}
	}
	l.items, l.asked = items, layoutOf{}
	l.measure(l.at)
	for i, it := range items {
		if h, ok := known[it.ID+it.Text]; ok {
			l.heights[i], l.exact[i] = h, true
		}
	}
	l.sum()
	l.Refresh()
}

// measure thinks up the heights of all lines.
func (l *UpdateList) measure(at layoutOf) {
	l.at = at
	l.heights, l.exact = make([]float32, len(l.items)), make([]bool, len(l.items))
	for i, it := range l.items {
		l.heights[i] = l.guess(it, at.width)
	}
	l.sum()
}

func (l *UpdateList) sum() {
	l.tops = append(l.tops[:0], 0)
	y := float32(0)
	for _, h := range l.heights {
		y += h
		l.tops = append(l.tops, y)
	}
}

// fit makes the heights those of a width.
func (l *UpdateList) fit(width float32) {
	if at := (layoutOf{width, theme.Scale()}); at != l.at || len(l.heights) != len(l.items) {
		l.measure(at)
	}
}

// side is the room left and right of an event: it stands in line with the titles of the days.
func (l *UpdateList) side() float32 { return l.pick(4, 0) }

func (l *UpdateList) sideOf(i int) float32 {
	if l.items[i].Day {
		return 0
	}
	return l.side()
}

// guess is about the height of a line: that of a DayHead or an UpdateRow, but for the kerning of its letters.
func (l *UpdateList) guess(it UpdateItem, width float32) float32 {
	if it.Day {
		return theme.U(36)
	}
	lines := guessLines(it.Text, width-2*l.side()-theme.U(107), theme.Body.TextSize())
	h := theme.U(18) + max(theme.U(21), float32(lines)*theme.Body.Pitch())
	if it.Meta {
		h += theme.U(28)
	}
	return h
}

// HeightFor implements Tall.
func (l *UpdateList) HeightFor(width float32) float32 {
	at := layoutOf{width, theme.Scale()}
	switch at {
	case l.at:
		return l.tops[len(l.items)]
	case l.asked:
		return l.answered
	}
	h := float32(0)
	for _, it := range l.items {
		h += l.guess(it, width)
	}
	l.asked, l.answered = at, h
	return h
}

// CreateRenderer implements fyne.Widget.
func (l *UpdateList) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *UpdateList) parts() []fyne.CanvasObject { return l.order }

func (l *UpdateList) paint() {
	if l.painted.outdated() {
		l.freeDays, l.freeRows = nil, nil
	}
}

func (l *UpdateList) least() fyne.Size {
	return fyne.NewSize(theme.U(120), l.HeightFor(orUnbounded(l.Size().Width)))
}

func (l *UpdateList) place(s fyne.Size) {
	l.fit(s.Width)
	l.fill(true)
}

// See implements Seen.
func (l *UpdateList) See(top, bottom float32) (above float32, resized bool) {
	l.top, l.bottom = top, bottom
	above = l.fill(false)
	return above, abs(l.tops[len(l.items)]-l.Size().Height) > 0.5
}

// window returns the lines [from, to) near the window.
func (l *UpdateList) window() (from, to int) {
	n, reach := len(l.items), margin(l.top, l.bottom)
	if reach <= 0 || l.at.width <= 0 {
		return 0, 0
	}
	from = sort.Search(n, func(i int) bool { return l.tops[i+1] > l.top-reach })
	to = sort.Search(n, func(i int) bool { return l.tops[i] >= l.bottom+reach })
	return from, max(from, to)
}

// fill gives every line near the window an object, with its true height, and takes back the others. moved says that the
// words may be others. It returns by how much what stands above the window has grown.
func (l *UpdateList) fill(moved bool) (above float32) {
	from, to := l.window()
	wanted := make(map[string]int, to-from+2)
	for i := from; i < to; i++ {
		wanted[l.items[i].ID] = i
	}
	for _, i := range []int{l.stop(from-1, -1), l.stop(to, 1)} { // where the keyboard goes on to
		if i >= 0 {
			wanted[l.items[i].ID] = i
		}
	}
	changed := l.retire(wanted)
	order := make([]int, 0, len(wanted))
	for _, i := range wanted {
		order = append(order, i)
	}
	sort.Ints(order)
	grown := false
	for _, i := range order {
		it := l.items[i]
		cell, ok := l.live[it.ID]
		if !ok {
			cell, changed = l.obtain(it.Day), true
			l.live[it.ID] = cell
		}
		switch {
		case ok && !moved:
		case it.Day:
			cell.day.Set(l.day(i))
		default:
			cell.row.Set(l.row(i))
		}
		if l.exact[i] {
			continue
		}
		h := HeightFor(cell.object(), l.at.width-2*l.sideOf(i))
		if more := h - l.heights[i]; more != 0 {
			if l.tops[i+1] <= l.top {
				above += more
			}
			grown = true
		}
		l.heights[i], l.exact[i] = h, true
	}
	if grown {
		l.sum()
	}
	l.order = l.order[:0:0]
	for _, i := range order {
		o, x := l.live[l.items[i].ID].object(), l.sideOf(i)
		put(o, x, l.tops[i], l.at.width-2*x, l.heights[i])
		l.order = append(l.order, o)
	}
	if changed || moved || grown {
		canvas.Refresh(l)
	}
	return above
}

// stop is the nearest line from i on, up or down, at which the keyboard can stop; -1 for none.
func (l *UpdateList) stop(i, step int) int {
	for ; i >= 0 && i < len(l.items); i += step {
		if l.items[i].Source {
			return i
		}
	}
	return -1
}

// retire takes back the objects of lines that are not wanted and tells whether there were any.
func (l *UpdateList) retire(wanted map[string]int) bool {
	any := false
	for id, cell := range l.live {
		if i, ok := wanted[id]; ok && l.items[i].Day == (cell.day != nil) {
			continue
		}
		delete(l.live, id)
		any = true
		if cell.day != nil {
			l.freeDays = append(l.freeDays, cell.day)
			continue
		}
		// A link that had the keyboard must not carry it to another event.
		unfocus(cell.row.source)
		l.freeRows = append(l.freeRows, cell.row)
	}
	return any
}

// obtain returns a free object, or a new one. An event is in the form that shows all of its text.
func (l *UpdateList) obtain(day bool) updateCell {
	if day {
		if n := len(l.freeDays); n > 0 {
			d := l.freeDays[n-1]
			l.freeDays = l.freeDays[:n-1]
			return updateCell{day: d}
		}
		return updateCell{day: NewDayHead(l.form, "")}
	}
	if n := len(l.freeRows); n > 0 {
		r := l.freeRows[n-1]
		l.freeRows = l.freeRows[:n-1]
		return updateCell{row: r}
	}
	r := NewUpdateRow(Phone, UpdateRowData{})
	r.OnSource = func(id string) { callID(l.OnSource, id) }
	return updateCell{row: r}
}

// SetForm implements Former: a list is made anew for another form.
func (l *UpdateList) SetForm(Form) {}

func abs(v float32) float32 { return max(v, -v) }
