package diary

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// bom lets Excel read the file as UTF-8.
const bom = "\uFEFF"

// line is one row of the table.
type line struct {
	at    time.Time
	cells []string
}

// WriteCSV writes the book as one table after RFC 4180, oldest row first, with a
// byte order mark. No cell can be taken for a formula. progress, if any, is told
// how many rows of how many are written.
func WriteCSV(ctx context.Context, w io.Writer, b *Book, progress func(done, total int)) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return fmt.Errorf("diary: table: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	t := func(id string) string { return b.Loc.T(id, nil) }
	head := []string{
		t("diary.col.kind"), t("diary.col.time"), t("diary.col.end"), t("diary.col.minutes"), t("diary.col.what"),
		t("diary.col.text"), t("diary.col.note"), t("diary.col.amount"),
	}
	lines := b.lines()
	for i, l := range append([]line{{cells: head}}, lines...) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("diary: table: %w", err)
		}
		for j, cell := range l.cells {
			l.cells[j] = harmless(cell)
		}
		if err := out.Write(l.cells); err != nil {
			return fmt.Errorf("diary: table: %w", err)
		}
		if progress != nil && (i%100 == 0 || i == len(lines)) {
			progress(i, len(lines))
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("diary: table: %w", err)
	}
	return nil
}

// lines puts everything into one order.
func (b *Book) lines() []line {
	kind := func(id string) string { return strings.TrimSpace(b.mark() + " " + b.Loc.T(id, nil)) }
	var out []line
	for _, o := range b.Outages {
		minutes := ""
		if d, ok := o.Lasted(); ok {
			minutes = strconv.Itoa(int(d / time.Minute))
		}
		end := ""
		if o.End == EndBack {
			end = b.stamp(o.To)
		}
		out = append(out, line{o.From, []string{
			kind("diary.kind.outage"), b.stamp(o.From), end, minutes, o.what(), b.outageText(o), "", "",
		}})
	}
	for _, e := range b.Events {
		out = append(out, line{e.At, []string{kind("diary.kind.change"), b.stamp(e.At), "", "", e.What, e.Text, "", ""}})
	}
	for _, n := range b.Notes {
		amount := ""
		if n.Amount > 0 {
			amount = strconv.FormatInt(n.Amount, 10)
		}
		out = append(out, line{n.At, []string{kind("diary.kind.note"), b.stamp(n.At), "", "", "", n.About, n.Text, amount}})
	}
	slices.SortStableFunc(out, func(a, b line) int { return a.at.Compare(b.at) })
	return out
}

// stamp is a moment as spreadsheets read it, in the zone of the file. What is not
// known is empty.
func (b *Book) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(b.Loc.Zone()).Format("2006-01-02 15:04:05")
}

func (o Outage) what() string {
	if o.Function == "" {
		return o.Service
	}
	return o.Service + " · " + o.Function
}

// outageText says how bad it was and how it ended.
func (b *Book) outageText(o Outage) string {
	word := b.Loc.T("state."+string(o.Worst), nil)
	if o.End == EndBack {
		return word
	}
	return word + ", " + b.Loc.T("diary.end."+string(o.End), nil)
}

// harmless makes text that a spreadsheet would take for a formula text again:
// with an apostrophe before it. Full-width signs count too, as Excel reads them
// like the others in Korean and Japanese.
func harmless(cell string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \u00a0\u3000\ufeff"))
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) {
		return "'" + cell
	}
	return cell
}

// minute is a moment for a reader.
func (b *Book) minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(b.Loc.Zone()).Format("2006-01-02 15:04")
}
