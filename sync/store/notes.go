package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Note is what a person has written down about an outage. It never leaves the
// device but in a file that the person exports.
type Note struct {
	ID       string    `json:"id"` // random, unique among the notes of a feed
	At       time.Time `json:"at"` // the moment that the note is about
	ChangeID string    `json:"change_id,omitempty"`
	Text     string    `json:"text"`
	Amount   int64     `json:"amount,omitempty"` // a loss in won; 0: none was named
}

// Bounds of notes. 500 notes of the greatest length fill 3 MB of user.json.
const (
	MaxNotes      = 500               // of one feed
	MaxNoteText   = 2000              // characters
	MaxNoteAmount = 1_000_000_000_000 // won
)

// The errors of Note.Check and PutNote.
var (
	ErrNoteEmpty  = errors.New("a note holds neither text nor an amount")
	ErrNoteLong   = fmt.Errorf("a note is longer than %d characters", MaxNoteText)
	ErrNoteAmount = fmt.Errorf("an amount is not from 0 to %d", int64(MaxNoteAmount))
	ErrNoteID     = errors.New("a note has no id or no time")
	ErrNotesFull  = fmt.Errorf("there are %d notes already", MaxNotes)
)

// Check says what is wrong with a note.
func (n Note) Check() error {
	switch {
	case n.ID == "" || len(n.ID) > maxImportID || len(n.ChangeID) > maxImportID || n.At.IsZero() || n.At.Year() < 1 || n.At.Year() > 9999:
		return ErrNoteID
	case n.Amount < 0 || n.Amount > MaxNoteAmount:
		return ErrNoteAmount
	case n.Text == "" && n.Amount == 0:
		return ErrNoteEmpty
	case utf8.RuneCountInString(n.Text) > MaxNoteText:
		return ErrNoteLong
	}
	return nil
}

// NoteText is a text as a note keeps it: no control characters but line breaks,
// no space around it.
func NoteText(s string) string {
	s = strings.ToValidUTF8(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(s), "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s))
}

// PutNote returns the notes of a feed with n among them, newest first; it takes
// the place of the one with its id. The list that was given stays as it is.
func PutNote(list []Note, n Note) ([]Note, error) {
	n.Text, n.At = NoteText(n.Text), n.At.UTC()
	if err := n.Check(); err != nil {
		return list, err
	}
	out := WithoutNote(list, n.ID)
	if len(out) >= MaxNotes {
		return list, ErrNotesFull
	}
	out = append(out, n)
	sortNotes(out)
	return out, nil
}

// WithoutNote returns the notes without the one with that id.
func WithoutNote(list []Note, id string) []Note {
	return slices.DeleteFunc(slices.Clone(list), func(n Note) bool { return n.ID == id })
}

func sortNotes(list []Note) {
	slices.SortStableFunc(list, func(a, b Note) int { return b.At.Compare(a.At) })
}

// same reports whether two notes say the same, whatever their ids.
func (n Note) same(other Note) bool {
	return n.At.Equal(other.At) && n.ChangeID == other.ChangeID && n.Text == other.Text && n.Amount == other.Amount
}

// mergeNotes adds what a file holds to the notes of a feed. What is here stays as
// it is: a note of the file with the id of another one is added under a new id.
func mergeNotes(here, file []Note, newID func() string) []Note {
	out := slices.Clone(here)
	for _, n := range file {
		if slices.ContainsFunc(out, n.same) {
			continue
		}
		if slices.ContainsFunc(out, func(have Note) bool { return have.ID == n.ID }) {
			n.ID = newID()
		}
		out = append(out, n)
	}
	sortNotes(out)
	return out
}

// checkNotes looks at the notes of a feed in a file.
func checkNotes(path string, list []Note) error {
	if len(list) > MaxNotes {
		return bad(path, "%d notes, %d are allowed", len(list), MaxNotes)
	}
	ids := make(map[string]bool, len(list))
	for i, n := range list {
		path := fmt.Sprintf("%s[%d]", path, i)
		switch err := n.Check(); {
		case errors.Is(err, ErrNoteID):
			return bad(path+".id", "%v", err)
		case errors.Is(err, ErrNoteAmount):
			return bad(path+".amount", "%v", err)
		case err != nil:
			return bad(path+".text", "%v", err)
		case NoteText(n.Text) != n.Text:
			return bad(path+".text", "control characters, or space around it")
		case ids[n.ID]:
			return bad(path+".id", "another note has it too")
		}
		ids[n.ID] = true
	}
	return nil
}
