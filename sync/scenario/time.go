package scenario

import (
	"fmt"
	"time"
)

// timeForms are the forms of a moment that a person may type.
var timeForms = []string{
	"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02",
}

// ParseTime reads a moment: RFC 3339, or a date with or without a time, which is
// then in Korean time, as everything in the recordings is.
func ParseTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.In(kst), nil
	}
	for _, form := range timeForms {
		if t, err := time.ParseInLocation(form, s, kst); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%.40q is no time; write 2022-10-16T08:00 (Korean time) or 2022-10-16T08:00:00+09:00", s)
}
