package widgets

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"bokgu/views/theme"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"카카오톡 문자":                         "카카오톡 문자",
		"  a \t b\r\n c ":                 "a b c",
		"safe\u202Egnp.exe":               "safegnp.exe", // direction override
		"카\u200B카\uFEFF오":                 "카카오",         // zero width
		"a\x00b\x1b[31mc\u0085d":          "ab[31mc d",
		"\xff\xfebad":                     "bad",
		"e\u0301":                         "e\u0301",
		"z" + strings.Repeat("\u0335", 9): "z" + strings.Repeat("\u0335", stackedMarks),
		"👨\u200D👩":                        "👨👩",
		"**굵게** <b>x</b> [a](http://b)":   "**굵게** <b>x</b> [a](http://b)", // never markup
		"":                                "",
		" ":                               "",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStopsKeepCharactersWhole(t *testing.T) {
	for in, want := range map[string]int{
		"abc": 3, "카카오": 3, "e\u0301a": 2, "\u1112\u1161\u11ABa": 2, "🇰🇷🇺🇸": 2, "👍🏽!": 2, "❤\uFE0F": 1,
	} {
		at := stops(in)
		if len(at) != want || at[len(at)-1] != len(in) {
			t.Errorf("%q has %d stops %v, want %d", in, len(at), at, want)
		}
	}
}

func TestLineIsCutByMeasuring(t *testing.T) {
	start(t, theme.Light, 1)
	long := "전화 콜이나 다른 앱을 쓰세요. 언제 다시 되는지는 아직 몰라요."
	l := NewLine(LineData{Text: long, Step: theme.Body})
	l.Resize(fyne.NewSize(120, 21))
	got := said(l)[0]
	if !strings.HasSuffix(got, ellipsis) || !strings.HasPrefix(long, strings.TrimSuffix(got, ellipsis)) || !l.Cut() {
		t.Errorf("a line that does not fit says %q", got)
	}
	if w := wide(got, 14, fyne.TextStyle{}); w > 120.5 || w < 95 {
		t.Errorf("the cut line is %.1f wide of 120", w)
	}
	l.Resize(fyne.NewSize(l.Width(), 21))
	if got := said(l)[0]; got != long || l.Cut() {
		t.Errorf("a line that fits says %q", got)
	}
	l.Resize(fyne.NewSize(0, 21))
	if got := said(l); len(got) != 0 {
		t.Errorf("a line without room says %q", got)
	}
}

// lines returns what a paragraph shows at a width, and holds every line to it.
func lines(t *testing.T, p *Paragraph, width float32) []string {
	t.Helper()
	p.Resize(fyne.NewSize(width, p.HeightFor(width)))
	out := said(p)
	for _, l := range out {
		if w := wide(l, p.data.Step.TextSize(), p.style()); w > width && len(stops(l)) > 1 {
			t.Errorf("%q is %.1f wide, more than %.0f", l, w, width)
		}
	}
	if h := float32(len(out)) * p.data.Step.Pitch(); h != p.HeightFor(width) {
		t.Errorf("height is %v for %d lines", p.HeightFor(width), len(out))
	}
	return out
}

func TestParagraphBreaksAtSpaces(t *testing.T) {
	start(t, theme.Light, 1)
	text := "카톡 문자는 늦게라도 가요. 사진·동영상, PC 로그인, 택시 호출은 아직 안 돼요."
	p := NewParagraph(ParagraphData{Text: text, Step: theme.Body})
	got := lines(t, p, 150)
	if len(got) < 3 || strings.Join(got, " ") != text {
		t.Errorf("wrapped into %q", got)
	}
	if got := lines(t, p, 2000); len(got) != 1 {
		t.Errorf("a wide paragraph has %d lines", len(got))
	}
}

func TestParagraphBreaksAWordOnlyWhenItAloneIsTooLong(t *testing.T) {
	start(t, theme.Light, 1)
	got := lines(t, NewParagraph(ParagraphData{Text: "가 https://kakaotalk-update.example/down/load/file 나", Step: theme.Body}), 120)
	if len(got) < 3 || strings.ReplaceAll(strings.Join(got, ""), " ", "") != "가https://kakaotalk-update.example/down/load/file나" {
		t.Errorf("wrapped into %q", got)
	}
	// Narrower than any character: one a line, nothing lost, no endless loop.
	if got := lines(t, NewParagraph(ParagraphData{Text: "카카오", Step: theme.Hero}), 3); len(got) != 3 {
		t.Errorf("wrapped into %q", got)
	}
}

func TestParagraphOfManyScripts(t *testing.T) {
	start(t, theme.Light, 1)
	for _, text := range []string{
		"장애 🚨🚨 복구 👍🏽 중 🇰🇷 대한민국", "هذا النص من اليمين إلى اليسار ومعه 카카오", "日本語の長い文には空白がないので単語の中で折り返します",
		strings.Repeat("\u1112\u1161\u11AB", 40),
	} {
		got := lines(t, NewParagraph(ParagraphData{Text: text, Step: theme.Body}), 100)
		if strings.ReplaceAll(strings.Join(got, ""), " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%q became %q", text, got)
		}
		for _, l := range got {
			if !utf8.ValidString(l) {
				t.Errorf("%q holds a broken character", l)
			}
		}
	}
}

func TestParagraphOfTenKilobytes(t *testing.T) {
	start(t, theme.Light, 1)
	began := time.Now()
	for _, text := range []string{
		strings.Repeat("카카오 장애가 아직 끝나지 않았어요. ", 220), strings.Repeat("가", 3400), strings.Repeat("W", 10240),
		strings.Repeat("a\n", 5000),
	} {
		p := NewParagraph(ParagraphData{Text: text, Step: theme.Body, KeepBreaks: true})
		if got := lines(t, p, 300); len(got) < 20 {
			t.Errorf("10 kB became %d lines", len(got))
		}
	}
	// Wide of any machine's measure; quadratic wrapping takes minutes.
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("wrapping took %v", took)
	}
}

func TestParagraphLineBreaks(t *testing.T) {
	start(t, theme.Light, 1)
	if got := lines(t, NewParagraph(ParagraphData{Text: "첫째\n둘째\r\n\n셋째", KeepBreaks: true}), 500); len(got) != 3 {
		t.Errorf("kept breaks: %q", got)
	}
	if got := lines(t, NewParagraph(ParagraphData{Text: "첫째\n둘째"}), 500); len(got) != 1 || got[0] != "첫째 둘째" {
		t.Errorf("breaks as spaces: %q", got)
	}
	p := NewParagraph(ParagraphData{Text: strings.Repeat("x\n", 1000), KeepBreaks: true})
	if n := len(p.hard); n > paragraphBreaks {
		t.Errorf("%d hard lines, bound is %d", n, paragraphBreaks)
	}
	got := lines(t, NewParagraph(ParagraphData{Text: strings.Repeat("복구 ", 100), MaxLines: 2}), 200)
	if len(got) != 2 || !strings.HasSuffix(got[1], ellipsis) {
		t.Errorf("bounded paragraph: %q", got)
	}
}

func TestSentenceKeepsParticleAtItsWord(t *testing.T) {
	start(t, theme.Light, 1)
	s := NewSentence(theme.Body, []Piece{{Text: "장애", Bold: true}, {Text: "에서 "}, {Text: "일부 장애", Bold: true}, {Text: "로"}})
	s.Resize(fyne.NewSize(400, s.HeightFor(400)))
	if got := strings.Join(said(s), "|"); got != "장애|에서|일부|장애|로" {
		t.Errorf("says %s", got)
	}
	word, particle := s.texts[0], s.texts[1]
	if gap := particle.Position().X - word.Position().X - word.MinSize().Width; gap > 0.5 {
		t.Errorf("%.1f between a word and its particle", gap)
	}
	if s.HeightFor(60) <= s.HeightFor(400) {
		t.Error("a narrow sentence does not wrap")
	}
}

func FuzzParagraph(f *testing.F) {
	f.Add("카카오 \u202E장애\n\n", float32(40))
	f.Add("👨\u200D👩\u200D👧 e\u0301", float32(1))
	f.Fuzz(func(t *testing.T, s string, width float32) {
		for _, l := range cleanLines(s, 5) {
			if !utf8.ValidString(l) || strings.ContainsFunc(l, drop) {
				t.Errorf("%q left unfit characters in %q", s, l)
			}
		}
		at := stops(clean(s))
		for i := 1; i < len(at); i++ {
			if at[i] <= at[i-1] {
				t.Errorf("stops of %q do not rise", s)
			}
		}
	})
}
