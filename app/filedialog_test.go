package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"bokgu/i18n"
)

// sheetSays is all that stands on the sheet on top.
func sheetSays(t *testing.T, c fyne.Canvas) string {
	t.Helper()
	sheet := sheetOf(c)
	if sheet == nil {
		t.Fatal("no sheet is open")
	}
	var said []string
	var look func(o fyne.CanvasObject)
	look = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			said = append(said, o.Text)
		case *widget.Button:
			said = append(said, o.Text)
		case fyne.Widget:
			for _, o := range test.WidgetRenderer(o).Objects() {
				each(o, look)
			}
		}
	}
	each(sheet.Content, look)
	return strings.Join(said, "\n")
}

// The toolkit's dialogs about files speak the app's language all over, close at Escape, and save what is asked for.
func TestFileDialogs(t *testing.T) {
	a := test.NewTempApp(t)
	if err := lang.AddTranslationsForLocale(i18n.FyneKorean(), lang.SystemLocale()); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	folder, err := storage.ListerForURI(storage.NewFileURI(home))
	if err != nil {
		t.Fatal(err)
	}
	own := &App{fyne: a, window: test.NewTempWindow(t, widget.NewLabel("")), model: &Model{}}
	own.window.Resize(fyne.NewSize(900, 700))
	own.model.st.loc = i18n.New("ko")
	c := own.window.Canvas()
	below := 0
	c.SetOnTypedKey(func(*fyne.KeyEvent) { below++ })
	var given []fyne.URIWriteCloser
	save := func() {
		d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
			if err != nil {
				t.Error(err)
			}
			given = append(given, w)
		}, own.window)
		d.SetLocation(folder)
		d.SetFileName("name.csv")
		own.askFile(d, "file.save")
	}
	english := []string{"Home", "Computer", "Overwrite", "Are you sure", "Save", "Open"}
	korean := func(want ...string) {
		t.Helper()
		said := sheetSays(t, c)
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("%q is not said:\n%s", w, said)
			}
		}
		for _, w := range english {
			if strings.Contains(said, w) {
				t.Errorf("%q is said:\n%s", w, said)
			}
		}
	}

	save()
	korean("파일로 저장", "홈", "컴퓨터", "저장", "취소")
	focused, ok := c.Focused().(*fileName)
	if !ok || focused.Text != "name.csv" {
		t.Fatalf("%T has the keyboard", c.Focused())
	}
	focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if sheetOf(c) != nil || len(given) != 1 || given[0] != nil {
		t.Errorf("after Escape: %v, given %v", sheetOf(c), given)
	}
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if below != 1 {
		t.Error("the keys of the window are not given back")
	}

	save()
	test.Type(c.Focused(), "my ") // before the name that is there
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(given) != 2 || given[1] == nil || given[1].URI().Name() != "my name.csv" || sheetOf(c) != nil {
		t.Fatalf("given %v", given)
	}
	if err := given[1].Close(); err != nil {
		t.Fatal(err)
	}

	if err := os.WriteFile(filepath.Join(home, "name.csv"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	save()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	korean("같은 이름의 파일이 있어요", "name.csv를 새 파일로 바꿀까요?", "예", "아니요")
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if raw, err := os.ReadFile(filepath.Join(home, "name.csv")); string(raw) != "old" || sheetOf(c) != nil {
		t.Errorf("Escape replaced the file: %q %v", raw, err)
	}

	// With nothing to type into, the keys come to the window: they are the dialog's, not the screen's below.
	d := dialog.NewFileOpen(func(fyne.URIReadCloser, error) {}, own.window)
	own.askFile(d, "file.open")
	korean("파일 열기", "홈")
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if sheetOf(c) != nil || below != 1 {
		t.Errorf("after Escape: %v; the screen below was told %d times", sheetOf(c), below-1)
	}
}
