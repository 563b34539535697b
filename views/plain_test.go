package views

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2/test"
)

func TestPlain(t *testing.T) {
	tests := []struct {
		name, in string
		limit    int
		want     string
	}{
		{"as it is", "카카오톡", 10, "카카오톡"},
		{"one line", " 카카오\n\n톡\t장애 ", 20, "카카오 톡 장애"},
		{"exactly as long", "abcd", 4, "abcd"},
		{"cut", "abcde", 4, "abc…"},
		{"cut before a space", "abc defgh", 5, "abc…"},
		{"nothing fits", "abc", 0, ""},
		{"only the sign fits", "abc", 1, "…"},
		{"direction override", "a\u202Egnp.exe", 20, "agnp.exe"},
		{"zero width", "ka\u200Bkao\uFEFF", 20, "kakao"},
		{"control", "a\x1b[31mb\x00", 20, "a[31mb"},
		{"broken bytes", "a\xffb", 20, "ab"},
		{"Hangul filler", "\u3164\u3164a", 20, "a"},
		{"composed", "\u1112\u1161\u11AB", 5, "한"},
		{"marks that pile up", "e" + strings.Repeat("\u0301", 50), 20, "é\u0301\u0301\u0301"},
		{"not between a character and its mark", "ab🖐🏽c", 4, "ab…"},
	}
	for _, tt := range tests {
		if got := Plain(tt.in, tt.limit); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("카카오톡 \u202E\n e\u0301\u0301", 5)
	f.Add(strings.Repeat("\u1112\u1161\u11AB", 40), 12)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got := Plain(s, limit)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\t\u202e\u200b\x00") {
			t.Errorf("%q is not plain", got)
		}
		if n := utf8.RuneCountInString(got); n > max(limit, 0) {
			t.Errorf("%q has %d characters, more than %d", got, n, limit)
		}
	})
}

func TestNoteWraps(t *testing.T) {
	startApp(t)
	n := NewNote("https://xn--9n2bp8q.example/a/very/long/path/that/goes/on/and/on/and/does/not/end/on/one/line")
	w := test.NewTempWindow(t, n)
	w.Resize(n.MinSize())
	lines := texts(n)
	if len(lines) < 2 || n.MinSize().Width > 400 {
		t.Errorf("%q at %v", lines, n.MinSize())
	}
	if got := strings.Join(lines, ""); !strings.HasSuffix(got, "one/line") {
		t.Errorf("%q lost its end", got)
	}
}
