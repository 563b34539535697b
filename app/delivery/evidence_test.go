package delivery

import (
	"testing"
	"time"

	"bokgu/sync/feed"
)

func TestNoWrongClockConfirmsADocument(t *testing.T) {
	issued := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const day, life = 24 * time.Hour, 15 * time.Minute
	doc := &feed.Status{IssuedAt: issued}
	for _, c := range []struct {
		name    string
		off     time.Duration // as the server said
		contact time.Time
		now     time.Time // by the device
		want    bool
	}{
		{"fresh", 0, issued, issued.Add(life - time.Second), true},
		{"expired", 0, issued, issued.Add(life), false},
		{"a slow clock that the server has told about, fresh", day, issued.Add(-day), issued.Add(time.Minute - day), true},
		{"a slow clock that the server has told about, expired", day, issued.Add(-day), issued.Add(life - day), false},
		{"a slow clock that nobody has told about, soon after contact", 0, issued.Add(-day), issued.Add(time.Minute - day), true},
		{"a slow clock that nobody has told about, long after contact", 0, issued.Add(-day), issued.Add(life - day), false},
		{"a fast clock, whatever the server says", -day, issued.Add(day), issued.Add(day + time.Minute), false},
		{"no contact known", 0, time.Time{}, issued.Add(time.Minute), true},
	} {
		e := Evidence{Status: doc, Expires: issued.Add(life), Contact: c.contact, ClockOff: c.off}
		if got := e.Confirmed(c.now); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if (Evidence{Expires: issued.Add(life)}).Confirmed(issued) {
		t.Error("nothing is confirmed")
	}
}

func TestAgesAreCountedByTheServersClockWhereTheDevicesIsWrong(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		off, want time.Duration
		wrong     bool
	}{{0, 0, false}, {time.Minute, 0, false}, {-time.Hour, -time.Hour, true}, {24 * time.Hour, 24 * time.Hour, true}} {
		e := Evidence{ClockOff: c.off}
		if got := e.ServerTime(now).Sub(now); got != c.want || e.ClockWrong() != c.wrong {
			t.Errorf("%v: %v, wrong %v", c.off, got, e.ClockWrong())
		}
	}
}
