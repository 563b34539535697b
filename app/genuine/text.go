package genuine

import (
	_ "embed" // words.txt
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// message is a text in which addresses can be looked for.
type message struct {
	text   string
	folded []bool // by byte: an ASCII character that was written as another one, such as a full-width one
	hidden bool
	cut    bool
}

// read brings a text into order: composed, without what cannot be seen, wide and
// ornamental forms of ASCII characters as these, as a browser would read them.
func read(s string) message {
	var m message
	s, m.cut = first(s, MaxText)
	s = norm.NFC.String(strings.ToValidUTF8(s, " "))
	runes := make([]rune, 0, len(s))
	gap := false // something invisible stood before this character
	for _, r := range s {
		switch {
		case r == 0x202D || r == 0x202E: // override: the text runs against what is read here
			m.hidden = true
			continue
		case invisible(r):
			gap = true
			continue
		case r != '\n' && unicode.IsSpace(r), unicode.IsControl(r) && r != '\n':
			r = ' '
		}
		if gap && len(runes) > 0 && ofAddress(runes[len(runes)-1]) && ofAddress(r) {
			m.hidden = true
		}
		gap = false
		runes = append(runes, r)
	}
	var b strings.Builder
	for i, r := range runes {
		out := fold(r, i+1 < len(runes) && ofAddress(runes[i+1]))
		b.WriteString(out)
		for range len(out) {
			m.folded = append(m.folded, r >= utf8.RuneSelf && out[0] < utf8.RuneSelf)
		}
	}
	m.text = b.String()
	m.unmask()
	return m
}

// masks are the ways to write an address so that it is no link, and the reader makes it one.
var masks = regexp.MustCompile(`(?i)\[\.\]|\(\.\)|\[dot\]|\(dot\)|hxxps?://`)

func (m *message) unmask() {
	var b strings.Builder
	var folded []bool
	at := 0
	for _, span := range masks.FindAllStringIndex(m.text, -1) {
		b.WriteString(m.text[at:span[0]])
		folded = append(folded, m.folded[at:span[0]]...)
		out := "."
		if found := strings.ToLower(m.text[span[0]:span[1]]); found[0] == 'h' {
			out = strings.Replace(found, "xx", "tt", 1)
		}
		b.WriteString(out)
		folded = append(folded, make([]bool, len(out))...)
		at = span[1]
	}
	if at > 0 {
		m.text, m.folded = b.String()+m.text[at:], append(folded, m.folded[at:]...)
	}
}

// disguised reports whether a stretch has a character that divides an address
// (a slash, an @) and was written as another one: programs disagree about those.
func (m *message) disguised(from, to int) bool {
	for i := from; i < to && i < len(m.text); i++ {
		if m.folded[i] && strings.IndexByte(`/\@?#:`, m.text[i]) >= 0 {
			return true
		}
	}
	return false
}

func first(s string, n int) (string, bool) {
	for i := range s {
		if n--; n < 0 {
			return s[:i], true
		}
	}
	return s, false
}

// fold returns the ASCII that a wide or ornamental character stands for, else it
// itself. The ideographic full stop divides a host (UTS 46), and ends a sentence.
func fold(r rune, moreFollows bool) string {
	switch {
	case r < utf8.RuneSelf:
		return string(r)
	case r == 0x3002 || r == 0xFF61:
		if moreFollows {
			return "."
		}
		return string(r)
	}
	if out := norm.NFKC.String(string(r)); out != "" && strings.IndexFunc(out, func(r rune) bool { return r < ' ' || r >= utf8.RuneSelf }) < 0 {
		return out
	}
	return string(r)
}

// ofAddress reports whether a character may stand inside an address or number.
func ofAddress(r rune) bool {
	return r < utf8.RuneSelf && (isAlphanumeric(r) || strings.ContainsRune(`.-_/:@?=&%#`, r)) || r >= 0xFF01 && r <= 0xFF5E || r > 0x7F && unicode.IsLetter(r) && !isHangul(r)
}

// invisible reports whether a character takes no room: marks of direction, joiners, fillers, soft hyphens, variation
// selectors and tags.
func invisible(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case unicode.Is(unicode.Cf, r), r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x17B4, r == 0x17B5:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF, r >= 0x180B && r <= 0x180F:
		return true
	}
	return unicode.IsControl(r) && r != '\r'
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

func isHangul(r rune) bool { return unicode.Is(unicode.Hangul, r) }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

//go:embed words.txt
var wordFile string

// words are alternatives of a regular expression, by name. They are about the language of messages, not of the app.
var words = func() map[string]string {
	out := make(map[string]string)
	for line := range strings.Lines(wordFile) {
		if name, list, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(name, "#") {
			out[name] = "(?:" + list + ")"
		}
	}
	return out
}()

var (
	particle = regexp.MustCompile(`^` + words["behind"])
	ending   = regexp.MustCompile(words["ending"] + `$`)
)

// beginsWithParticle reports whether s, which follows an address, is a particle or begins with one.
func beginsWithParticle(s string) bool { return particle.MatchString(s) }
