package diary

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// read is a document as somebody who has only the file sees it.
type read struct {
	pages []string // their text, in drawing order, one line of the page a line
	title string
	font  []byte // the embedded font program
	size  int
}

var (
	object  = regexp.MustCompile(`(?s)(\d+) 0 obj(.*?)endobj`)
	stream  = regexp.MustCompile(`(?s)/Length (\d+)\s.*?stream\r?\n`)
	ranges  = regexp.MustCompile(`<([0-9A-F]{4,5})><([0-9A-F]{4,5})><([0-9A-F]{4,5})>`)
	showing = regexp.MustCompile(`\[((?:<[0-9A-Fa-f]*>|[-0-9. ]+)*)\]\s*TJ|<([0-9A-Fa-f]+)>\s*Tj`)
	hexText = regexp.MustCompile(`<([0-9A-Fa-f]+)>`)
	title   = regexp.MustCompile(`/Title <FEFF([0-9A-Fa-f]+)>`)
)

// document writes a book and reads it back: through the file's own table from
// glyphs to text, as a viewer does that searches or copies.
func document(t *testing.T, b *Book) read {
	t.Helper()
	var out bytes.Buffer
	if err := WritePDF(t.Context(), &out, b, nil); err != nil {
		t.Fatal(err)
	}
	raw := out.Bytes()
	if !bytes.HasPrefix(raw, []byte("%PDF-1.")) || !bytes.Contains(raw[max(0, len(raw)-64):], []byte("%%EOF")) {
		t.Fatalf("no whole PDF of %d bytes", len(raw))
	}
	r := read{size: len(raw)}
	text := make(map[string]rune)
	var contents []string
	for _, o := range object.FindAllSubmatch(raw, -1) {
		m := stream.FindSubmatchIndex(o[2])
		if m == nil {
			continue
		}
		length, err := strconv.Atoi(string(o[2][m[2]:m[3]]))
		if err != nil || m[1]+length > len(o[2]) {
			t.Fatalf("object %s: a stream of %d bytes, %v", o[1], length, err)
		}
		body := o[2][m[1] : m[1]+length]
		if bytes.Contains(o[2], []byte("/FlateDecode")) {
			z, err := zlib.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		switch {
		case bytes.Contains(body, []byte("begincmap")):
			for _, one := range ranges.FindAllSubmatch(body, -1) {
				v, err := strconv.ParseUint(string(one[3]), 16, 32)
				if err != nil || len(one[3]) > 4 {
					t.Fatalf("%q", one[0])
				}
				text[string(one[1])] = rune(v)
			}
		case bytes.Contains(o[2], []byte("/Length1")):
			r.font = body
		case bytes.Contains(body, []byte("BT")):
			contents = append(contents, string(body))
		}
	}
	for _, c := range contents {
		var page strings.Builder
		for _, m := range showing.FindAllStringSubmatch(c, -1) {
			for _, h := range hexText.FindAllStringSubmatch(m[0], -1) {
				for i := 0; i+4 <= len(h[1]); i += 4 {
					char, ok := text[strings.ToUpper(h[1][i:i+4])]
					if !ok {
						t.Fatalf("the glyph %s says nothing", h[1][i:i+4])
					}
					page.WriteRune(char)
				}
			}
			page.WriteByte('\n')
		}
		r.pages = append(r.pages, page.String())
	}
	if m := title.FindSubmatch(raw); m != nil {
		var units []uint16
		for i := 0; i+4 <= len(m[1]); i += 4 {
			v, err := strconv.ParseUint(string(m[1][i:i+4]), 16, 16)
			if err != nil {
				t.Fatal(err)
			}
			units = append(units, uint16(v))
		}
		r.title = string(utf16.Decode(units))
	}
	return r
}

// inOrder fails unless all of want stand in text in that order.
func inOrder(t *testing.T, text string, want ...string) {
	t.Helper()
	rest := text
	for _, w := range want {
		_, after, ok := strings.Cut(rest, w)
		if !ok {
			t.Fatalf("%q does not follow in\n%s", w, text)
		}
		rest = after
	}
}

func TestPDF(t *testing.T) {
	r := document(t, book("ko"))
	if len(r.pages) != 1 {
		t.Fatalf("%d pages", len(r.pages))
	}
	inOrder(t, r.pages[0],
		"서비스 장애 개인 기록", "카카오 서비스", "2022년 10월 15일 토요일 15:30 KST", "홍길동", "Bokgu 1.2.3",
		"개인이 남긴 기록", "운영사가 만들거나 확인한 문서가 아니에요",
		"장애가 있던 시간", "카카오톡 · 문자", "장애", "2022-10-15 15:30", "2022-10-16 01:31", "10시간 1분",
		"카카오T", "일부 장애", "29시간 59분 이상", "아직 안 끝남", // line by line of the cells
		"못 한 일과 손해", "2022-10-15 15:40", "택시를 못 불렀다,", "12,000", "\"늦었다\"", "(문자: 정상 → 장애)",
		"=HYPERLINK", "3,500", "합계", "15,500원",
		"있었던 일", "문자: 정상 → 장애", "서버실에서 불이 났어요",
		"개인 기록이며", "1 / 1")
	if r.title != "서비스 장애 개인 기록 · 카카오 서비스" {
		t.Errorf("title %q", r.title)
	}
	// A subset: far from the 2.7 MB of the whole font.
	if r.size > 200<<10 || len(r.font) == 0 || len(r.font) > 400<<10 {
		t.Errorf("%d bytes, a font of %d", r.size, len(r.font))
	}

	en := document(t, book("en"))
	inOrder(t, en.pages[0], "Personal record of a service outage", "neither made nor checked by the operator",
		"Outages", "10 h 1 min", "at least 29 h 59 min", "Total", "KRW 15,500", "not a document of the operator")

	empty := document(t, &Book{Loc: book("ko").Loc, Feed: "f", Made: day, To: day, App: "Bokgu"})
	inOrder(t, empty.pages[0], "복구 앱을 쓰는 개인", "알려진 장애가 없어요", "메모가 없어요", "알려진 변화가 없어요")
}

// What a feed or a person writes stays text, inside its page, and breaks nothing.
func TestPDFOfStrangeText(t *testing.T) {
	b := book("ko")
	b.Feed = strings.Repeat("긴이름", 100)
	b.Owner = "a\x00b\u202Ec"
	strange := "뷁똠 e\u0301 \u1112\u1161\u11ab 😀👨‍👩‍👧 مرحبا ] TJ ET (x) \\ <00> " + strings.Repeat("뀨뚫", 800) + "끝"
	b.Notes = []Note{{At: day, Text: strange, Amount: 1}}
	b.Events = []Event{{At: day, Text: strings.Repeat("낱말 ", 3000) + "마지막"}}
	r := document(t, b)
	all := strings.ReplaceAll(strings.Join(r.pages, ""), "\n", "")
	inOrder(t, all, "abc", "뷁똠", "é", "한", "□", "] TJ ET (x) \\ <00>", "뀨뚫끝", "마지막")
	if strings.ContainsAny(all, "\x00\u202e😀") {
		t.Error("characters that nobody can see are in the text")
	}
	if got := strings.Count(all, "뀨"); got != 800 {
		t.Errorf("%d of 800 words of the note are there", got)
	}
	if got := strings.Count(all, "낱말"); got != 3000 {
		t.Errorf("%d of 3000 words of the change are there", got)
	}
}

// Many pages: every row is there once, the head of its table on every page.
func TestPDFOfManyRows(t *testing.T) {
	b := book("ko")
	b.Events = nil
	for i := range 1000 {
		b.Events = append(b.Events, Event{At: day, Text: fmt.Sprintf("변화 %04d번", i)})
	}
	r := document(t, b)
	all := strings.Join(r.pages, "")
	for i := range 1000 {
		if got := strings.Count(all, fmt.Sprintf("변화 %04d번", i)); got != 1 {
			t.Fatalf("row %d is there %d times", i, got)
		}
	}
	for p, text := range r.pages {
		if !strings.Contains(text, "시각\n내용") || !strings.Contains(text, fmt.Sprintf("%d / %d", p+1, len(r.pages))) {
			t.Fatalf("page %d:\n%s", p+1, text)
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	o := book("ko")
	for i := range 5000 {
		o.Events = append(o.Events, Event{At: day, Text: fmt.Sprintf("카카오톡 · 문자: 장애 → 일부 장애 %d", i)})
	}
	for b.Loop() {
		if err := WritePDF(b.Context(), io.Discard, o, nil); err != nil {
			b.Fatal(err)
		}
	}
}
