package views

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// charted is Recovery with the chart of the recorded outage on its second morning.
func charted(t *testing.T, lang string, form widgets.Form, c *calls) (*Recovery, *Snapshot) {
	t.Helper()
	v := NewRecovery(openable(c), form)
	window(t, v.Object(), map[widgets.Form]float32{widgets.Desktop: 1092, widgets.Phone: 390}[form], 3000)
	s := recorded(t, "kakao-2022", lang, morning)
	v.Update(s)
	return v, s
}

// lane is what the chart draws of a component.
func (v *Recovery) drawn(id string) []widgets.ChartSegment {
	for _, g := range v.strip.data.Groups {
		for _, l := range g.Lanes {
			if l.ID == id {
				return l.Segments
			}
		}
	}
	return nil
}

// What a place of the chart stands for: which function, in which state, from when until when, how long, and what changed.
func TestChartDetails(t *testing.T) {
	startApp(t)
	var c calls
	v, _ := charted(t, "ko", widgets.Desktop, &c)
	day := func(d, h, m int) time.Time { return time.Date(2022, 10, d, h, m, 0, 0, kst) }
	for _, tt := range []struct {
		lane string
		at   time.Time
		want []string
	}{
		{"talk.text", day(15, 20, 0), []string{"카카오톡 문자", "장애", "15일 15:30 ~ 16일 01:31 · 10시간 1분", "정상 → 장애"}},
		{"talk.text", day(16, 3, 0), []string{"카카오톡 문자", "일부 장애", "16일 01:31 ~ 07:24 · 5시간 53분", "장애 → 일부 장애"}},
		{"talk.text", day(16, 7, 50), []string{"불안정", "16일 07:24부터 · 36분", "일부 장애 → 불안정"}},
		{"talk.media", day(16, 7, 50), []string{"카카오톡 사진·동영상", "장애", "15일 15:30부터 · 16시간 30분"}},
	} {
		v.point(widgets.ChartPoint{At: tt.at, Lane: tt.lane, Inside: true})
		inOrder(t, texts(v.chart), tt.want...)
	}
	v.lane = ""
	v.point(widgets.ChartPoint{At: day(16, 3, 0)}) // beside the lanes: all of them
	inOrder(t, texts(v.chart), "16일 03:00", "장애 ", "일부 장애 ")
	if said := v.chart.AccessibilityLabel(); !strings.HasPrefix(said, "시간에 따른 변화. 15일 14:57부터 16일 08:00까지 24줄이에요. 지금은 장애 ") || !strings.Contains(said, "16일 03:00") {
		t.Errorf("a screen reader says %q", said)
	}

	// The mouse asks for a moment, and leaves what was chosen.
	v.point(widgets.ChartPoint{At: day(16, 3, 0), Lane: "talk.text", Inside: true})
	v.hoverOn(widgets.ChartPoint{At: day(15, 20, 0), Lane: "talk.media", Inside: true})
	inOrder(t, texts(v.chart), "카카오톡 사진·동영상")
	v.hoverOn(widgets.ChartPoint{})
	inOrder(t, texts(v.chart), "카카오톡 문자", "일부 장애")
}

// Six hours, and then earlier and later as far as there is something to see.
func TestChartZoomAndPan(t *testing.T) {
	startApp(t)
	for _, form := range []widgets.Form{widgets.Desktop, widgets.Phone} {
		var c calls
		v, _ := charted(t, "ko", form, &c)
		without(t, texts(v.Object()), "더 이전")
		v.pick(0)
		inOrder(t, texts(v.Object()), "더 이전", "더 나중")
		d := v.strip.data
		if d.To.Sub(d.From) != 6*time.Hour || !d.To.Equal(morning) || v.earlier.Disabled() || !v.later.Disabled() {
			t.Fatalf("six hours: from %s to %s, earlier %v, later %v", d.From, d.To, !v.earlier.Disabled(), !v.later.Disabled())
		}
		v.panBy(1)
		if !v.strip.data.To.Equal(morning) {
			t.Error("there is a later than now")
		}
		v.panBy(-1)
		if d = v.strip.data; !d.To.Equal(morning.Add(-3*time.Hour)) || d.To.Sub(d.From) != 6*time.Hour || v.later.Disabled() {
			t.Errorf("earlier: from %s to %s", d.From, d.To)
		}
		for range 20 {
			v.panBy(-1)
		}
		d = v.strip.data
		started := v.snap.Status.Incidents[0].StartedAt
		if !v.earlier.Disabled() || d.From.After(started) || d.From.Before(started.Add(-2*time.Hour)) || d.To.Sub(d.From) != 6*time.Hour {
			t.Errorf("the beginning: from %s to %s", d.From, d.To)
		}
		// What a function was in then is known from what it became later.
		segs := v.drawn("talk.text")
		if len(segs) < 2 || segs[0].Look.State != "operational" || segs[1].Look.State != "major_outage" {
			t.Errorf("%+v", segs)
		}
		without(t, texts(v.chart), "지금")
		v.panBy(1)
		if by := v.strip.data.From.Sub(d.From); by <= 0 || by > 3*time.Hour {
			t.Errorf("one later than the beginning: from %s", v.strip.data.From)
		}
		v.pick(2)
		without(t, texts(v.Object()), "더 이전")
		if !v.strip.data.To.Equal(morning) {
			t.Errorf("all: to %s", v.strip.data.To)
		}
	}
}

// By keyboard beyond the left end of six hours.
func TestChartKeysPan(t *testing.T) {
	startApp(t)
	var c calls
	v, _ := charted(t, "en", widgets.Desktop, &c)
	v.pick(0)
	for range 70 {
		v.chart.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	}
	if got := morning.Sub(v.cursor); got < 6*time.Hour || got > 7*time.Hour+time.Minute {
		t.Errorf("70 steps of six minutes lead %s back", got)
	}
	if d := v.strip.data; v.cursor.Before(d.From) || v.cursor.After(d.To) {
		t.Errorf("the cursor at %s is not seen from %s to %s", v.cursor, d.From, d.To)
	}
}

// A replay that obeys shows a little of what is to come, goes where it is told, and a drill is the same.
func TestChartOfAReplayGoesThere(t *testing.T) {
	startApp(t)
	var c calls
	v, s := charted(t, "ko", widgets.Desktop, &c)
	n := *s
	until := morning.Add(2 * time.Hour)
	n.Replay = &Replay{At: morning, Control: true, From: morning.AddDate(0, 0, -1), Until: until, Moments: []time.Time{morning.Add(time.Hour)}}
	v.Update(&n)
	v.draw()
	d := v.strip.data
	if !d.Played || !d.At.Equal(morning) || !d.To.Equal(until) || len(d.Moments) != 1 {
		t.Fatalf("played %v at %s to %s", d.Played, d.At, d.To)
	}
	v.pick(0)
	if d = v.strip.data; d.To.Sub(d.From) != 6*time.Hour || !d.To.After(morning) || d.To.After(until) {
		t.Errorf("six hours from %s to %s", d.From, d.To)
	}
	v.point(widgets.ChartPoint{At: morning.Add(-2 * time.Hour), Lane: "talk.text", Inside: true})
	inOrder(t, texts(v.chart), "카카오톡 문자", "이때로 가기")
	v.chart.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	v.chart.OnSeek(until)
	if len(c.sought) != 2 || !c.sought[0].Equal(morning.Add(-2*time.Hour)) || !c.sought[1].Equal(until) {
		t.Errorf("sought %v", c.sought)
	}

	foreign := *n.Replay
	foreign.Control = false
	m := n
	m.Replay = &foreign
	v.Update(&m)
	v.draw()
	v.point(widgets.ChartPoint{At: morning.Add(-2 * time.Hour), Lane: "talk.text", Inside: true})
	without(t, texts(v.chart), "이때로 가기")
	v.seek(until)
	if len(c.sought) != 2 || v.strip.data.Played {
		t.Error("a replay of others was moved")
	}
}

func TestWindowOf(t *testing.T) {
	in := &feed.Incident{StartedAt: morning.Add(-20 * time.Hour)}
	live := snapshotOf("ko", document(), morning)
	replay := *live
	replay.Replay = &Replay{Control: true, Until: morning.Add(time.Hour)}
	for _, tt := range []struct {
		s        *Snapshot
		span     time.Duration
		pan      int
		from, to time.Duration // from now
	}{
		{live, 0, 0, -20*time.Hour - 40*time.Minute, 0},
		{live, 6 * time.Hour, 0, -6 * time.Hour, 0},
		{live, 6 * time.Hour, 1, -6 * time.Hour, 0},
		{live, 6 * time.Hour, -2, -12 * time.Hour, -6 * time.Hour},
		{live, 24 * time.Hour, -1, -20*time.Hour - 40*time.Minute, 3*time.Hour + 20*time.Minute},
		{&replay, 0, 0, -20*time.Hour - 40*time.Minute, time.Hour},
		{&replay, 6 * time.Hour, 0, -5 * time.Hour, time.Hour},
		{&replay, 6 * time.Hour, -1, -8 * time.Hour, -2 * time.Hour},
	} {
		w := windowOf(tt.s, in, chartRange(tt.span), tt.pan)
		if tt.to > 0 && tt.s == live { // there is nothing later than now
			tt.from, tt.to = tt.from-tt.to, 0
			tt.from = -24 * time.Hour
		}
		if w.from.Sub(morning) != tt.from || w.to.Sub(morning) != tt.to {
			t.Errorf("%s by %d: from %s to %s, want %s to %s", tt.span, tt.pan, w.from.Sub(morning), w.to.Sub(morning), tt.from, tt.to)
		}
	}
}
