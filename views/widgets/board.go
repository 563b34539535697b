package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"bokgu/views/theme"
)

// BoardKind is the kind of a board item; each has its own height, a row more where it wraps.
type BoardKind int

// The kinds: a service head of 56, a function row of 40 (phone 64), 16 between cards, and 56 over the cards of a feed
// where there are several.
const (
	BoardGap BoardKind = iota
	BoardHead
	BoardRow
	BoardFeed
)

// BoardItem is one line of a Board. Its identity is kind and ID, never its place. The board sets Ground and First itself.
type BoardItem struct {
	Kind BoardKind
	Head ServiceHeadData // of a BoardHead
	Row  FunctionRowData // of a BoardRow
	Feed FeedHeadData    // of a BoardFeed
}

// ofCard reports whether an item is a part of a card.
func (k BoardKind) ofCard() bool { return k == BoardHead || k == BoardRow }

func (i BoardItem) id() string {
	switch i.Kind {
	case BoardHead:
		return "h/" + i.Head.ID
	case BoardRow:
		return "r/" + i.Row.ID
	case BoardFeed:
		return "f/" + i.Feed.ID
	case BoardGap:
	}
	return ""
}

// overscan is how far beyond the window rows exist, in Fyne units: the keyboard can step on to the next one.
const overscan = 64

// Board is the column of service cards under a header that scrolls with it. Only the rows in the window exist; they are
// recycled, and an update redraws the rows whose data changed.
type Board struct {
	base
	scroll *container.Scroll
	body   *boardBody

	// What a tap does; the ID is that of the item's data.
	OnFeed           func(id string)
	OnService        func(id string)
	OnFunction       func(id string)
	OnFollowService  func(id string, on bool)
	OnFollowFunction func(id string, on bool)
}

// NewBoard makes a board; header and footer may be nil. The header stands 8 above the first card.
func NewBoard(form Form, header, footer fyne.CanvasObject) *Board {
	b := &Board{}
	b.form = form
	b.body = newBoardBody(b, header, footer)
	b.scroll = container.NewVScroll(b.body)
	b.scroll.OnScrolled = func(fyne.Position) { b.body.update(false) }
	b.ExtendBaseWidget(b)
	b.hand(form)
	return b
}

// SetItems replaces the board's content. The place in the scroll is kept.
func (b *Board) SetItems(items []BoardItem) {
	b.body.take(items)
	b.relayout()
}

// HeaderChanged tells the board that the header may have another height.
func (b *Board) HeaderChanged() { b.relayout() }

// ScrollToID brings the service or function with the ID into the window.
func (b *Board) ScrollToID(id string) {
	for _, key := range []string{"h/" + id, "r/" + id} {
		if i, ok := b.body.index[key]; ok {
			b.reveal(i, true)
			return
		}
	}
}

// ScrollToTop goes back to the header.
func (b *Board) ScrollToTop() { b.scrollTo(0) }

// HoldHeaderEnd brings the lowest part of the header, so high, to the top of the window, and makes room below for it to stay there
// however few items there are, until it is called with 0.
func (b *Board) HoldHeaderEnd(height float32) {
	b.body.held = height
	b.relayout()
	if height > 0 {
		b.scrollTo(max(0, b.body.heldAt()))
	}
}

// Offset is how far the board is scrolled, in Fyne units.
func (b *Board) Offset() float32 { return b.scroll.Offset.Y }

// SetForm implements Former.
func (b *Board) SetForm(f Form) {
	b.hand(f)
	b.base.SetForm(f)
	b.relayout()
}

func (b *Board) hand(f Form) {
	b.body.form = f
	for _, o := range []fyne.CanvasObject{b.body.header, b.body.footer} {
		if o != nil {
			setForm(o, f)
		}
	}
	b.body.handForm(f)
	b.body.measure()
}

func (b *Board) relayout() {
	b.body.measure()
	b.scroll.Refresh()
	most := max(0, b.body.Size().Height-b.scroll.Size().Height)
	if b.scroll.Offset.Y > most {
		b.scrollTo(most)
	}
	b.body.update(true)
}

func (b *Board) scrollTo(y float32) {
	b.scroll.ScrollToOffset(fyne.NewPos(0, y))
	b.body.update(false)
}

// reveal scrolls no further than needed; to the top of the window if top is set.
func (b *Board) reveal(i int, top bool) {
	from := b.body.start() + b.body.tops[i]
	to := b.body.start() + b.body.tops[i+1]
	view := b.scroll.Size().Height
	y := b.scroll.Offset.Y
	switch {
	case top:
		y = from - theme.U(16)
	case from < y:
		y = from - theme.U(16)
	case to > y+view:
		y = to - view + theme.U(16)
	default:
		return
	}
	b.scrollTo(min(max(0, y), max(0, b.body.Size().Height-view)))
}

// CreateRenderer implements fyne.Widget.
func (b *Board) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *Board) parts() []fyne.CanvasObject { return []fyne.CanvasObject{b.scroll} }
func (b *Board) paint()                     { b.body.measure() }
func (b *Board) least() fyne.Size           { return fyne.NewSize(theme.U(280), theme.U(200)) }

func (b *Board) place(s fyne.Size) {
	b.body.width = s.Width
	b.body.view = s.Height
	if b.body.measured != s.Width {
		b.body.measure()
	}
	put(b.scroll, 0, 0, s.Width, s.Height)
	b.scroll.Refresh()
	b.body.update(false)
}

// boardBody is the scrolled part.
type boardBody struct {
	base
	board          *Board
	header, footer fyne.CanvasObject
	items          []BoardItem
	keys           []string
	index          map[string]int
	tops           []float32 // prefix sums of the heights; one more than items
	width, view    float32
	held           float32 // see HoldHeaderEnd
	measured       float32 // width for which tops holds

	live      map[string]boardCell
	order     []fyne.CanvasObject // live cells from top to bottom: the order of the keyboard
	freeHeads []*ServiceHead
	freeRows  []*FunctionRow
	freeFeeds []*FeedHead
	painted   painted
}

// boardCell is an object in use for one item.
type boardCell struct {
	head *ServiceHead
	row  *FunctionRow
	feed *FeedHead
}

func (c boardCell) object() fyne.CanvasObject {
	switch {
	case c.head != nil:
		return c.head
	case c.feed != nil:
		return c.feed
	}
	return c.row
}

func newBoardBody(b *Board, header, footer fyne.CanvasObject) *boardBody {
	body := &boardBody{
		board: b, header: header, footer: footer,
		index: map[string]int{}, live: map[string]boardCell{}, tops: []float32{0},
	}
	body.ExtendBaseWidget(body)
	return body
}

// take stores the items with the parts of the cards they have to draw.
func (b *boardBody) take(items []BoardItem) {
	b.items = append(b.items[:0:0], items...)
	b.keys = make([]string, len(items))
	b.index = make(map[string]int, len(items))
	for i := range b.items {
		first := i == 0 || !b.items[i-1].Kind.ofCard()
		last := i == len(b.items)-1 || !b.items[i+1].Kind.ofCard()
		g := GroundMiddle
		switch {
		case first && last:
			g = GroundWhole
		case first:
			g = GroundTop
		case last:
			g = GroundBottom
		}
		b.items[i].Head.Ground, b.items[i].Row.Ground = g, g
		b.items[i].Row.First = i > 0 && b.items[i-1].Kind == BoardHead
		// Two items of one ID must not fight for one row: the later gets a name of its own.
		key := b.items[i].id()
		for n := 2; key != ""; n++ {
			if _, taken := b.index[key]; !taken {
				b.index[key] = i
				break
			}
			key = b.items[i].id() + "#" + strconv.Itoa(n)
		}
		b.keys[i] = key
	}
}

func (b *boardBody) heightOf(it *BoardItem, rows *rowMeasure) float32 {
	switch it.Kind {
	case BoardHead:
		return rows.head(it.Head)
	case BoardFeed:
		return theme.U(56)
	case BoardRow:
		return rows.height(it.Row)
	case BoardGap:
	}
	return theme.U(theme.Gap)
}

// measure sums the heights up; also needed after a change of form, width or text scale.
func (b *boardBody) measure() {
	b.tops = append(b.tops[:0], 0)
	_, w := column(b.form, orUnbounded(b.width))
	b.measured = b.width
	rows := rowMeasure{form: b.form, width: w}
	for i := range b.items {
		b.tops = append(b.tops, b.tops[i]+b.heightOf(&b.items[i], &rows))
	}
}

// start is where the first item begins.
func (b *boardBody) start() float32 {
	y := b.pick(theme.TopDesktop, theme.TopPhone)
	if b.header == nil || !b.header.Visible() {
		return y
	}
	_, w := column(b.form, orUnbounded(b.width))
	return y + HeightFor(b.header, w) + theme.U(8)
}

func (b *boardBody) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *boardBody) parts() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if b.header != nil {
		out = append(out, b.header)
	}
	out = append(out, b.order...)
	if b.footer != nil {
		out = append(out, b.footer)
	}
	return out
}

func (b *boardBody) paint() { b.measure() }

func (b *boardBody) place(s fyne.Size) {
	x, w := column(b.form, s.Width)
	if b.header != nil {
		put(b.header, x, b.pick(theme.TopDesktop, theme.TopPhone), w, HeightFor(b.header, w))
	}
	if b.footer != nil {
		put(b.footer, x, b.start()+b.tops[len(b.items)]+theme.U(12), w, HeightFor(b.footer, w))
	}
	b.update(true)
}

func (b *boardBody) least() fyne.Size {
	h := b.start() + b.tops[len(b.items)] + theme.U(24)
	if b.footer != nil && b.footer.Visible() {
		_, w := column(b.form, orUnbounded(b.width))
		h += theme.U(12) + HeightFor(b.footer, w)
	}
	if b.held > 0 {
		h = max(h, b.heldAt()+b.view)
	}
	return fyne.NewSize(0, h)
}

// heldAt is where the held part of the header begins, with a little room above.
func (b *boardBody) heldAt() float32 { return b.start() - b.held - theme.U(16) }
