package widgets

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

// many makes n services of eight functions.
func many(n int) []BoardItem {
	var out []BoardItem
	for s := range n {
		if s > 0 {
			out = append(out, BoardItem{Kind: BoardGap})
		}
		id := fmt.Sprintf("s%d", s)
		out = append(out, BoardItem{Kind: BoardHead, Head: ServiceHeadData{ID: id, Name: id, Look: look(theme.Major), Word: "장애"}})
		for f := range 8 {
			fid := fmt.Sprintf("s%d.f%d", s, f)
			out = append(out, BoardItem{Kind: BoardRow, Row: FunctionRowData{ID: fid, Name: fid, Look: look(theme.Major), Word: "장애"}})
		}
	}
	return out
}

func board(t *testing.T, f Form, items []BoardItem, w, h float32) (*Board, fyne.Canvas) {
	t.Helper()
	b := NewBoard(f, NewHeading(f, HeadingData{Title: "제목"}), nil)
	b.SetItems(items)
	return b, show(t, b, w, h)
}

func TestBoardHoldsOnlyTheRowsInTheWindow(t *testing.T) {
	start(t, theme.Light, 1)
	b, _ := board(t, Desktop, many(300), 1000, 800)
	if n := len(b.body.order); n < 15 || n > 40 {
		t.Errorf("%d of 2700 objects exist", n)
	}
	says(t, b, "s0", "s0.f0", "s1.f3")
	want := b.body.start() + 300*(56+8*40) + 299*16 + 24
	if h := b.body.MinSize().Height; h != want {
		t.Errorf("the board is %v high, want %v", h, want)
	}
	b.ScrollToID("s299.f7")
	says(t, b, "s299.f7", "s299.f0")
	for _, s := range said(b) {
		if s == "s0.f0" {
			t.Error("a row far above is still there")
		}
	}
	if n := len(b.body.freeRows) + len(b.body.order); n > 90 {
		t.Errorf("%d objects were made for one window", n)
	}
}

// Each row must be where the prefix sums say, whatever was scrolled before: recycling must not mix rows up.
func TestBoardRowsKeepTheirPlaceWhileScrolling(t *testing.T) {
	start(t, theme.Light, 1)
	b, _ := board(t, Phone, many(40), 390, 700)
	for _, y := range []float32{0, 300, 5000, 4700, 90, 12000, 0} {
		b.scrollTo(y)
		if len(b.body.order) == 0 {
			t.Fatalf("at %v nothing is shown", y)
		}
		for key, cell := range b.body.live {
			i := b.body.index[key]
			if got, want := cell.object().Position().Y, b.body.start()+b.body.tops[i]; got != want {
				t.Errorf("at %v: %s is at %v, want %v", y, key, got, want)
			}
			if cell.row != nil && "r/"+cell.row.ID() != key {
				t.Errorf("at %v: %s shows %s", y, key, cell.row.ID())
			}
		}
	}
}

func TestBoardTapsTellTheIDAfterReordering(t *testing.T) {
	start(t, theme.Light, 1)
	items := many(2)
	b, _ := board(t, Desktop, items, 1000, 900)
	var got, followed string
	b.OnFunction = func(id string) { got = id }
	b.OnFollowFunction = func(id string, on bool) { followed = fmt.Sprint(id, on) }
	row := b.body.live["r/s0.f3"].row
	items[1], items[4] = items[4], items[1]
	b.SetItems(items)
	if b.body.live["r/s0.f3"].row != row {
		t.Error("a row that moved was not the same object")
	}
	test.Tap(b.body.live["r/s0.f3"].row)
	test.Tap(b.body.live["r/s0.f0"].row.star)
	if got != "s0.f3" || followed != "s0.f0true" {
		t.Errorf("told %q and %q", got, followed)
	}
}

// counting a row's paints shows that an update touches what changed and nothing else.
func TestBoardRedrawsOnlyWhatChanged(t *testing.T) {
	start(t, theme.Light, 1)
	items := many(2)
	b, _ := board(t, Desktop, items, 1000, 900)
	changed, same := b.body.live["r/s0.f1"].row, b.body.live["r/s0.f2"].row
	same.word.Text.Text = "untouched" // a redraw would put the word back
	items[2].Row.Word = "정상"
	items[2].Row.Look = look(theme.Operational)
	b.SetItems(items)
	if changed.word.Text.Text != "정상" {
		t.Errorf("the changed row says %q", changed.word.Text.Text)
	}
	if same.word.Text.Text != "untouched" {
		t.Error("an unchanged row was drawn again")
	}
}

func TestBoardDrawsCards(t *testing.T) {
	start(t, theme.Light, 1)
	b, _ := board(t, Desktop, many(2), 1000, 900)
	for key, want := range map[string]Ground{"h/s0": GroundTop, "r/s0.f0": GroundMiddle, "r/s0.f7": GroundBottom, "h/s1": GroundTop} {
		cell := b.body.live[key]
		got := GroundNone
		if cell.head != nil {
			got = cell.head.data.Ground
		} else if cell.row != nil {
			got = cell.row.data.Ground
		}
		if got != want {
			t.Errorf("%s draws ground %d, want %d", key, got, want)
		}
	}
	if !b.body.live["r/s0.f0"].row.data.First || b.body.live["r/s0.f1"].row.data.First {
		t.Error("the first rule of a card is at the wrong row")
	}
}

func TestBoardWithTwoItemsOfOneID(t *testing.T) {
	start(t, theme.Light, 1)
	items := append(many(1), many(1)[1:]...)
	b, _ := board(t, Desktop, items, 1000, 1200)
	if n := len(b.body.order); n != len(items) {
		t.Errorf("%d objects for %d items", n, len(items))
	}
}

func TestBoardShrinks(t *testing.T) {
	start(t, theme.Light, 1)
	b, _ := board(t, Desktop, many(50), 1000, 600)
	b.ScrollToID("s49")
	b.SetItems(many(1))
	says(t, b, "s0", "s0.f7")
	if y := b.Offset(); y > 200 {
		t.Errorf("after shrinking the board stays at %v", y)
	}
	b.SetItems(nil)
	if len(b.body.order) != 0 {
		t.Error("an empty board keeps rows")
	}
}

func TestBoardKeyboardStepsBeyondTheWindow(t *testing.T) {
	start(t, theme.Light, 1)
	b, c := board(t, Desktop, many(6), 1000, 500)
	before := b.Offset()
	for range 60 {
		c.FocusNext()
	}
	if b.Offset() <= before {
		t.Error("the keyboard cannot leave the window")
	}
	r, ok := c.Focused().(interface{ ID() string })
	if s, star := c.Focused().(*Star); star {
		ok = s.focused
	} else if ok {
		says(t, b, r.ID())
	}
	if !ok {
		t.Errorf("the keyboard is at %T", c.Focused())
	}
}

func TestBoardForms(t *testing.T) {
	start(t, theme.Light, 1)
	b, _ := board(t, Desktop, many(3), 1000, 600)
	desktop := b.body.MinSize().Height
	b.SetForm(Phone)
	if got := b.body.MinSize().Height; got <= desktop {
		t.Errorf("phone form is %v high, desktop %v", got, desktop)
	}
	if r := b.body.live["r/s0.f0"].row; r.Size().Height != 64 {
		t.Errorf("a phone row is %v high", r.Size().Height)
	}
}

func TestBoardFollowsANewTextSize(t *testing.T) {
	start(t, theme.Light, 1)
	b, _ := board(t, Desktop, many(3), 1000, 600)
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Dark, 1.5))
	b.Refresh() // the real driver refreshes every window at a new theme
	r := b.body.live["r/s0.f0"].row
	if r.Size().Height != 60 || r.name.lines[0].TextSize != 21 {
		t.Errorf("at 150 %% a row is %v high in %v", r.Size().Height, r.name.lines[0].TextSize)
	}
	if r.name.lines[0].Color != theme.New(theme.Dark, 1).Color(theme.TokenText, 0) {
		t.Error("the row keeps the colours of the old theme")
	}
}
