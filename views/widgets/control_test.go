package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

// control is what every pressable widget of the package is.
type control interface {
	fyne.Widget
	fyne.Tappable
	fyne.Focusable
	fyne.Disableable
	desktop.Hoverable
	fyne.Accessible
}

// controls makes one of each, counting what is set off.
func controls(f Form, n *int) map[string]control {
	hit := func() { *n++ }
	turned := func(bool) { *n++ }
	row := NewFunctionRow(f, FunctionRowData{ID: "a", Name: "문자", Word: "장애"})
	row.OnTapped = func(string) { *n++ }
	head := NewServiceHead(f, ServiceHeadData{ID: "a", Name: "카카오톡", Word: "장애"})
	head.OnTapped = func(string) { *n++ }
	quick := NewQuickAnswers(f, []QuickAnswer{{ID: "q", Label: "복구"}}, func(string) { *n++ })
	rail := NewRail(screens, func(string) { *n++ })
	bar := NewReplayBar(f, ReplayBarData{Pause: "멈추기", Speed: "60배"})
	bar.OnPause = hit
	bar.Resize(fyne.NewSize(600, 44))
	return map[string]control{
		"chip": NewChip(f, ChipData{Label: "전체"}, hit), "button": NewButton(f, ButtonData{Label: "확인하기"}, hit),
		"link": NewButton(f, ButtonData{Kind: Link, Label: "출처"}, hit), "icon button": NewIconButton(f, IconButtonData{Label: "찾기"}, hit),
		"switch": NewSwitch(f, ToggleData{Label: "알림"}, turned), "check": NewCheck(f, ToggleData{Label: "했어요"}, turned),
		"star": NewStar(f, ToggleData{Label: "지켜보기"}, turned),
		"row":  row, "head": head, "quick": quick.cells[0], "rail": rail.items[0], "bar": bar.pause,
	}
}

func TestControlsAnswerToTapAndKeyboard(t *testing.T) {
	start(t, theme.Light, 1)
	n := 0
	for name, c := range controls(Desktop, &n) {
		c.Resize(c.MinSize())
		n = 0
		test.Tap(c)
		key(c, fyne.KeySpace)
		key(c, fyne.KeyReturn)
		key(c, fyne.KeyEnter)
		key(c, fyne.KeyA)
		if n != 4 {
			t.Errorf("%s: a tap, Space, Return and Enter set off %d times, want 4", name, n)
		}
		c.Disable()
		test.Tap(c)
		key(c, fyne.KeySpace)
		if n != 4 || !c.Disabled() {
			t.Errorf("%s: set off although disabled", name)
		}
		c.Enable()
		if c.AccessibilityLabel() == "" {
			t.Errorf("%s has no words for a screen reader", name)
		}
	}
}

func TestFocusRingAndHover(t *testing.T) {
	start(t, theme.Light, 1)
	n := 0
	accent := theme.Color(theme.TokenAccent)
	for name, c := range controls(Desktop, &n) {
		c.Resize(c.MinSize())
		rings := func() (n int) {
			walk(c, func(o fyne.CanvasObject) {
				if r, ok := rectangle(o); ok && r.StrokeWidth == theme.Ring {
					n++
					if name != "bar" && r.StrokeColor != accent {
						t.Errorf("%s: the ring is not accent", name)
					}
				}
			})
			return n
		}
		if rings() != 0 {
			t.Errorf("%s has a ring without focus", name)
		}
		c.FocusGained()
		if rings() != 1 {
			t.Errorf("%s has %d rings with focus", name, rings())
		}
		c.FocusLost()
		if rings() != 0 {
			t.Errorf("%s keeps its ring", name)
		}
		c.MouseIn(nil)
		c.MouseOut()
	}
}

func TestTouchTargets(t *testing.T) {
	start(t, theme.Light, 1)
	n := 0
	for name, c := range controls(Phone, &n) {
		if m := c.MinSize(); m.Height < theme.Touch {
			t.Errorf("%s is %v high on a phone, want 44 at least", name, m.Height)
		}
	}
	if h := NewSearchField(Phone, SearchFieldData{}, nil).MinSize().Height; h < theme.Touch {
		t.Errorf("search is %v high on a phone", h)
	}
}

func TestTogglesTellAndSetDoesNot(t *testing.T) {
	start(t, theme.Light, 1)
	var told []bool
	s := NewSwitch(Desktop, ToggleData{}, func(on bool) { told = append(told, on) })
	test.Tap(s)
	test.Tap(s)
	s.Set(ToggleData{On: true})
	if len(told) != 2 || !told[0] || told[1] || !s.On() {
		t.Errorf("told %v, is %v", told, s.On())
	}
}

func TestSegmented(t *testing.T) {
	start(t, theme.Light, 1)
	var told []int
	s := NewSegmented(Desktop, SegmentedData{Labels: []string{"6시간", "24시간", "전체"}, Selected: 2}, func(i int) { told = append(told, i) })
	before := s.MinSize().Width
	test.Tap(s.segments[0])
	test.Tap(s.segments[0]) // already there
	if len(told) != 1 || told[0] != 0 || s.Selected() != 0 {
		t.Errorf("told %v, selected %d", told, s.Selected())
	}
	if s.MinSize().Width != before {
		t.Error("the control changes its width with the choice")
	}
	s.Set(SegmentedData{Labels: []string{"하나"}})
	says(t, s, "하나")
	if len(said(s)) != 1 {
		t.Errorf("old segments stay: %q", said(s))
	}
}

func TestChipCount(t *testing.T) {
	start(t, theme.Light, 1)
	c := NewChip(Desktop, ChipData{Label: "내 것", Count: "3"}, nil)
	c.Resize(c.MinSize())
	says(t, c, "내 것", "3")
	c.Set(ChipData{Label: "내 것", Count: "12", Selected: true})
	c.Resize(c.MinSize())
	says(t, c, "내 것", "12")
}

func TestSearchField(t *testing.T) {
	start(t, theme.Light, 1)
	var last string
	s := NewSearchField(Desktop, SearchFieldData{Placeholder: "서비스나 기능 찾기", Hint: "Ctrl F"}, func(q string) { last = q })
	c := show(t, s, 232, 34)
	if s.MinSize().Height > 36 {
		t.Errorf("search is %v high, the design says 34", s.MinSize().Height)
	}
	says(t, s, "Ctrl F")
	s.Focus()
	if c.Focused() == nil {
		t.Fatal("the field cannot be focused")
	}
	test.Type(s.entry, "카카오")
	if last != "카카오" || s.Text() != "카카오" || s.hint.Visible() {
		t.Errorf("typed %q, told %q, hint visible %v", s.Text(), last, s.hint.Visible())
	}
	key(s.entry, fyne.KeyEscape)
	if s.Text() != "" || last != "" {
		t.Errorf("Esc left %q", s.Text())
	}
	key(s.entry, fyne.KeyEscape)
	if c.Focused() != nil {
		t.Error("a second Esc does not leave the field")
	}
}

func TestLineTip(t *testing.T) {
	start(t, theme.Light, 1)
	l := NewLine(LineData{Text: "36분째", Step: theme.Body, Full: "2022-10-16 07:24"})
	c := show(t, l, 200, 100)
	test.Tap(l)
	if c.Overlays().Top() == nil {
		t.Fatal("a tap shows nothing")
	}
	c.Overlays().Top().Hide()
	plain := NewLine(LineData{Text: "짧아요"})
	c = show(t, plain, 200, 100)
	test.Tap(plain)
	if c.Overlays().Top() != nil {
		t.Error("a line that hides nothing shows a tip")
	}
}

func TestButtonAndChipShortenToTheirRoom(t *testing.T) {
	start(t, theme.Light, 1)
	long := strings.Repeat("가나", 30)
	type shortened interface {
		control
		fyne.SecondaryTappable
		Cut() bool
	}
	for name, c := range map[string]shortened{
		"button":            NewButton(Phone, ButtonData{Label: long}, nil),
		"button with icons": NewButton(Phone, ButtonData{Label: long, Icon: "bell", After: "link"}, nil),
		"link":              NewButton(Desktop, ButtonData{Kind: Link, Label: long, After: "chevron"}, nil),
		"chip":              NewChip(Phone, ChipData{Icon: "check", Label: long, Count: "123"}, nil),
		"selected chip":     NewChip(Desktop, ChipData{Label: long, Count: "123", Selected: true}, nil),
	} {
		row := NewRow(Phone, RowData{Left: []fyne.CanvasObject{c}, Narrow: true})
		canvas := show(t, row, 200, 200)
		if got := row.MinSize().Width; got > 200 {
			t.Errorf("%s: its row wants %v", name, got)
		}
		if c.Size().Width != 200 || !c.Cut() {
			t.Errorf("%s: %v wide, cut %v", name, c.Size().Width, c.Cut())
		}
		c.MinSize() // measuring must not bring back what was cut
		right := float32(0)
		walk(c, func(o fyne.CanvasObject) {
			if _, frame := rectangle(o); !frame && o != fyne.CanvasObject(c) && o.Visible() {
				if o.Position().X < 0 || o.Position().X+o.MinSize().Width > 200 {
					t.Errorf("%s: something reaches from %v to %v", name, o.Position().X, o.Position().X+o.MinSize().Width)
				}
				right = max(right, o.Position().X+o.Size().Width)
			}
		})
		if right < 150 {
			t.Errorf("%s: shortened to %v of 200", name, right)
		}
		c.TappedSecondary(nil)
		if canvas.Overlays().Top() == nil {
			t.Errorf("%s: a secondary tap does not tell the rest", name)
		} else {
			test.TapCanvas(canvas, fyne.NewPos(199, 199)) // elsewhere
		}
		c.Resize(c.MinSize())
		c.TappedSecondary(nil)
		if c.Cut() || canvas.Overlays().Top() != nil {
			t.Errorf("%s: cut although there is room", name)
		}
	}
}

// With large letters the labels of the tabs are smaller than they should be, and all equally so.
func TestTabsAreEven(t *testing.T) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(theme.Light, 2))
	tabs := NewTabs(NavData{Selected: "a", Items: []NavItem{{ID: "a", Label: "Status"}, {ID: "b", Label: "Guidance"}, {ID: "c", Label: "More"}}}, nil)
	w := test.NewTempWindow(t, tabs)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(240, 128))
	first := tabs.items[0].label.TextSize
	if full := theme.Small.TextSize(); first >= full {
		t.Fatalf("%v, not smaller than %v: nothing is tried", first, full)
	}
	for _, it := range tabs.items {
		if it.label.TextSize != first {
			t.Errorf("%s has %v, %s has %v", it.data.Label, it.label.TextSize, tabs.items[0].data.Label, first)
		}
		if w := fyne.MeasureText(it.data.Label, it.label.TextSize, it.label.TextStyle).Width; w > it.Size().Width {
			t.Errorf("%s is %v wide in %v", it.data.Label, w, it.Size().Width)
		}
	}
}
