package wire_test

import (
	"reflect"
	"testing"
	"time"

	"bokgu/sync/wire"
)

func TestDefaultTimingIsComplete(t *testing.T) {
	v := reflect.ValueOf(wire.DefaultTiming())
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("%s is not set", v.Type().Field(i).Name)
		}
	}
}

func TestTimingsFitTogether(t *testing.T) {
	d := wire.DefaultTiming()
	if got, want := d.ReadDeadline(), 40*time.Second; got != want {
		t.Errorf("read deadline %v, want %v", got, want)
	}
	if d.FreshnessValid < 3*d.FreshnessEvery {
		t.Error("two lost renewals turn a board grey")
	}
	if d.Write >= d.PongGrace {
		t.Error("a ping that waits for a slow write would look like a dead connection")
	}
}

func TestBackoff(t *testing.T) {
	d := wire.DefaultTiming()
	const s = time.Second
	for _, c := range []struct {
		attempt int
		limit   time.Duration
		draw    float64
		want    time.Duration
	}{
		{0, 0, 0, 0},
		{0, 0, 0.5, s / 2},
		{1, 0, 0.5, s},
		{6, 0, 0.5, 32 * s},
		{7, 0, 0.5, 60 * s}, // 128 s is over the cap
		{1 << 30, 0, 0.5, 60 * s},
		{20, 600 * s, 0.5, 300 * s},
		{20, time.Hour, 0.5, 300 * s}, // nobody raises it further
	} {
		if got := d.Backoff(c.attempt, c.limit, c.draw); got != c.want {
			t.Errorf("attempt %d, limit %v, draw %v: %v, want %v", c.attempt, c.limit, c.draw, got, c.want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	d := wire.DefaultTiming()
	const s = time.Second
	for _, c := range []struct {
		after time.Duration
		draw  float64
		want  time.Duration
	}{
		{0, 0, 0},
		{0, 0.5, 5 * s},
		{10 * s, 0.5, 15 * s},
		{100 * s, 0, 100 * s},
		{100 * s, 0.5, 125 * s},
		{590 * s, 0.9, 600 * s},
		{time.Hour, 0, 600 * s},
		{-time.Hour, 0, 0},
	} {
		if got := d.RetryAfter(c.after, c.draw); got != c.want {
			t.Errorf("Retry-After %v, draw %v: %v, want %v", c.after, c.draw, got, c.want)
		}
	}
}
