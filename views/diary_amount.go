package views

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// noteTime is how the moment of a note is written, in the reader's zone.
const noteTime = "2006-01-02 15:04"

var errNote = errors.New("not readable")

// noteMoment reads a moment. What was not touched stays as exact as it was.
func noteMoment(text string, old time.Time, zone *time.Location) (time.Time, error) {
	text = strings.Join(strings.Fields(strings.NewReplacer("/", "-", ".", "-", "T", " ").Replace(text)), " ")
	if text == old.In(zone).Format(noteTime) {
		return old, nil
	}
	for _, layout := range []string{"2006-1-2 15:4", "2006-1-2 15:4:5"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil && at.Year() > 1900 && at.Year() < 9999 {
			return at, nil
		}
	}
	return time.Time{}, errNote
}

// noteAmount reads an amount of won, with or without its unit; nothing is 0.
func noteAmount(text string) (int64, error) {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ',' || r == ' ' || r == '₩' || r == '￦' || r == '\u00a0' || r == 0xC6D0: // the last one is the word for won
			return -1
		}
		return r
	}, strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "KRW"))
	if digits == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > MaxNoteAmount || digits[0] == '+' {
		return 0, errNote
	}
	return n, nil
}
