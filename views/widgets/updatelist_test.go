package widgets

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

func init() {
	unpictured["UpdateList"] = "it is made of DayHead and UpdateRow, which have theirs"
}

// longList is a page with a list of n updates of all lengths, a day for each ten, between two other things.
func longList(t *testing.T, form Form, n int, width, height float32) (*Page, *UpdateList, []UpdateItem) {
	t.Helper()
	var items []UpdateItem
	for i := range n {
		if i%10 == 0 {
			items = append(items, UpdateItem{ID: fmt.Sprint("d", i), Day: true})
		}
		words := strings.Repeat("가나 ok fi WAV ", i*7%31)
		items = append(items, UpdateItem{ID: fmt.Sprint("u", i), Text: fmt.Sprintf("%s%d", words, i), Source: i == n-1})
	}
	l := NewUpdateList(form, func(i int) string { return items[i].ID }, func(i int) UpdateRowData {
		d := UpdateRowData{ID: items[i].ID, Time: "08:00", Text: items[i].Text}
		if items[i].Source {
			d.Source = "source"
		}
		return d
	})
	l.SetItems(items)
	p := NewPage(form, NewColumn(theme.Gap, NewHeading(form, HeadingData{Title: "head"}), NewCard(CardData{Title: "card"}, nil, NewColumn(0, l)), NewHeading(form, HeadingData{Title: "foot"})))
	show(t, p, width, height)
	return p, l, items
}

// Step by step from the top to the end and back: every line stands once in its place under the one before, as high as it
// wants to be, what is in the window never jumps, and there are never more lines than a few windows hold.
func TestUpdateListOverItsWholeLength(t *testing.T) {
	start(t, theme.Light, 1)
	for _, form := range []Form{Desktop, Phone} {
		width := map[Form]float32{Desktop: 1000, Phone: 390}[form]
		const height = 700
		p, l, items := longList(t, form, 600, width, height)
		where := make(map[string]int, len(items))
		for i, it := range items {
			where[it.ID] = i
		}
		met, most, jumps := map[string]bool{}, 0, 0
		look := func() map[string]float32 {
			seen := map[string]float32{}
			end := float32(-1)
			for id, c := range l.live {
				met[id] = true
				if h := HeightFor(c.object(), c.object().Size().Width); abs(h-c.object().Size().Height) > 0.5 {
					t.Fatalf("%s is %v high and wants %v", id, c.object().Size().Height, h)
				}
				seen[id] = topOf(p, c.object()) - p.Offset()
			}
			for _, o := range l.order {
				if o.Position().Y < end-0.5 {
					t.Fatalf("a line stands at %v, the one before ends at %v", o.Position().Y, end)
				}
				end = o.Position().Y + o.Size().Height
			}
			most = max(most, len(l.live))
			return seen
		}
		before := look()
		step := func(dy float32) bool {
			was := p.Offset()
			p.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -dy}})
			now := look()
			if p.Offset() == was {
				return false
			}
			clipped := p.Offset() == 0 || p.Offset()+height > p.sheet.Size().Height-1 // the step was shorter
			for id, y := range now {
				if old, ok := before[id]; ok && !clipped && y > 0 && y < height && old > 0 && old < height && abs(old-dy-y) > 1 {
					jumps++
				}
			}
			before = now
			return true
		}
		for step(90) {
		}
		if got, want := p.Offset()+p.scroll.Size().Height, p.sheet.Size().Height; abs(got-want) > 1 {
			t.Errorf("the end is at %v, the page ends at %v", got, want)
		}
		for step(-90) {
		}
		if len(met) != len(items) {
			t.Errorf("%d of %d lines were there", len(met), len(items))
		}
		if limit := 4 * height / 36; most > limit {
			t.Errorf("%d lines at once, want at most %d", most, limit)
		}
		if jumps > 0 {
			t.Errorf("what was in the window jumped %d times", jumps)
		}
	}
}

// From the end upwards over lines whose heights were thought wrong: what is in the window stays where it is all the same.
func TestUpdateListHoldsStill(t *testing.T) {
	start(t, theme.Light, 1)
	p, l, items := longList(t, Desktop, 600, 1000, 700)
	for i := range items {
		items[i].Meta = !items[i].Day && i%3 == 0 // there is no such line
	}
	l.SetItems(items)
	p.Refresh()
	thought := p.sheet.Size().Height
	p.SetOffset(p.sheet.Size().Height - 700)
	for range 200 {
		before := map[string]float32{}
		for id, c := range l.live {
			before[id] = topOf(p, c.object()) - p.Offset()
		}
		p.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 90}})
		if p.Offset() == 0 {
			break
		}
		for id, c := range l.live {
			if y := topOf(p, c.object()) - p.Offset(); y > 100 && y < 600 && before[id] != 0 && abs(before[id]+90-y) > 1 {
				t.Fatalf("%s jumped from %v to %v", id, before[id], y)
			}
		}
	}
	if p.sheet.Size().Height >= thought {
		t.Error("no height was thought wrong: this test says nothing")
	}
}

// topOf is how far below the top of the page's sheet an object stands.
func topOf(p *Page, o fyne.CanvasObject) float32 {
	y, _ := below(p.sheet, o)
	return y
}

// The heights that are thought up before a line is near are nearly always the true ones, so the bar at the side tells the
// truth from the start.
func TestUpdateListKnowsItsHeight(t *testing.T) {
	start(t, theme.Light, 1)
	_, l, items := longList(t, Desktop, 600, 1000, 700)
	thought, off := l.tops[len(items)], 0
	for i, it := range items {
		if it.Day {
			continue
		}
		if h := NewUpdateRow(Phone, UpdateRowData{Time: "08:00", Text: it.Text}).HeightFor(l.at.width - 2*l.side()); h != l.guess(it, l.at.width) {
			off++
			thought += h - l.heights[i]
		}
	}
	if off > len(items)/20 {
		t.Errorf("%d of %d heights were thought wrong", off, len(items))
	}
	if far := abs(thought-l.tops[len(items)]) / thought; far > 0.01 {
		t.Errorf("the whole height is off by %.1f %%", 100*far)
	}
}

// News at the top: the lines that stay keep their objects, and each is asked what it says only if it is near.
func TestUpdateListTakesNews(t *testing.T) {
	start(t, theme.Light, 1)
	p, l, items := longList(t, Desktop, 600, 1000, 700)
	asked := 0
	row := l.row
	l.row = func(i int) UpdateRowData { asked++; return row(i) }
	kept := l.live["u3"].row
	items = slices.Insert(slices.Clone(items), 1, UpdateItem{ID: "new", Text: "new"})
	l.row = func(i int) UpdateRowData {
		asked++
		return UpdateRowData{ID: items[i].ID, Time: "08:00", Text: items[i].Text}
	}
	l.day = func(i int) string { return items[i].ID }
	l.SetItems(items)
	p.Refresh()
	if l.live["u3"].row != kept || l.live["new"].row == nil {
		t.Error("the lines have other objects, or the news has none")
	}
	if asked > 3*len(l.live) {
		t.Errorf("asked %d times for %d lines", asked, len(l.live))
	}
}

// The keyboard reaches a link that stands far beyond the window.
func TestUpdateListKeepsTheNextStop(t *testing.T) {
	start(t, theme.Light, 1)
	_, l, items := longList(t, Desktop, 600, 1000, 700)
	c := l.live[items[len(items)-1].ID]
	if c.row == nil {
		t.Fatal("the only link does not exist")
	}
	if n := len(l.live); n > 4*700/36 {
		t.Errorf("%d lines exist", n)
	}
}

// A theme that changes while lines are out of the window: no line comes back in old colours.
func TestWhatIsNotDrawnFollowsTheTheme(t *testing.T) {
	start(t, theme.Light, 1)
	var rows []fyne.CanvasObject
	for i := range 200 {
		rows = append(rows, NewParagraph(ParagraphData{Text: fmt.Sprint("line ", i), Step: theme.Body}))
	}
	column := NewColumn(0, rows...)
	p := NewPage(Desktop, column)
	show(t, p, 800, 600)
	list, l, _ := longList(t, Desktop, 300, 800, 600)
	for _, page := range []*Page{p, list} { // rows come and go, so that some are kept for later
		for range 20 {
			page.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -300}})
		}
		page.SetOffset(0)
	}
	if n := column.to - column.from; n == 0 || n > 120 {
		t.Fatalf("%d of 200 lines are drawn", n)
	}
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Dark, 1))
	for _, page := range []*Page{p, list} {
		repaint(page.sheet) // as Fyne does with all that is drawn
	}
	want := theme.Color(theme.TokenText)
	for range 40 {
		for _, page := range []*Page{p, list} {
			page.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -300}})
		}
		for _, o := range column.parts() {
			for _, line := range o.(*Paragraph).lines {
				if line.Color != want {
					t.Fatalf("%q is drawn in %v", line.Text, line.Color)
				}
			}
		}
		for id, c := range l.live {
			if c.row != nil && c.row.time.Text.Color != want {
				t.Fatalf("%s is drawn in %v", id, c.row.time.Text.Color)
			}
		}
	}
}

// The rows that a board keeps for later do not come back in the colours of before.
func TestRowsKeptForLaterFollowTheTheme(t *testing.T) {
	start(t, theme.Light, 1)
	b := NewBoard(Desktop, nil, nil)
	var items []BoardItem
	for range 100 { // as alike as can be
		items = append(items, BoardItem{Kind: BoardRow, Row: FunctionRowData{Name: "name", Word: "word", Look: look(theme.Major)}})
	}
	b.SetItems(items)
	show(t, b, 800, 600)
	for range 30 {
		b.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -500}})
	}
	b.SetItems(items[:4]) // the others are kept
	if len(b.body.freeRows) == 0 {
		t.Fatal("no row is kept")
	}
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Dark, 1))
	repaint(b.body) // as Fyne does with all that is drawn
	b.SetItems(items)
	for id, c := range b.body.live {
		if want := theme.Color(theme.TokenText); c.row.name.lines[0].Color != want {
			t.Fatalf("%q is drawn in %v", id, c.row.name.lines[0].Color)
		}
	}
}
