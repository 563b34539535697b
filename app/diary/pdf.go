package diary

import (
	"context"
	"fmt"
	"io"
	"strings"

	"bokgu/assets"
)

// WritePDF writes the book as a document of A4 pages: what did not work and for
// how long, what the person has noted with the sum of the amounts, and all that
// changed. Its text can be selected and searched; the font is in it, cut down to
// the characters in use. progress, if any, is told how many rows of how many are
// set. Characters that the font does not have are shown as an empty box.
func WritePDF(ctx context.Context, w io.Writer, b *Book, progress func(done, total int)) error {
	font, err := assets.FontDocument()
	if err != nil {
		return fmt.Errorf("diary: document: %w", err)
	}
	s, err := newSheet(font, b)
	if err != nil {
		return fmt.Errorf("diary: document: %w", err)
	}
	done, total := 0, len(b.Outages)+len(b.Notes)+len(b.Events)
	s.step = func() error {
		done++
		if progress != nil && (done%50 == 0 || done == total) {
			progress(done, total)
		}
		return ctx.Err()
	}
	s.write()
	s.number()
	if s.err != nil {
		return fmt.Errorf("diary: document: %w", s.err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("diary: document: %w", err)
	}
	// Into memory first: what the library writes itself does not tell of a full disk.
	raw, err := s.pdf.GetBytesPdfReturnErr()
	if err == nil {
		_, err = w.Write(raw)
	}
	if err != nil {
		return fmt.Errorf("diary: document: %w", err)
	}
	return nil
}

func (s *sheet) t(id string) string { return s.book.Loc.T(id, nil) }

// write puts everything on the pages.
func (s *sheet) write() {
	b := s.book
	s.paragraph(strings.TrimSpace(b.mark()+" "+s.t("diary.doc.title")), 20, ink)
	s.y += 4
	fact := func(id, value string) {
		if value != "" {
			s.facts(s.t(id), value)
		}
	}
	fact("diary.doc.feed", b.Feed)
	period := b.Loc.At(b.To)
	if !b.From.IsZero() {
		period = b.Loc.At(b.From) + " – " + period
	}
	fact("diary.doc.period", period)
	scope := "diary.doc.scope.mine"
	if b.All {
		scope = "diary.doc.scope.all"
	}
	fact("diary.doc.scope", s.t(scope))
	owner := b.Owner
	if owner == "" {
		owner = s.t("diary.doc.owner.none")
	}
	fact("diary.doc.owner", owner)
	fact("diary.doc.made", b.Loc.At(b.Made)+" · "+b.App)
	s.y += 4
	if b.Drill {
		s.paragraph(s.t("diary.doc.drill"), 10, red)
	} else if b.Replay {
		s.paragraph(s.t("diary.doc.replay"), 10, red)
	}
	s.paragraph(s.t("diary.doc.private"), 10, grey)

	s.heading("diary.doc.outages", len(b.Outages), s.t("diary.doc.outages.none"))
	if len(b.Outages) > 0 {
		c := []float64{0.27, 0.13, 0.19, 0.19, 0.22}
		s.head(c, s.t("diary.col.what"), s.t("diary.col.worst"), s.t("diary.col.start"), s.t("diary.col.end"), s.t("diary.col.lasted"))
		for _, o := range b.Outages {
			s.row(c, s.outage(o)...)
		}
		s.tableEnd()
	}

	s.heading("diary.doc.notes", len(b.Notes), s.t("diary.doc.notes.none"))
	if len(b.Notes) > 0 {
		c := []float64{0.2, 0.64, 0.16}
		s.head(c, s.t("diary.col.time"), s.t("diary.col.note"), right+s.t("diary.col.amount"))
		for _, n := range b.Notes {
			text := n.Text
			if n.About != "" {
				text = strings.TrimSpace(text + "\n" + b.Loc.T("diary.doc.about", map[string]any{"Text": n.About}))
			}
			amount := "–"
			if n.Amount > 0 {
				amount = b.Loc.Number(int(n.Amount))
			}
			s.row(c, b.minute(n.At), text, right+amount)
		}
		s.rule(ink)
		s.cells(c, []string{"", s.t("diary.doc.total"), right + b.Loc.T("diary.won", map[string]any{"N": b.Loc.Number(int(b.Total()))})}, 10, ink)
		s.tableEnd()
	}

	s.heading("diary.doc.events", len(b.Events), s.t("diary.doc.events.none"))
	if len(b.Events) > 0 {
		c := []float64{0.2, 0.8}
		s.head(c, s.t("diary.col.time"), s.t("diary.col.text"))
		for _, e := range b.Events {
			s.row(c, b.minute(e.At), e.Text)
		}
		s.tableEnd()
	}
}

func (s *sheet) outage(o Outage) []string {
	b := s.book
	from, to, lasted := b.minute(o.From), b.minute(o.To), s.t("diary.unknown")
	if o.From.IsZero() {
		from = s.t("diary.before")
	}
	if o.End != EndBack {
		to += "\n" + s.t("diary.end."+string(o.End))
	}
	if d, ok := o.Lasted(); ok {
		lasted = b.Loc.Duration(d)
		if o.End != EndBack {
			lasted = b.Loc.T("diary.at_least", map[string]any{"D": lasted})
		}
	}
	return []string{o.what(), s.t("state." + string(o.Worst)), from, to, lasted}
}
