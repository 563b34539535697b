package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Standby is what a person has chosen, before anything fails, to use instead of
// a component: one of the feed's alternatives, or something of their own.
type Standby struct {
	ComponentID string `json:"component_id"`
	// GuidanceID is the alternative of the feed; "" is the person's own, of which
	// a component has one.
	GuidanceID string `json:"guidance_id,omitempty"`
	// Text is what the person wrote, or what the feed called it when it was
	// chosen: it is shown when the feed cannot be asked any more.
	Text string `json:"text"`
}

// Bounds of standbys. All of one feed, at their longest, fill 0.5 MB of user.json.
const (
	MaxStandbys    = 300 // of one feed
	MaxStandbyText = 80  // characters
)

// The errors of Standby.Check and PutStandby.
var (
	ErrStandbyEmpty = errors.New("a standby has no text")
	ErrStandbyLong  = fmt.Errorf("a standby is longer than %d characters", MaxStandbyText)
	ErrStandbyID    = errors.New("a standby has no component, or an id that is too long")
	ErrStandbysFull = fmt.Errorf("there are %d standbys already", MaxStandbys)
)

// Check says what is wrong with a standby.
func (s Standby) Check() error {
	switch {
	case s.ComponentID == "" || len(s.ComponentID) > maxImportID || len(s.GuidanceID) > maxImportID:
		return ErrStandbyID
	case s.Text == "":
		return ErrStandbyEmpty
	case utf8.RuneCountInString(s.Text) > MaxStandbyText:
		return ErrStandbyLong
	}
	return nil
}

// StandbyText is a text as a standby keeps it: one line without characters that
// cannot be seen, no space around it.
func StandbyText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// is reports whether two standbys are the same choice, whatever it is called.
func (s Standby) is(other Standby) bool {
	return s.ComponentID == other.ComponentID && s.GuidanceID == other.GuidanceID
}

// PutStandby returns the standbys of a feed with s among them, in the order in
// which they were chosen; it takes the place of the one for the same thing. The
// list that was given stays as it is.
func PutStandby(list []Standby, s Standby) ([]Standby, error) {
	s.Text = StandbyText(s.Text)
	if err := s.Check(); err != nil {
		return list, err
	}
	out := slices.Clone(list)
	if i := slices.IndexFunc(out, s.is); i >= 0 {
		out[i] = s
		return out, nil
	}
	if len(out) >= MaxStandbys {
		return list, ErrStandbysFull
	}
	return append(out, s), nil
}

// WithoutStandby returns the standbys without that choice.
func WithoutStandby(list []Standby, s Standby) []Standby {
	return slices.DeleteFunc(slices.Clone(list), s.is)
}

// SoundStandbys are those of a list that can be shown: a file may have been
// written by hand.
func SoundStandbys(list []Standby) []Standby {
	var out []Standby
	for _, s := range list {
		if next, err := PutStandby(out, s); err == nil {
			out = next
		}
	}
	return out
}

// mergeStandbys adds what a file holds to the standbys of a feed. Where both have
// something of the person's own for a component, that of the file is taken only
// if take says so; kept are the components for which it was not.
func mergeStandbys(here, file []Standby, take bool) (out []Standby, added int, kept []string) {
	out = slices.Clone(here)
	for _, s := range file {
		i := slices.IndexFunc(out, s.is)
		switch {
		case i < 0 && len(out) < MaxStandbys:
			out, added = append(out, s), added+1
		case i < 0 || s.GuidanceID != "" || out[i].Text == s.Text:
		case take:
			out[i] = s
		default:
			kept = append(kept, s.ComponentID)
		}
	}
	return out, added, kept
}

// checkStandbys looks at the standbys of a feed in a file.
func checkStandbys(path string, list []Standby) error {
	if len(list) > MaxStandbys {
		return bad(path, "%d standbys, %d are allowed", len(list), MaxStandbys)
	}
	for i, s := range list {
		path := fmt.Sprintf("%s[%d]", path, i)
		switch err := s.Check(); {
		case errors.Is(err, ErrStandbyID):
			return bad(path+".component_id", "%v", err)
		case err != nil:
			return bad(path+".text", "%v", err)
		case StandbyText(s.Text) != s.Text:
			return bad(path+".text", "characters that cannot be seen, or space around it")
		case slices.ContainsFunc(list[:i], s.is):
			return bad(path, "it is chosen twice")
		}
	}
	return nil
}
