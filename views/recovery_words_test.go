package views

import (
	"slices"
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

func TestRecoverySentence(t *testing.T) {
	begun := morning.Add(-2 * time.Hour)
	end := morning.Add(-time.Hour)
	down, up, before := made{"가", "1", feed.MajorOutage, begun}, made{"가", "2", feed.Operational, end}, made{"가", "3", feed.Operational, begun.Add(-time.Hour)}
	due, late := morning.Add(time.Hour), morning.Add(-10*time.Minute)
	for _, tt := range []struct {
		name  string
		list  []made
		in    feed.Incident
		stale bool
		title string
		sub   string
	}{
		{"nothing back", []made{down, before}, feed.Incident{}, false, "멈춘 기능 1개 중 돌아온 것이 아직 없어요.", "언제 다 돌아오는지는 아직 말하지 않았어요."},
		{"some back", []made{down, up, before}, feed.Incident{}, false, "기능 2개 중 1개가 돌아왔어요.", "언제 다 돌아오는지는 아직 말하지 않았어요."},
		{"all back", []made{up}, feed.Incident{}, false, "멈췄던 기능 1개가 모두 돌아왔어요.", "장애가 끝났다는 말은 아직 없어요."},
		{"stale", []made{down, up}, feed.Incident{}, true, "기능 2개 중 1개가 돌아와 있었어요.", "08:00에 마지막으로 확인했어요. 지금은 다를 수 있어요."},
		{"promised", []made{down}, feed.Incident{Promises: []feed.Promise{{State: feed.PromiseOpen, DueAt: due}}}, false, "멈춘 기능 1개 중 돌아온 것이 아직 없어요.", "다음 약속은 09:00까지예요."},
		{"no word", []made{down}, feed.Incident{Promises: []feed.Promise{{State: feed.PromiseOpen, DueAt: due}, {State: feed.PromiseOpen, DueAt: late}}}, false, "멈춘 기능 1개 중 돌아온 것이 아직 없어요.", "07:50까지라던 약속이 지났는데, 아직 아무 말이 없어요."},
		{"over", []made{up}, feed.Incident{Status: feed.Resolved, ResolvedAt: &end}, false, "장애가 1시간 만에 끝났어요.", "멈췄던 기능 1개가 모두 정상이에요."},
		{"over but not back", []made{down, up}, feed.Incident{Status: feed.Postmortem, ResolvedAt: &end}, false, "장애가 1시간 만에 끝났어요.", "운영사가 끝났다고 했지만, 기능 1개는 아직 정상이 아니에요."},
		{"over, when is not known", []made{up}, feed.Incident{Status: feed.Resolved}, false, "장애가 끝났어요.", "멈췄던 기능 1개가 모두 정상이에요."},
		{"over by its update", []made{up}, feed.Incident{Status: feed.Resolved, Updates: []feed.Update{{Status: feed.Resolved, DisplayAt: end}}}, false, "장애가 1시간 만에 끝났어요.", "멈췄던 기능 1개가 모두 정상이에요."},
		{"no function", []made{before}, feed.Incident{Name: feed.Plain("일"), Status: feed.Identified}, false, "일: 원인 확인됨", "언제 다 돌아오는지는 아직 말하지 않았어요."},
	} {
		tt.in.StartedAt = begun
		s := snapshotOf("ko", document(tt.list...), morning)
		s.Stale = tt.stale
		if got := recoveryHeading(s, &tt.in); got.Title != tt.title || got.Sub != tt.sub {
			t.Errorf("%s: %q %q", tt.name, got.Title, got.Sub)
		}
	}
}

func TestPromiseLedger(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2022, 10, 16, h, 0, 0, 0, kst) }
	p := func(id string, state feed.PromiseState, made, due int, replaces string) feed.Promise {
		return feed.Promise{ID: id, Text: feed.Plain(id), State: state, MadeAt: at(made), DueAt: at(due), Replaces: replaces}
	}
	in := &feed.Incident{ID: "i", StartedAt: at(0), Promises: []feed.Promise{
		p("kept", feed.PromiseKept, 1, 3, ""), p("first", feed.PromiseMoved, 1, 4, ""), p("second", feed.PromiseOpen, 3, 10, "first"),
		p("silent", feed.PromiseOpen, 2, 7, ""), p("missed", feed.PromiseMissed, 1, 5, ""), p("loose", feed.PromiseMoved, 1, 6, ""),
	}}
	s := snapshotOf("ko", document(made{"가", "", feed.MajorOutage, at(0)}), morning)
	s.History = []feed.Change{{Kind: feed.ChangePromise, IncidentID: "i", PromiseID: "kept", To: "kept", At: at(2)}}
	type row struct {
		text, word string
		outcome    widgets.Outcome
		trail      []string
	}
	var got []row
	for _, d := range promiseRows(s, in) {
		r := row{text: d.Text, word: d.Word, outcome: d.Outcome}
		for _, step := range d.Trail {
			line := step.When + " "
			for _, p := range step.Text {
				line += p.Text
			}
			r.trail = append(r.trail, line)
		}
		got = append(got, r)
	}
	want := []row{
		{"silent", "소식 없음", widgets.NoPromise, []string{"16일 02:00 약속했어요. 기한은 16일 07:00이에요.", "16일 07:00 기한에서 1시간 지났어요. 아직 아무 말이 없어요."}},
		{"second", "남음", widgets.Open, []string{"16일 01:00 약속했어요. 기한은 16일 04:00이에요.", "16일 03:00 16일 10:00으로 미뤘어요.", "16일 10:00 기한이에요. 2시간 남았어요."}},
		{"missed", "어김", widgets.Missed, []string{"16일 01:00 약속했어요. 기한은 16일 05:00이에요.", "16일 05:00 기한까지 지키지 못했어요."}},
		{"loose", "미룸", widgets.Moved, []string{"16일 01:00 약속했어요. 기한은 16일 06:00이에요.", " 미뤘어요. 새 기한은 나오지 않았어요."}},
		{"kept", "지킴", widgets.Kept, []string{"16일 01:00 약속했어요. 기한은 16일 03:00이에요.", "16일 02:00 지켰어요."}},
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows: %v", len(got), got)
	}
	for i := range want {
		if got[i].text != want[i].text || got[i].word != want[i].word || got[i].outcome != want[i].outcome || !slices.Equal(got[i].trail, want[i].trail) {
			t.Errorf("%d: %v\nwant %v", i, got[i], want[i])
		}
	}
	s.Stale = true
	for _, d := range promiseRows(s, in) {
		for _, step := range d.Trail {
			for _, p := range step.Text {
				if p.Text == "기한이에요. 2시간 남았어요." || p.Bold {
					t.Errorf("stale, and yet %q", p.Text)
				}
			}
		}
	}
	// A circle of replacements ends.
	in.Promises = []feed.Promise{p("a", feed.PromiseOpen, 1, 9, "b"), p("b", feed.PromiseOpen, 1, 9, "a"), p("c", feed.PromiseOpen, 1, 9, "b")}
	if n := len(chainOf(in, &in.Promises[2])); n != 3 {
		t.Errorf("chain of %d", n)
	}
}

func TestStretches(t *testing.T) {
	h := func(n int) time.Time { return morning.Add(time.Duration(n) * time.Hour) }
	change := func(n int, from, to feed.ComponentStatus) turn { return turn{h(n), from, to} }
	const ok, bad, half, none = feed.Operational, feed.MajorOutage, feed.PartialOutage, feed.ComponentUnknown
	for _, tt := range []struct {
		name    string
		state   feed.ComponentStatus
		since   time.Time
		changes []turn
		known   int
		want    []stretch
	}{
		{"all known", half, h(6), []turn{change(2, ok, bad), change(6, bad, half)}, 0, []stretch{{h(0), h(2), ok}, {h(2), h(6), bad}, {h(6), h(8), half}}},
		{"the history begins late", half, h(6), []turn{change(6, bad, half)}, 4, []stretch{{h(0), h(4), none}, {h(4), h(6), bad}, {h(6), h(8), half}}},
		{"no change, since when is told", bad, h(3), nil, 4, []stretch{{h(0), h(3), none}, {h(3), h(8), bad}}},
		{"no change, long so", ok, h(-5), nil, 0, []stretch{{h(0), h(8), ok}}},
		{"no change, nobody says since when", ok, time.Time{}, nil, 4, []stretch{{h(0), h(4), none}, {h(4), h(8), ok}}},
		{"the last change is missing", ok, h(7), []turn{change(2, ok, bad)}, 0, []stretch{{h(0), h(2), ok}, {h(2), h(7), bad}, {h(7), h(8), ok}}},
		{"before the chart", bad, h(-1), []turn{change(-1, ok, bad)}, 0, []stretch{{h(0), h(8), bad}}},
		{"since lies ahead", bad, h(20), nil, 0, []stretch{{h(0), h(8), none}}},
	} {
		c := &feed.Component{ID: "c", Status: tt.state, Since: tt.since}
		got := stretches(c, tt.changes, h(0), h(8), h(tt.known))
		if !slices.EqualFunc(got, tt.want, func(a, b stretch) bool { return a.from.Equal(b.from) && a.to.Equal(b.to) && a.state == b.state }) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestManyLanes(t *testing.T) {
	var list []made
	for i := range 31 {
		name := string(rune('가' + i))
		list = append(list, made{name, "1", feed.Operational, morning.Add(-9 * time.Hour)}, made{name, "2", feed.MajorOutage, morning.Add(-time.Hour)})
	}
	doc := document(list...)
	s := snapshotOf("ko", doc, morning)
	s.History = []feed.Change{{Kind: feed.ChangeComponentStatus, ComponentID: "가.2", At: morning.Add(-time.Hour), From: "operational", To: "major_outage"}}
	in := &feed.Incident{StartedAt: morning.Add(-time.Hour)}
	out := stripOf(s, in, windowOf(s, in, 0, 0), false)
	if !out.single || len(out.data.Groups) != 31 || len(out.data.Groups[0].Lanes) != 1 {
		t.Fatalf("single %v, %d groups", out.single, len(out.data.Groups))
	}
	segs := out.data.Groups[0].Lanes[0].Segments
	if len(segs) != 2 || segs[0].Look.State != "operational" || segs[1].Look.State != "partial_outage" {
		t.Errorf("%v", segs)
	}
	for i := range 40 {
		list = append(list, made{"더" + string(rune('a'+i)), "", feed.Operational, morning})
	}
	s = snapshotOf("ko", document(list...), morning)
	if out = stripOf(s, in, windowOf(s, in, 0, 0), false); out.hidden != 40 || len(out.data.Groups) != 31 {
		t.Errorf("hidden %d, %d groups", out.hidden, len(out.data.Groups))
	}
}

func TestChartTicks(t *testing.T) {
	s := snapshotOf("en", document(), morning)
	for _, tt := range []struct {
		from  time.Duration
		phone bool
		want  []string
	}{
		{16 * time.Hour, false, []string{"15 Oct 18:00", "21:00", "16 Oct", "03:00", "06:00"}},
		{16 * time.Hour, true, []string{"15 Oct 18:00", "16 Oct", "06:00"}},
		{6 * time.Hour, false, []string{"16 Oct 02:00", "03:00", "04:00", "05:00", "06:00", "07:00", "08:00"}},
		{130 * time.Hour, false, []string{"11 Oct", "12 Oct", "13 Oct", "14 Oct", "15 Oct", "16 Oct"}},
	} {
		var got []string
		for _, m := range chartTicks(s, morning.Add(-tt.from), morning, tt.phone) {
			got = append(got, m.Label)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%v: %q", tt.from, got)
		}
	}
	years := chartTicks(s, morning.AddDate(-4, 0, 0), morning, false)
	if len(years) == 0 || len(years) > 9 {
		t.Errorf("%d ticks in four years", len(years))
	}
}
