package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"bokgu/views/theme"
)

// A dialog stands in the middle of a window and fills that of a phone; what is
// too high scrolls, and the foot stays on the screen.
func TestDialogFitsItsWindow(t *testing.T) {
	a := test.NewTempApp(t)
	long := strings.Repeat("긴 글이 여러 줄로 이어져요. ", 200)
	for _, scale := range []float32{1, 2} {
		a.Settings().SetTheme(theme.New(theme.Light, scale))
		for _, text := range []string{"short", long} {
			foot := NewButton(Desktop, ButtonData{Label: "Go"}, nil)
			d := NewDialog(DialogData{Title: "Title"}, NewParagraph(ParagraphData{Text: text}), NewRow(Desktop, RowData{Left: []fyne.CanvasObject{foot}}))
			var forms []Form
			d.OnForm = func(f Form) { forms = append(forms, f) }
			w := test.NewTempWindow(t, container.NewStack())
			w.SetPadded(false)
			w.Resize(fyne.NewSize(1000*scale, 700*scale))
			d.Open(w.Canvas())
			if len(forms) > 0 || d.leaf.Size().Width != theme.U(dialogWidth) || d.leaf.Position().X != theme.U(200) {
				t.Errorf("desktop at %v: forms %v, leaf %v at %v", scale, forms, d.leaf.Size(), d.leaf.Position())
			}
			if text == "short" && d.leaf.Size().Height > theme.U(300) {
				t.Errorf("a short text makes a leaf of %v", d.leaf.Size())
			}
			w.Resize(fyne.NewSize(390, 700))
			if len(forms) != 1 || forms[0] != Phone || d.leaf.Size() != fyne.NewSize(390, 700) {
				t.Errorf("phone at %v: forms %v, leaf %v", scale, forms, d.leaf.Size())
			}
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(foot)
			if end := at.Y + foot.Size().Height; end > 700 || end < 600 {
				t.Errorf("the foot ends at %v", end)
			}
			if got := d.content.Size().Width; got > 390 {
				t.Errorf("the content is %v wide", got)
			}
			d.Shut()
		}
	}
}

func TestDialogKeysAndEnds(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, container.NewStack())
	var heard []string
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { heard = append(heard, "window "+string(e.Name)) })
	d := NewDialog(DialogData{}, NewColumn(0), NewColumn(0))
	d.OnEnter = func() { heard = append(heard, "enter") }
	d.OnShut = func() { heard = append(heard, "shut") }
	press := func(k fyne.KeyName) { w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: k}) }
	d.Shut() // it is not open
	d.Open(w.Canvas())
	d.Open(w.Canvas())
	if len(w.Canvas().Overlays().List()) != 1 || !d.IsOpen() {
		t.Error("opened twice or not at all")
	}
	press(fyne.KeyEnter)
	press(fyne.KeyA)
	test.Tap(d.cross)
	press(fyne.KeyEscape)
	if got := strings.Join(heard, ", "); got != "enter, shut, window Escape" || d.IsOpen() {
		t.Errorf("heard %s", got)
	}
}

func TestCheckRow(t *testing.T) {
	test.NewTempApp(t)
	var told []bool
	c := NewCheckRow(Desktop, CheckRowData{Title: "a.example", Sub: "help"}, func(on bool) { told = append(told, on) })
	says(t, c, "a.example", "help")
	test.Tap(c)
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if len(told) != 2 || !told[0] || told[1] || c.On() {
		t.Errorf("told %v, on %v", told, c.On())
	}
	c.Set(CheckRowData{On: true, Fixed: true, Title: "a.example"})
	test.Tap(c)
	if len(told) != 2 || !c.On() || !c.Disabled() {
		t.Error("a fixed row can be turned")
	}
	c.Set(CheckRowData{Title: "a.example"})
	escaped := false
	c.OnEscape = func() { escaped = true }
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if c.Disabled() || !escaped {
		t.Error("the row did not come back, or does not hear Escape")
	}
}

func TestProgress(t *testing.T) {
	test.NewTempApp(t)
	p := NewProgress(ProgressData{})
	for _, c := range []struct {
		d    ProgressData
		want float32
	}{{ProgressData{}, 0}, {ProgressData{Done: 1, Total: 4}, 0.25}, {ProgressData{Done: 9, Total: 4}, 1}, {ProgressData{Done: -1, Total: 4}, 0}} {
		p.Set(c.d)
		p.Resize(fyne.NewSize(200, 8))
		if p.Part() != c.want || c.want > 0 && p.ahead.Size().Width != 200*c.want || p.ahead.Visible() != (c.want > 0) {
			t.Errorf("%+v: %v, drawn %v", c.d, p.Part(), p.ahead.Size())
		}
	}
}

// Asking for the size of a mark that was cut does not undo the cut.
func TestMarkStaysCut(t *testing.T) {
	test.NewTempApp(t)
	m := NewMark(MarkData{Text: "a word that is much too long", Step: theme.Lead})
	m.Resize(fyne.NewSize(80, 20))
	m.MinSize()
	if got := said(m); len(got) != 1 || !strings.HasSuffix(got[0], "…") {
		t.Errorf("drawn %q", got)
	}
}
