package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"bokgu/sync/feed"
)

// printable makes text of a feed or a server safe for a terminal: control and
// direction-changing characters (an escape sequence could rewrite the screen, an
// override could turn a host name around) become U+FFFD.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// jsonLine returns a change as one line of JSON Lines.
func jsonLine(c feed.Change) ([]byte, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("change %s: %w", c.ID, err)
	}
	return append(b, '\n'), nil
}

// textLine returns a change as one line for a person: when, what, from, to, and
// at its end the change's id in brackets. s is the document that brought the
// change; a part that is no longer in it is named by its id.
func textLine(s *feed.Status, c feed.Change) []byte {
	zone, err := time.LoadLocation(s.Feed.TimeZone)
	if err != nil || s.Feed.TimeZone == "" {
		zone = time.UTC
	}
	words := []string{c.At.In(zone).Format("2006-01-02 15:04 MST"), subject(s, c), strings.ReplaceAll(string(c.Kind), "_", " ")}
	switch {
	case c.From != "" && c.To != "":
		words = append(words, c.From+" → "+c.To)
	case c.To != "":
		words = append(words, "→ "+c.To)
	case c.From != "":
		words = append(words, "was "+c.From)
	}
	return []byte(printable(strings.Join(words, "  ")+"  ["+c.ID+"]") + "\n")
}

// subject names what a change is about.
func subject(s *feed.Status, c feed.Change) string {
	text := func(t feed.Text, id string) string {
		if name := t.In("en", s.Feed.Language); name != "" {
			return name
		}
		return id
	}
	var parts []string
	if c.ComponentID != "" {
		parts = append(parts, componentName(s, c.ComponentID, text))
	}
	if c.IncidentID != "" {
		name := c.IncidentID
		if in := s.Incident(c.IncidentID); in != nil {
			name = text(in.Name, in.ID)
		}
		parts = append(parts, name)
	}
	if c.GuidanceID != "" {
		name := c.GuidanceID
		if g := s.GuidanceByID(c.GuidanceID); g != nil {
			name = text(g.Title, g.ID)
		}
		parts = append(parts, name)
	}
	for _, id := range []string{string(c.Stage), c.PromiseID, c.MaintenanceID, c.UpdateID} {
		if id != "" {
			parts = append(parts, id)
		}
	}
	if len(parts) == 0 {
		return s.Feed.ID
	}
	return strings.Join(parts, ": ")
}

func componentName(s *feed.Status, id string, text func(feed.Text, string) string) string {
	c := s.Component(id)
	if c == nil {
		return id
	}
	name := text(c.Name, c.ID)
	if group := s.Component(c.GroupID); c.GroupID != "" && group != nil {
		return text(group.Name, group.ID) + " > " + name
	}
	return name
}
