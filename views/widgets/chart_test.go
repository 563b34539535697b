package widgets

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

func TestChartTapTellsTimeAndLane(t *testing.T) {
	start(t, theme.Light, 1)
	c := chartOf(Desktop)
	c.Resize(fyne.NewSize(960, c.HeightFor(960)))
	var got ChartPoint
	c.OnCursor = func(p ChartPoint) { got = p }
	a := c.area(960)
	x := c.x(a, at(16, 1, 31))
	test.TapAt(c, fyne.NewPos(x, a.top+9+3*lanePitch+2))
	if d := got.At.Sub(at(16, 1, 31)); d < -2*time.Minute || d > 2*time.Minute {
		t.Errorf("tapped 01:31, told %v", got.At)
	}
	if got.Group != "talk" || got.Lane != "voice" || !got.Inside {
		t.Errorf("told %+v", got)
	}
	test.TapAt(c, fyne.NewPos(a.left-50, a.bottom-8))
	if !got.At.Equal(at(15, 15, 0)) || got.Group != "pay" {
		t.Errorf("left of the chart: told %+v", got)
	}
	got = ChartPoint{}
	test.TapAt(c, fyne.NewPos(300, c.Size().Height-10))
	if !got.At.IsZero() {
		t.Error("a tap on the legend moved the cursor")
	}
}

func TestChartKeyboard(t *testing.T) {
	start(t, theme.Light, 1)
	c := chartOf(Desktop)
	c.Resize(fyne.NewSize(960, c.HeightFor(960)))
	var got ChartPoint
	c.OnCursor = func(p ChartPoint) { got = p }
	key(c, fyne.KeyLeft)
	if want := at(16, 1, 14); !got.At.Equal(want) {
		t.Errorf("one step left is %v, want %v", got.At, want)
	}
	for range 100 {
		key(c, fyne.KeyRight)
	}
	if !got.At.Equal(at(16, 8, 0)) {
		t.Errorf("the cursor left the chart: %v", got.At)
	}
}

func TestChartReadout(t *testing.T) {
	start(t, theme.Light, 1)
	c := chartOf(Desktop)
	c.Resize(fyne.NewSize(960, c.HeightFor(960)))
	says(t, c, "장애", "일부 장애", "출처 2곳", "지금 08:00", "첫 공지 16:10", "15일 15시", "카카오 계정")
	n := len(c.segments)
	c.SetReadout(at(16, 0, 0), ChartReadout{Text: []Piece{{Text: "다음 뉴스"}}})
	says(t, c, "다음 뉴스")
	if len(c.segments) != n {
		t.Error("a new read-out rebuilt the lanes")
	}
	for _, s := range said(c) {
		if s == "출처 2곳" {
			t.Error("the old link is still there")
		}
	}
}

func TestChartSegments(t *testing.T) {
	start(t, theme.Light, 1)
	d := chartOf(Desktop).data
	d.Groups = d.Groups[:1]
	d.Groups[0].Lanes = []ChartLane{{ID: "x", Now: look(theme.Major), Segments: []ChartSegment{
		{From: at(14, 0, 0), To: at(17, 0, 0), Look: look(theme.Major)},         // beyond both ends: cut
		{From: at(15, 20, 0), To: at(15, 20, 1), Look: look(theme.Degraded)},    // a minute: still seen
		{From: at(13, 0, 0), To: at(13, 1, 0), Look: look(theme.Partial)},       // outside: not drawn
		{From: at(15, 22, 0), To: at(15, 21, 0), Look: look(theme.Operational)}, // the wrong way round: not drawn
	}}}
	c := NewStripChart(Desktop, d)
	c.Resize(fyne.NewSize(960, c.HeightFor(960)))
	a := c.area(960)
	if len(c.segments) != 3 {
		t.Fatalf("%d segments with the cap, want 3", len(c.segments))
	}
	whole := c.segments[0].rect
	if whole.Position().X != a.left || whole.Size().Width != a.right-a.left || whole.Size().Height != 5 {
		t.Errorf("the long segment is at %v, %v", whole.Position(), whole.Size())
	}
	if short := c.segments[1].rect; short.Size().Width < 1 || short.Size().Height != 2 {
		t.Errorf("the short segment is %v", short.Size())
	}
	if end := c.segments[2].rect; end.Position().X != a.right+nowGap || end.Size().Width != nowCap {
		t.Errorf("the cap is at %v, %v", end.Position(), end.Size())
	}
	if b, w := whole.Position().Y+whole.Size().Height, c.segments[1].rect; w.Position().Y+w.Size().Height != b {
		t.Error("lanes do not stand on one base line")
	}
}

func TestChartWithoutTime(t *testing.T) {
	start(t, theme.Light, 1)
	c := NewStripChart(Phone, StripChartData{Groups: []ChartGroup{{Label: "x"}}})
	c.Resize(fyne.NewSize(300, c.HeightFor(300)))
	test.TapAt(c, fyne.NewPos(50, 40))
	key(c, fyne.KeyLeft)
}
