package widgets

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
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
	c.SetReadout(at(16, 0, 0), "", ChartReadout{Text: []Piece{{Text: "다음 뉴스"}}})
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

func hover(c *StripChart, x, y float32) {
	c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

// The mouse asks without a press, once for each place, and leaves the chosen cursor alone.
func TestChartHover(t *testing.T) {
	start(t, theme.Light, 1)
	c := chartOf(Desktop)
	c.Resize(fyne.NewSize(960, c.HeightFor(960)))
	var got []ChartPoint
	c.OnHover = func(p ChartPoint) { got = append(got, p) }
	c.OnCursor = func(ChartPoint) { t.Error("the mouse alone moved the cursor") }
	a := c.area(960)
	x := c.x(a, at(16, 1, 31))
	hover(c, x, a.top+9+3*lanePitch+2)
	hover(c, x, a.top+9+3*lanePitch+2)
	if len(got) != 1 || got[0].Lane != "voice" || got[0].At.Sub(at(16, 1, 31)).Abs() > 2*time.Minute {
		t.Fatalf("told %+v", got)
	}
	hover(c, x+40, a.top+9)
	hover(c, a.left-20, a.top+9) // beside the lanes
	hover(c, a.left-30, a.top+9)
	c.MouseOut()
	if len(got) != 3 || got[1].Lane != "text" || !got[2].At.IsZero() {
		t.Errorf("told %+v", got)
	}
	c.SetForm(Phone)
	hover(c, 100, 60)
	if len(got) != 3 {
		t.Error("on a phone there is no mouse")
	}
}

func TestChartLanesAndTimesByKeyboard(t *testing.T) {
	start(t, theme.Light, 1)
	c := chartOf(Desktop)
	c.Resize(fyne.NewSize(960, c.HeightFor(960)))
	var lanes []string
	var pans []int
	c.OnCursor = func(p ChartPoint) { lanes = append(lanes, p.Lane) }
	c.OnPan = func(by int) { pans = append(pans, by) }
	for range 3 {
		key(c, fyne.KeyDown)
	}
	key(c, fyne.KeyUp)
	key(c, fyne.KeyRight) // stays on its lane
	for range 10 {
		key(c, fyne.KeyDown)
	}
	if want := "[text photo pc photo photo pc voice login pay send send send send send send]"; fmt.Sprint(lanes) != want {
		t.Errorf("lanes %v, want %s", lanes, want)
	}
	if !c.dot.Visible() {
		t.Error("nothing shows the lane of the cursor")
	}
	key(c, fyne.KeyPageUp)
	key(c, fyne.KeyPageDown)
	for range 100 {
		key(c, fyne.KeyLeft)
	}
	if len(pans) < 3 || pans[0] != -1 || pans[1] != 1 || pans[2] != -1 || !c.data.Cursor.Equal(c.data.From) {
		t.Errorf("panned %v, cursor %s", pans[:min(3, len(pans))], c.data.Cursor)
	}
	c.data.Summary = "모든 서비스"
	if said := c.AccessibilityLabel(); !strings.HasPrefix(said, "모든 서비스 카카오톡 문자") {
		t.Errorf("a screen reader says %q", said)
	}
}

// In a replay the time line takes it to another moment, and nothing is drawn of what has not happened yet.
func TestChartOfAReplay(t *testing.T) {
	start(t, theme.Light, 1)
	for _, form := range []Form{Desktop, Phone} {
		c := NewStripChart(form, playedChart())
		width := float32(map[Form]int{Desktop: 960, Phone: 328}[form])
		c.Resize(fyne.NewSize(width, c.HeightFor(width)))
		var sought []time.Time
		pointed := 0
		c.OnSeek = func(at time.Time) { sought = append(sought, at) }
		c.OnCursor = func(ChartPoint) { pointed++ }
		c.Say = func(at time.Time) string { return "~ " + at.Format("15:04") }
		a := c.area(width)
		now := c.x(a, c.data.At)
		for _, s := range c.segments {
			if end := s.rect.Position().X + s.rect.Size().Width; !s.to.IsZero() && end > now+1 {
				t.Errorf("%v: a lane is drawn until %v, now is at %v", form, end, now)
			}
		}
		if h := c.axis.Size().Height; form == Phone && h < 44 {
			t.Errorf("the time line is %v high for a finger", h)
		}
		drag := func(x float32) {
			c.axis.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 5)}})
		}
		drag(c.x(a, at(15, 20, 0)))
		if len(sought) > 0 {
			t.Error("it goes there before the finger is lifted")
		}
		says(t, c, "~ "+c.dragged.Format("15:04"))
		c.axis.DragEnd()
		c.axis.DragEnd()
		test.TapAt(c.axis, fyne.NewPos(c.x(a, at(16, 11, 0)), 5))
		test.TapAt(c, fyne.NewPos(c.x(a, at(16, 10, 0)), a.top+20)) // what is to come
		if len(sought) != 3 || pointed != 0 {
			t.Fatalf("%v: sought %v, pointed %d times", form, sought, pointed)
		}
		for i, want := range []time.Time{at(15, 20, 0), at(16, 11, 0), at(16, 10, 0)} {
			if sought[i].Sub(want).Abs() > 5*time.Minute {
				t.Errorf("%v: sought %s, want %s", form, sought[i], want)
			}
		}
		says(t, c, "지금 08:00", "이때로 가기")
		key(c, fyne.KeyReturn)
		test.Tap(c.onward)
		if len(sought) != 5 || !sought[4].Equal(c.data.Cursor) {
			t.Errorf("%v: the cursor is at %s, sought %v", form, c.data.Cursor, sought[3:])
		}
		key(c, fyne.KeyRight) // not beyond now
		for range 60 {
			key(c, fyne.KeyRight)
		}
		if !c.data.Cursor.Equal(c.data.At) {
			t.Errorf("%v: the cursor went on to %s", form, c.data.Cursor)
		}
		inside(t, c, c.Size())
	}
}

// On a phone the read-out stands right under the group that was tapped, and pushes the others down without covering them.
func TestChartReadoutOnAPhone(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		start(t, theme.Light, scale)
		c := chartOf(Phone)
		c.Resize(fyne.NewSize(328, c.HeightFor(328)))
		whole := c.Size().Height
		var got ChartPoint
		c.OnCursor = func(p ChartPoint) { got = p }
		y, _, ok := c.laneAtID(c.area(328), "login")
		if !ok {
			t.Fatal("no such lane")
		}
		test.TapAt(c, fyne.NewPos(100, y))
		if got.Lane != "login" {
			t.Errorf("at %v: tapped %q", scale, got.Lane)
		}
		c.SetReadout(got.At, got.Lane, ChartReadout{Look: look(theme.Major), Text: []Piece{{Text: "카카오 계정 로그인 장애"}}, More: []Piece{{Text: "15일 15:30부터 · 16시간 30분 · 정상 → 장애"}}, Go: "이때로 가기", Link: "출처"})
		c.Resize(fyne.NewSize(328, c.HeightFor(328)))
		box, next := c.box, c.groups[2].label.Text
		if top := box.Position().Y; top < y || next.Position().Y < top+box.Size().Height {
			t.Errorf("at %v: the read-out from %v to %v, the lane at %v, the next group at %v", scale, top, top+box.Size().Height, y, next.Position().Y)
		}
		for _, s := range said(c) {
			if strings.Contains(s, "…") {
				t.Errorf("at %v: %q is cut", scale, s)
			}
		}
		if c.onward.Size().Height < 44 || c.link.Size().Height < 44 {
			t.Errorf("at %v: buttons of %v and %v", scale, c.onward.Size(), c.link.Size())
		}
		got = ChartPoint{}
		test.TapAt(c, fyne.NewPos(60, box.Position().Y+10))
		if !got.At.IsZero() {
			t.Error("a tap on the read-out moved the cursor")
		}
		inside(t, c, c.Size())
		if y, _, _ := c.laneAtID(c.area(328), "send"); y < next.Position().Y || c.Size().Height < whole {
			t.Errorf("at %v: the last lane at %v", scale, y)
		}
	}
}

// A zoomed chart whose now lies outside does not claim to show it.
func TestChartWithoutNow(t *testing.T) {
	start(t, theme.Light, 1)
	d := chartOf(Desktop).data
	d.At, d.From, d.To = d.To, at(15, 16, 0), at(15, 22, 0)
	c := NewStripChart(Desktop, d)
	c.Resize(fyne.NewSize(960, c.HeightFor(960)))
	for _, s := range said(c) {
		if s == "지금 08:00" {
			t.Error("it says now")
		}
	}
	for _, s := range c.segments {
		if s.to.IsZero() && s.rect.Visible() {
			t.Error("the state of now stands at another time")
		}
	}
}
