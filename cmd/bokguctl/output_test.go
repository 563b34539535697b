package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bokgu/sync/feed"
)

const batch = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n"

func openFile(t *testing.T, path string, flags int) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// A batch cut off after any byte is completed in the same file, however the file
// is opened: nothing is lost, nothing is there twice.
func TestFileIsCompletedExactly(t *testing.T) {
	for _, flags := range []int{os.O_WRONLY | os.O_APPEND, os.O_RDWR | os.O_APPEND} {
		for cut := range len(batch) + 1 {
			dir := t.TempDir()
			path := filepath.Join(dir, "out")
			out := openFile(t, path, flags|os.O_CREATE)
			mark := openFile(t, filepath.Join(dir, "mark"), os.O_RDWR|os.O_CREATE)
			if _, err := out.WriteString("earlier\n"); err != nil {
				t.Fatal(err)
			}
			o := newOutput(out, mark)
			p := &printing{Serial: 1, Text: batch}
			o.plan(p)
			// The killed life: what it wrote, and a mark that may lag behind.
			if _, err := out.WriteString(batch[:cut]); err != nil {
				t.Fatal(err)
			}
			again := newOutput(openFile(t, path, flags), mark)
			if err := again.print(p, again.printed(p)); err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(b) != "earlier\n"+batch {
				t.Fatalf("cut at %d: %q", cut, b)
			}
		}
	}
}

// Where the output cannot be read again, the mark says how far it came. The
// only doubt is one line: written, and the mark not.
func TestMarkWhereNothingCanBeRead(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(batch, "\n"), "\n")
	for printed := range len(lines) + 1 {
		mark := openFile(t, filepath.Join(t.TempDir(), "mark"), os.O_RDWR|os.O_CREATE)
		w := &failing{left: printed}
		o := newOutput(w, mark)
		p := &printing{Serial: 4, Text: batch}
		o.plan(p)
		err := o.print(p, o.printed(p))
		if (err != nil) != (printed < len(lines)) {
			t.Fatalf("%d lines: %v", printed, err)
		}
		w.left = len(lines)
		if err := o.print(p, o.printed(p)); err != nil {
			t.Fatal(err)
		}
		if got := w.b.String(); got != batch {
			t.Errorf("%d lines: %q", printed, got)
		}
		// The mark of one batch says nothing about another.
		if n := o.printed(&printing{Serial: 5, Text: batch}); n != 0 {
			t.Errorf("the next batch is said to be printed up to %d", n)
		}
	}
}

// A file that was cut, replaced or written to by others is not evidence.
func TestFileThatProvesNothing(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path string){
		"cut": func(t *testing.T, path string) {
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
		},
		"replaced": func(t *testing.T, path string) {
			if err := os.WriteFile(path+"2", []byte("another\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(path+"2", path); err != nil {
				t.Fatal(err)
			}
		},
		"written to": func(t *testing.T, path string) {
			f := openFile(t, path, os.O_WRONLY|os.O_APPEND)
			if _, err := f.WriteString("Killed\n"); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "out")
			mark := openFile(t, filepath.Join(dir, "mark"), os.O_RDWR|os.O_CREATE)
			out := openFile(t, path, os.O_WRONLY|os.O_APPEND|os.O_CREATE)
			if _, err := out.WriteString("earlier\n"); err != nil {
				t.Fatal(err)
			}
			o := newOutput(out, mark)
			p := &printing{Serial: 1, Text: batch}
			o.plan(p)
			one := strings.Index(batch, "\n") + 1
			if err := o.setMark(1, one); err != nil {
				t.Fatal(err)
			}
			spoil(t, path)
			again := newOutput(openFile(t, path, os.O_WRONLY|os.O_APPEND|os.O_CREATE), mark)
			if n := again.printed(p); n != one {
				t.Errorf("printed up to %d, the mark says %d", n, one)
			}
		})
	}
}

// failing is a writer that takes only so many writes.
type failing struct {
	b    strings.Builder
	left int
}

func (f *failing) Write(b []byte) (int, error) {
	if f.left == 0 {
		return 0, errors.New("no space left")
	}
	f.left--
	return f.b.Write(b)
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"카카오톡 text":        "카카오톡 text",
		"a\x1b[2Jb\x07":    "a\ufffd[2Jb\ufffd",
		"two\nlines\tx\r":  "two lines x ",
		"host\u202elive":   "host\ufffdlive",
		"\u0085\u2028next": "  next",
	} {
		if got := printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// A line names what is in the document, and by its id what is not any more.
func TestTextLine(t *testing.T) {
	s := &feed.Status{
		Feed: feed.Info{ID: "f", TimeZone: "Asia/Seoul", Language: "ko"},
		Components: []feed.Component{
			{ID: "talk", Name: feed.Text{"ko": "카카오톡", "en": "KakaoTalk"}},
			{ID: "talk.text", GroupID: "talk", Name: feed.Text{"ko": "문자"}},
		},
		Incidents: []feed.Incident{{ID: "i", Name: feed.Plain("Fire\x1b[31m")}},
		Guidance:  []feed.Guidance{{ID: "g", Title: feed.Plain("Wait")}},
	}
	for _, c := range []struct {
		change feed.Change
		want   string
	}{
		{feed.Change{ID: "e.1.0", Kind: feed.ChangeComponentStatus, ComponentID: "talk.text", From: "operational", To: "major_outage"}, "1970-01-01 09:00 KST  KakaoTalk > 문자  component status  operational → major_outage  [e.1.0]\n"},
		{feed.Change{ID: "e.1.1", Kind: feed.ChangeStage, IncidentID: "i", Stage: feed.UserNotice, To: "done"}, "1970-01-01 09:00 KST  Fire\ufffd[31m: user_notice  stage  → done  [e.1.1]\n"},
		{feed.Change{ID: "e.1.2", Kind: feed.ChangeGuidanceAdded, GuidanceID: "g"}, "1970-01-01 09:00 KST  Wait  guidance added  [e.1.2]\n"},
		{feed.Change{ID: "e.1.3", Kind: feed.ChangeComponentRemoved, ComponentID: "gone", From: "unknown"}, "1970-01-01 09:00 KST  gone  component removed  was unknown  [e.1.3]\n"},
		{feed.Change{ID: "e.1.4", Kind: feed.Unknown}, "1970-01-01 09:00 KST  f  unknown  [e.1.4]\n"},
	} {
		c.change.At = epoch
		if got := string(textLine(s, c.change)); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}
