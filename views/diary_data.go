package views

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bokgu/sync/feed"
	"bokgu/views/widgets"
)

// ChangeNames are what the things that a change is about were called when it came.
type ChangeNames struct {
	Language                                                     string // of the feed
	Service, Component, Incident, Promise, Maintenance, Guidance feed.Text
}

// Note is what the reader has written down.
type Note struct {
	ID       string
	At       time.Time // the moment that it is about
	ChangeID string    // the change that it belongs to, "" for none
	Text     string    // at most MaxNoteText characters
	Amount   int64     // a loss in won, 0 for none, at most MaxNoteAmount
}

// Bounds of a note.
const (
	MaxNoteText         = 2000
	MaxNoteAmount int64 = 1_000_000_000_000
)

// DiaryFile is a kind of file that the diary can be written to.
type DiaryFile string

// The files.
const (
	DiaryPDF DiaryFile = "pdf"
	DiaryCSV DiaryFile = "csv"
)

// DiaryRequest says what to write.
type DiaryRequest struct {
	File  DiaryFile
	All   bool   // also what is not followed
	Owner string // name of the reader for the document, may be empty
}

// diaryLine is what one line of the list stands for.
type diaryLine struct {
	at     time.Time
	change *feed.Change // nil: a note of its own
	note   *Note        // nil: none yet
}

func (l diaryLine) id() string {
	if l.change != nil {
		return "c/" + l.change.ID
	}
	return "n/" + l.note.ID
}

// diaryFilter is what the list shows.
type diaryFilter string

// The filters, in order.
const (
	diaryMine  diaryFilter = "mine"
	diaryAll   diaryFilter = "all"
	diaryNotes diaryFilter = "notes"
)

var diaryFilters = []diaryFilter{diaryMine, diaryAll, diaryNotes}

// diaryLines are the lines that a filter and a search leave, newest first.
func diaryLines(t *diaryTeller, f diaryFilter, query string) []diaryLine {
	s := t.s
	byChange := make(map[string]*Note)
	var loose []*Note
	known := make(map[string]bool, len(s.History))
	for i := range s.History {
		known[s.History[i].ID] = t.tells(&s.History[i])
	}
	for i := range s.Notes {
		n := &s.Notes[i]
		if n.ChangeID != "" && known[n.ChangeID] && byChange[n.ChangeID] == nil {
			byChange[n.ChangeID] = n
		} else {
			loose = append(loose, n)
		}
	}
	look, query := newSearch(query), strings.TrimSpace(query)
	var out []diaryLine
	for i := len(s.History) - 1; i >= 0; i-- {
		c := &s.History[i]
		n := byChange[c.ID]
		switch {
		case !known[c.ID],
			f == diaryNotes && n == nil,
			f == diaryMine && n == nil && !t.mine(c),
			query != "" && !look.findsIn(t.hay(c, n)):
			continue
		}
		out = append(out, diaryLine{c.At, c, n})
	}
	for _, n := range loose {
		if query == "" || look.finds(n.Text) {
			out = append(out, diaryLine{n.At, nil, n})
		}
	}
	slices.SortStableFunc(out, func(a, b diaryLine) int { return b.at.Compare(a.at) })
	return out
}

// diaryRow is what a line shows.
func diaryRow(t *diaryTeller, l diaryLine) widgets.DiaryRowData {
	s := t.s
	d := widgets.DiaryRowData{ID: l.id(), Time: s.Loc.Clock(l.at)}
	if l.change != nil {
		d.Text = t.text(l.change)
		if k := l.change.Kind; k == feed.ChangeComponentStatus || k == feed.ChangeComponentAdded {
			d.State = lookOf(s, feed.ComponentStatus(l.change.To)).State
		}
	}
	say := "diary.row.say"
	if n := l.note; n != nil {
		say = "diary.row.say.note"
		d.Note, d.Amount = Plain(n.Text, 300), won(s, n.Amount)
		if d.Amount != "" {
			d.Amount = s.Loc.T("diary.row.loss", map[string]any{"Amount": d.Amount})
		}
		if l.change == nil {
			d.Own, d.Text, d.Note = true, cmp.Or(d.Note, d.Amount), s.Loc.T("diary.row.free", nil)
		}
	}
	d.Spoken = s.Loc.T(say, map[string]any{"Time": d.Time, "Text": strings.TrimSpace(d.Text + " " + d.Note + " " + d.Amount)})
	return d
}

// sameDay reports whether two moments are of one day for the reader.
func sameDay(s *Snapshot, a, b time.Time) bool {
	ay, am, ad := a.In(s.Loc.Zone()).Date()
	by, bm, bd := b.In(s.Loc.Zone()).Date()
	return ay == by && am == bm && ad == bd
}

// dayName is the title of a day.
func dayName(s *Snapshot, at time.Time) string {
	date := s.Loc.Date(at)
	if y := at.In(s.Loc.Zone()).Year(); y != s.Now.In(s.Loc.Zone()).Year() {
		return s.Loc.T("diary.day_year", map[string]any{"Year": y, "Date": date})
	}
	return date
}

// won says an amount.
func won(s *Snapshot, n int64) string {
	if n == 0 {
		return ""
	}
	return s.Loc.T("diary.won", map[string]any{"N": s.Loc.Number(int(n))})
}
