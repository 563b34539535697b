package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
)

func TestWritePicture(t *testing.T) {
	test.NewTempApp(t)
	path := filepath.Join(t.TempDir(), "그림 1.png")
	w, err := storage.Writer(storage.NewFileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	place, err := writePicture(w, []byte("png"))
	if err != nil || place != path {
		t.Fatalf("%q, %v", place, err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "png" {
		t.Errorf("%q, %v", got, err)
	}
	for name, w := range map[string]*badFile{"full": {writing: errDisk}, "not closed": {closing: errDisk}} {
		if place, err := writePicture(w, []byte("png")); !errors.Is(err, errDisk) || place != "" || !w.closed {
			t.Errorf("%s: %q, %v, closed %v", name, place, err, w.closed)
		}
	}
}

var errDisk = errors.New("disk")

// badFile is a file that fails in one way.
type badFile struct {
	fyne.URIWriteCloser
	writing, closing error
	closed           bool
}

func (f *badFile) Write(p []byte) (int, error) { return len(p), f.writing }

func (f *badFile) Close() error {
	f.closed = true
	return f.closing
}
