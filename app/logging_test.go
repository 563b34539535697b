package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bokgu/views"
)

// A crash is told once, with where its report is; the log has a file of its own.
func TestCrashIsTold(t *testing.T) {
	b := newBench(t)
	b.meta.Version = "1.2.3"
	dir := filepath.Join(b.dir, "log")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "running"), []byte("Bokgu 1.2.2\npanic: \x1b[31m{{.}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for n, want := range []int{1, 0} {
		b.openJournal()
		b.tellCrash()
		b.log.Info("a line")
		var said []views.Notice
		for _, v := range b.snapshot().Notices {
			if v.ID == "crash" {
				said = append(said, v)
			}
		}
		if len(said) != want {
			t.Fatalf("start %d: %+v", n+1, said)
		}
		if want == 1 && (!strings.Contains(said[0].Detail, b.journal.Crash()) || !said[0].Close || said[0].Button == "") {
			t.Errorf("%+v", said[0])
		}
		if err := b.journal.Close(); err != nil {
			t.Fatal(err)
		}
		b.model.closeNotice("crash")
	}
	if log, err := os.ReadFile(filepath.Join(dir, "bokgu.log")); err != nil || strings.Count(string(log), "a line") != 2 {
		t.Errorf("%q, %v", log, err)
	}
}
