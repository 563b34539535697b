package source

import (
	"strings"
	"time"
)

// layouts of times with a zone of their own, then of those without one. Go reads
// a fraction of a second after any of them.
var (
	zoned   = []string{time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05-0700", time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST"}
	unzoned = []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly}
)

// parseTime reads a time in any of the forms that pages use and returns it in
// UTC; one without a zone is in loc. It is zero where there is none, where it
// cannot be read ("<no value>") and where the year is out of all reason (Gatus
// writes the year 1 for "never").
func parseTime(s string, loc *time.Location) time.Time {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return sane(t)
	}
	s = strings.TrimSpace(s)
	// cState prints Go's own form: "2025-09-12 19:20:02 +0200 +0200", where the
	// fourth word only names the zone of the third.
	if f := strings.Fields(s); len(f) == 4 && strings.HasPrefix(f[2], "+") || len(f) == 4 && strings.HasPrefix(f[2], "-") {
		s = strings.Join(f[:3], " ")
	}
	for _, layout := range zoned {
		if t, err := time.Parse(layout, s); err == nil {
			return sane(t)
		}
	}
	for _, layout := range unzoned {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return sane(t)
		}
	}
	return time.Time{}
}

func sane(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}

// firstTime returns the first of the times that is one.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// pointer returns a pointer to t, nil for no time.
func pointer(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
