package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
)

// commit prints what a document brings and keeps the document.
func (w *watch) commit(_ context.Context, a subscribe.Accepted) error {
	if w.state.Printing != nil { // a write failed before
		w.printedLate = make(map[string]bool)
		for _, id := range w.state.Printing.IDs {
			w.printedLate[id] = true
		}
		if err := w.finish(); err != nil {
			return err
		}
	}
	if w.commands != nil && w.commands.full() {
		return fmt.Errorf("%d changes wait for --exec", maxWaiting)
	}
	changes := a.Changes
	if a.Baseline {
		changes = a.Status.Changes
		w.introduce(a.Status)
	}
	if a.Digest {
		w.note("the feed's record does not reach back to what was seen last: %d changes found by comparison", len(changes))
	}
	before := w.state.state
	if w.commands != nil {
		w.state.forgetJobs(w.commands.ran())
	}
	old := len(w.state.Jobs)
	p := &printing{Serial: w.state.Serial + 1}
	var text strings.Builder
	for _, c := range changes {
		if w.printedLate[c.ID] {
			continue
		}
		line, err := w.line(a.Status, c)
		if err != nil {
			w.state.state = before
			return err
		}
		text.Write(line)
		p.IDs = append(p.IDs, c.ID)
		if err := w.queue(c); err != nil {
			w.state.state = before
			return err
		}
	}
	next := document{Payload: a.Payload, SHA256: a.SHA256, ExpiresAt: a.Status.ExpiresAt}
	if len(p.IDs) == 0 {
		w.state.Held = next
		w.printedLate = nil
		if err := w.state.save(); err != nil {
			return err
		}
		w.confirm(a.Status, a.Status.ExpiresAt)
		return nil
	}
	p.Text = text.String()
	w.out.plan(p)
	w.state.Serial, w.state.Printing, w.state.Next = p.Serial, p, next
	if err := w.state.save(); err != nil {
		w.state.state = before // it is not on the disk, and nothing is printed
		return err
	}
	if w.commands != nil {
		w.commands.add(w.state.Jobs[old:])
	}
	if err := w.out.print(p, 0); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	w.printedLate = nil
	w.confirm(a.Status, a.Status.ExpiresAt)
	return nil
}

// queue notes the command to be run for a change.
func (w *watch) queue(c feed.Change) error {
	if w.commands == nil {
		return nil
	}
	line, err := jsonLine(c)
	if err != nil {
		return err
	}
	w.state.Counted++
	w.state.Jobs = append(w.state.Jobs, job{N: w.state.Counted, ID: c.ID, Change: bytes.TrimSpace(line)})
	return nil
}

// confirm takes the document that the feed has just sent or confirmed, and ends
// the watch if that is what it waits for.
func (w *watch) confirm(s *feed.Status, expires time.Time) {
	w.doc, w.expires = s, expires
	if w.holds(s, expires) {
		w.met()
	}
}

// finish prints what a noted batch still lacks: after a kill, or after a failed
// write.
func (w *watch) finish() error {
	p := w.state.Printing
	if p == nil {
		return nil
	}
	if err := w.out.print(p, w.out.printed(p)); err != nil {
		return err
	}
	return w.settle()
}

// settle makes the noted document the held one. After an error the note stands,
// here as on the disk.
func (w *watch) settle() error {
	before := w.state.state
	w.state.Held, w.state.Next, w.state.Printing = w.state.Next, document{}, nil
	if err := w.state.save(); err != nil {
		w.state.state = before
		return err
	}
	return nil
}

func (w *watch) renew(_ context.Context, f feed.Freshness) error {
	if f.ExpiresAt.After(w.state.Held.ExpiresAt) {
		w.state.Held.ExpiresAt = f.ExpiresAt
		if err := w.state.save(); err != nil {
			return err
		}
	}
	w.confirm(w.doc, w.state.Held.ExpiresAt)
	return nil
}

func (w *watch) line(s *feed.Status, c feed.Change) ([]byte, error) {
	if w.cmd.JSON {
		return jsonLine(c)
	}
	return textLine(s, c), nil
}
