package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

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
	if w, err = storage.Writer(storage.NewFileURI(path)); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	if place, err := writePicture(w, []byte("png")); !errors.Is(err, os.ErrClosed) || place != "" {
		t.Errorf("to a closed file: %q, %v", place, err)
	}
}
