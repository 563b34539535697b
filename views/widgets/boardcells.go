package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// window returns the items [from, to) that have to exist now.
func (b *boardBody) window() (from, to int) {
	n := len(b.items)
	if b.width <= 0 || b.view <= 0 {
		return 0, 0
	}
	top := b.board.scroll.Offset.Y - b.start() - overscan
	bottom := b.board.scroll.Offset.Y - b.start() + b.view + overscan
	from = sort.Search(n, func(i int) bool { return b.tops[i+1] > top })
	to = sort.Search(n, func(i int) bool { return b.tops[i] >= bottom })
	return from, max(from, to)
}

// update gives every item in the window an object and takes back the others. moved says that places may have changed
// although the window shows the same items.
func (b *boardBody) update(moved bool) {
	if len(b.tops) != len(b.items)+1 {
		b.measure()
	}
	if b.painted.outdated() { // what is kept for later has the old colours
		b.freeHeads, b.freeRows, b.freeFeeds = nil, nil, nil
	}
	from, to := b.window()
	changed := b.retire(from, to)
	x, w := column(b.form, b.width)
	b.order = b.order[:0:0]
	for i := from; i < to; i++ {
		it, key := b.items[i], b.keys[i]
		if it.Kind == BoardGap {
			continue
		}
		cell, ok := b.live[key]
		if !ok {
			cell = b.obtain(it.Kind)
			b.live[key] = cell
			changed = true
		}
		switch {
		case cell.head != nil:
			cell.head.Set(it.Head)
		case cell.feed != nil:
			cell.feed.Set(it.Feed)
		default:
			cell.row.Set(it.Row)
		}
		put(cell.object(), x, b.start()+b.tops[i], w, b.tops[i+1]-b.tops[i])
		b.order = append(b.order, cell.object())
	}
	if changed || moved {
		canvas.Refresh(b)
	}
}

// retire takes back the objects of items outside [from, to) and tells whether there were any.
func (b *boardBody) retire(from, to int) bool {
	any := false
	for key, cell := range b.live {
		if i, ok := b.index[key]; ok && i >= from && i < to {
			continue
		}
		delete(b.live, key)
		any = true
		// A row that had the keyboard must not carry it to another function.
		unfocus(cell.object())
		switch {
		case cell.head != nil:
			cell.head.hovered = false
			b.freeHeads = append(b.freeHeads, cell.head)
		case cell.feed != nil:
			cell.feed.hovered = false
			b.freeFeeds = append(b.freeFeeds, cell.feed)
		default:
			cell.row.hovered = false
			b.freeRows = append(b.freeRows, cell.row)
		}
	}
	return any
}

func unfocus(o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	if f, ok := o.(fyne.Focusable); ok && c.Focused() == f {
		c.Unfocus()
	}
}

// obtain returns a free object of the kind, or a new one.
func (b *boardBody) obtain(k BoardKind) boardCell {
	if k == BoardHead {
		if n := len(b.freeHeads); n > 0 {
			h := b.freeHeads[n-1]
			b.freeHeads = b.freeHeads[:n-1]
			return boardCell{head: h}
		}
		h := NewServiceHead(b.form, ServiceHeadData{})
		h.OnTapped = func(id string) { callID(b.board.OnService, id) }
		h.OnFollow = func(id string, on bool) {
			if b.board.OnFollowService != nil {
				b.board.OnFollowService(id, on)
			}
		}
		h.onFocus = func() { b.revealKey("h/" + h.ID()) }
		return boardCell{head: h}
	}
	if k == BoardFeed {
		if n := len(b.freeFeeds); n > 0 {
			f := b.freeFeeds[n-1]
			b.freeFeeds = b.freeFeeds[:n-1]
			return boardCell{feed: f}
		}
		f := NewFeedHead(b.form, FeedHeadData{})
		f.OnTapped = func(id string) { callID(b.board.OnFeed, id) }
		f.onFocus = func() { b.revealKey("f/" + f.ID()) }
		return boardCell{feed: f}
	}
	if n := len(b.freeRows); n > 0 {
		r := b.freeRows[n-1]
		b.freeRows = b.freeRows[:n-1]
		return boardCell{row: r}
	}
	r := NewFunctionRow(b.form, FunctionRowData{})
	r.OnTapped = func(id string) { callID(b.board.OnFunction, id) }
	r.OnFollow = func(id string, on bool) {
		if b.board.OnFollowFunction != nil {
			b.board.OnFollowFunction(id, on)
		}
	}
	r.onFocus = func() { b.revealKey("r/" + r.ID()) }
	return boardCell{row: r}
}

func callID(f func(string), id string) {
	if f != nil {
		f(id)
	}
}

func (b *boardBody) revealKey(key string) {
	if i, ok := b.index[key]; ok {
		b.board.reveal(i, false)
	}
}

// handForm tells all objects, in use or free, the form.
func (b *boardBody) handForm(f Form) {
	for _, c := range b.live {
		setForm(c.object(), f)
	}
	for _, h := range b.freeHeads {
		setForm(h, f)
	}
	for _, r := range b.freeRows {
		setForm(r, f)
	}
	for _, h := range b.freeFeeds {
		setForm(h, f)
	}
}
