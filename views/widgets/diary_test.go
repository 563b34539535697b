package widgets

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

// diary makes a list of days with ten rows each, every third with a note.
func diary(t *testing.T, f Form, days int, w, h float32) *DiaryList {
	t.Helper()
	var items []DiaryItem
	for d := range days {
		items = append(items, DiaryItem{ID: fmt.Sprint("d", d), Day: true})
		for r := range 10 {
			items = append(items, DiaryItem{ID: fmt.Sprintf("r%d.%d", d, r), Note: r%3 == 0})
		}
	}
	l := NewDiaryList(f, NewHeading(f, HeadingData{Title: "제목"}), func(i int) string { return "날 " + items[i].ID }, func(i int) DiaryRowData {
		d := DiaryRowData{ID: items[i].ID, Time: "08:00", Text: "줄 " + items[i].ID}
		if items[i].Note {
			d.Note, d.Amount = "메모 "+items[i].ID, "1원"
		}
		return d
	})
	l.SetItems(items)
	show(t, l, w, h)
	return l
}

func TestDiaryListHoldsOnlyTheRowsInTheWindow(t *testing.T) {
	start(t, theme.Light, 1)
	l := diary(t, Desktop, 500, 1000, 800)
	if n := len(l.body.order); n < 10 || n > 40 {
		t.Errorf("%d of 5500 objects exist", n)
	}
	says(t, l, "제목", "날 d0", "08:00", "줄 r0.0", "메모 r0.0", "1원", "줄 r0.1")
	l.ScrollToID("r499.9")
	says(t, l, "줄 r499.9", "메모 r499.9")
	for _, s := range said(l) {
		if s == "줄 r0.0" {
			t.Error("a row far above is still there")
		}
	}
	// Whatever was scrolled before, each row stands where it belongs and says what it should.
	for _, id := range []string{"r3.1", "r250.5", "r3.2", "r499.0", "r0.0"} {
		l.ScrollToID(id)
		for i := range l.body.items {
			it := l.body.items[i]
			cell, ok := l.body.live[it.ID]
			if !ok {
				continue
			}
			o := cell.object()
			if o.Position().Y != l.body.start()+l.body.tops[i] || o.Size().Height != l.body.tops[i+1]-l.body.tops[i] {
				t.Fatalf("%s stands at %v, %v high", it.ID, o.Position().Y, o.Size().Height)
			}
			if cell.row != nil && cell.row.data.Text != "줄 "+it.ID || cell.day != nil && cell.day.word.full != "날 "+it.ID {
				t.Fatalf("%s says something else", it.ID)
			}
		}
	}
}

// What a row says stays inside of it, in both forms and with letters of any size.
func TestDiaryRowHoldsItsWords(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 2} {
		for _, f := range []Form{Desktop, Phone} {
			start(t, theme.Light, scale)
			for _, d := range []DiaryRowData{
				{Time: "08:00", Text: "짧은 말"},
				{Time: "08:00", Text: strings.Repeat("긴 말 ", 60), Note: strings.Repeat("긴 메모", 60), Amount: "손해 1,000,000,000,000원"},
				{Time: "08:00", Text: "내 말", Own: true, Amount: "손해 1원"},
				{Time: "08:00", Text: "상태", State: theme.Major, Note: "메모"},
			} {
				r := NewDiaryRow(f, d)
				w := float32(390)
				if f == Desktop {
					w = 900 * scale
				}
				c := show(t, r, w, r.MinSize().Height)
				_ = c
				if r.MinSize().Height != DiaryRowHeight(f, d.Note != "" || d.Amount != "") {
					t.Errorf("%v %v: %v high", scale, f, r.MinSize().Height)
				}
				for _, o := range []fyne.CanvasObject{r.time.Text, r.text, r.note.Text, r.amount.Text} {
					p, s := o.Position(), o.Size()
					if !o.Visible() || s.Width == 0 {
						continue
					}
					if p.X < 0 || p.Y < 0 || p.X+s.Width > w+1 || p.Y+s.Height > r.Size().Height+1 {
						t.Errorf("%v %v %q: %T at %v, %v, in %v", scale, f, d.Text[:6], o, p, s, r.Size())
					}
				}
			}
		}
	}
}

func TestDiaryRowByKeyboard(t *testing.T) {
	start(t, theme.Light, 1)
	l := diary(t, Desktop, 50, 1000, 800)
	var got []string
	l.OnTapped = func(id string) { got = append(got, id) }
	row := l.body.live["r0.1"].row
	row.FocusGained()
	row.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	row.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	test.Tap(row)
	if strings.Join(got, " ") != "r0.1 r0.1 r0.1" {
		t.Errorf("told %q", got)
	}
	// The one below the window comes into it with the focus.
	last := l.body.order[len(l.body.order)-1].(*DiaryRow)
	before := l.Offset()
	last.FocusGained()
	if l.Offset() <= before {
		t.Error("the focus leaves the window")
	}
	if row.AccessibilityLabel() != "줄 r0.1" {
		t.Errorf("spoken as %q", row.AccessibilityLabel())
	}
}
