package scenario

import (
	"encoding/json"
	"testing"
	"time"
)

// The time that a whole replay takes, with and without shortened gaps.
func TestPlayerDuration(t *testing.T) {
	s := loaded(t, "kakao-2022")
	points := []time.Time{s.Start}
	for _, when := range s.Times() {
		if !when.After(s.DefaultUntil) {
			points = append(points, when)
		}
	}
	points = append(points, s.DefaultUntil)
	var short time.Duration
	for i := range points[1:] {
		short += min(points[i+1].Sub(points[i]), gapMax)
	}
	for shorten, want := range map[bool]time.Duration{false: s.DefaultUntil.Sub(s.Start), true: short} {
		bubble(t, func(t *testing.T) {
			p := play(t, PlayerParams{Scenario: s, Speed: 3600, ShortenGaps: shorten})
			want /= 3600
			p.pass(want - 100*time.Millisecond)
			if p.State().Ended {
				t.Errorf("shorten %v: ended before %s", shorten, want)
			}
			p.pass(200 * time.Millisecond)
			if st := p.State(); !st.Ended {
				t.Errorf("shorten %v: at %s after %s", shorten, st.At, want)
			}
			doc, all := p.doc(), s.At(s.DefaultUntil)
			if doc.Replay.Speed != 0 || !doc.Replay.At.Equal(s.DefaultUntil) {
				t.Errorf("at the end %+v", doc.Replay)
			}
			a, _ := json.Marshal(doc.Components)
			b, _ := json.Marshal(all.Components)
			if string(a) != string(b) {
				t.Error("the components at the end are not those of the recording")
			}
		})
	}
	if full := s.DefaultUntil.Sub(s.Start); short >= full {
		t.Errorf("shortened %s, in full %s", short, full)
	}
}

// A replay that begins inside a gap, and one whose gap is just long enough.
func TestShortenedSpans(t *testing.T) {
	s := loaded(t, "kakao-2022")
	last, next := at(t, "2022-10-20T23:00"), at(t, "2022-10-24T23:59")
	p := &Player{params: PlayerParams{Scenario: s, From: s.Start, Until: s.DefaultUntil, ShortenGaps: true}}
	for _, c := range []struct{ at, end, land time.Time }{
		{last, last.Add(3 * time.Hour), next.Add(-3 * time.Hour)},
		{last.Add(time.Hour), last.Add(3 * time.Hour), next.Add(-3 * time.Hour)},
		{last.Add(30 * time.Hour), last.Add(30 * time.Hour), next.Add(-3 * time.Hour)},
		{next.Add(-3 * time.Hour), next, next},
		{next.Add(-time.Hour), next, next},
		{at(t, "2022-10-16T15:40"), at(t, "2022-10-16T18:00"), at(t, "2022-10-16T18:00")},
		{next, s.DefaultUntil, s.DefaultUntil},
	} {
		if got := p.following(c.at); !got.end.Equal(c.end) || !got.land.Equal(c.land) {
			t.Errorf("from %s: to %s, on at %s; want %s, %s", stamp(c.at), stamp(got.end), stamp(got.land), stamp(c.end), stamp(c.land))
		}
	}
}

// A replay that waits for its clients stands still, and says so.
func TestPlayerWaitsForClients(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := play(t, PlayerParams{Speed: MaxSpeed, WaitClients: 1})
		p.pass(time.Hour)
		if doc := p.doc(); doc.Seq != 1 || doc.Replay.Speed != 0 || !p.State().At.Equal(p.params.From) {
			t.Errorf("seq %d, %+v, at %s", doc.Seq, doc.Replay, p.State().At)
		}
	})
}

// However late a change is published, nobody is told that it is past.
func TestPositionStopsAtTheNextChange(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	from, next := at(t, "2022-10-16T08:00"), at(t, "2022-10-16T10:25")
	p := &Player{at: from, since: start, speed: 60, running: true, next: span{next, next}}
	for passed, want := range map[time.Duration]time.Time{
		0: from, time.Minute: from.Add(time.Hour), 145 * time.Second: next, time.Hour: next,
	} {
		if got := p.position(start.Add(passed)); !got.Equal(want) {
			t.Errorf("after %s at %s, want %s", passed, stamp(got), stamp(want))
		}
	}
}
