package notify

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, title, body, wantTitle, wantBody string }{
		{"Korean", "카카오톡 문자가 돌아왔어요", "장애에서 정상으로", "카카오톡 문자가 돌아왔어요", "장애에서 정상으로"},
		{"line breaks", "a\nb\r\nc", "a\r\nb\n\n\n\nc\n", "a b c", "a\nb\n\nc"},
		{"spaces", "  a \t b ", " a  b \n  c ", "a b", "a b\nc"},
		{"control characters", "a\x00b\x1b[31mc\x7f", "a\x00\x08b", "ab[31mc", "ab"},
		{"turned around", "pay\u202Etxt.exe\u202C", "\u2066a\u2069\u200F\u061Cb", "paytxt.exe", "ab"},
		{"invisible", "a\u200Bb\uFEFF\u00ADc", "", "abc", ""},
		{"line separators", "a\u2028b", "a\u2029b\u0085c\vd", "a b", "a\nb\nc\nd"},
		{"invalid bytes", "a\xffb", "\xed\xa0\x80", "a\uFFFDb", "\uFFFD"},
		{"emoji with joiners stay", "👨\u200D👩\u200D👧", "🙂", "👨\u200D👩\u200D👧", "🙂"},
		{"noncharacters", "a\uFFFE\U0001FFFFb", "\uFDD0", "ab", ""},
		{"markup is left to the system's rules", "<b>&", "<a href='x'>", "<b>&", "<a href='x'>"},
		{"empty", "", "\n\n", "", ""},
	} {
		got := Clean(Notification{Key: "k", Title: tt.title, Body: tt.body, Urgent: true})
		if got.Title != tt.wantTitle || got.Body != tt.wantBody || got.Key != "k" || !got.Urgent {
			t.Errorf("%s: %q, %q; want %q, %q", tt.name, got.Title, got.Body, tt.wantTitle, tt.wantBody)
		}
	}
}

func TestCleanBounds(t *testing.T) {
	got := Clean(Notification{Title: strings.Repeat("가", MaxTitle), Body: strings.Repeat("나", MaxBody)})
	if got.Title != strings.Repeat("가", MaxTitle) || got.Body != strings.Repeat("나", MaxBody) {
		t.Error("text of the greatest length was cut")
	}
	got = Clean(Notification{Title: strings.Repeat("가", MaxTitle+1), Body: strings.Repeat("나", 1<<20)})
	if got.Title != strings.Repeat("가", MaxTitle-1)+"…" || utf8.RuneCountInString(got.Body) != MaxBody {
		t.Errorf("%d and %d runes", utf8.RuneCountInString(got.Title), utf8.RuneCountInString(got.Body))
	}
	// An accent stays with its letter, an emoji of several parts whole.
	got = Clean(Notification{Title: strings.Repeat("a", MaxTitle-2) + "e\u0301e\u0301"})
	if want := strings.Repeat("a", MaxTitle-2) + "…"; got.Title != want {
		t.Errorf("got %q", got.Title)
	}
	got = Clean(Notification{Title: strings.Repeat("a", MaxTitle-2) + "👨\u200D👩\u200D👧"})
	if want := strings.Repeat("a", MaxTitle-2) + "…"; got.Title != want {
		t.Errorf("got %q", got.Title)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("카카오톡\u202E", "a\n\n\nb\x00")
	f.Add("\xff\xfe", "\u0301\u0301")
	f.Fuzz(func(t *testing.T, title, body string) {
		n := Clean(Notification{Title: title, Body: body})
		for _, s := range []string{n.Title, strings.ReplaceAll(n.Body, "\n", "")} {
			if !utf8.ValidString(s) || strip(s, false) != s {
				t.Fatalf("%q, %q: %q is not clean", title, body, s)
			}
		}
		if utf8.RuneCountInString(n.Title) > MaxTitle || utf8.RuneCountInString(n.Body) > MaxBody {
			t.Fatalf("too long: %+v", n)
		}
		if again := Clean(n); again != n {
			t.Fatalf("cleaned twice: %+v, then %+v", n, again)
		}
	})
}
