package scenario

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	want := time.Date(2022, 10, 16, 8, 0, 0, 0, kst)
	for _, s := range []string{
		"2022-10-16T08:00", "2022-10-16T08:00:00", "2022-10-16 08:00",
		"2022-10-16T08:00:00+09:00", "2022-10-15T23:00:00Z",
	} {
		if got, err := ParseTime(s); err != nil || !got.Equal(want) {
			t.Errorf("%q: %s, %v", s, got, err)
		}
	}
	if got, err := ParseTime("2022-10-16"); err != nil || !got.Equal(want.Add(-8*time.Hour)) {
		t.Errorf("date: %s, %v", got, err)
	}
	for _, s := range []string{"", "8", "08:00", "2022-13-01T00:00", "2022-10-16T25:00", "yesterday"} {
		if got, err := ParseTime(s); err == nil {
			t.Errorf("%q: %s, want an error", s, got)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("2022-10-16T08:00")
	f.Add("2022-10-16T08:00:00+09:00")
	f.Fuzz(func(t *testing.T, s string) {
		when, err := ParseTime(s)
		if err != nil {
			if len(err.Error()) > 400 {
				t.Errorf("message of %d bytes", len(err.Error()))
			}
			return
		}
		again, err := ParseTime(when.Format(time.RFC3339))
		if err == nil && !again.Equal(when.Truncate(time.Second)) {
			t.Errorf("%q: %s, then %s", s, when, again)
		}
	})
}
