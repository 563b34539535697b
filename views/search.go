package views

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"bokgu/views/widgets"
)

// Hangul syllables are laid out as (initial·21 + medial)·28 + final from '가' on (Unicode Standard, section 3.12).
const (
	hangulFirst = '가'
	hangulLast  = '힣'
	finals      = 28
	medials     = 21
)

// initials are the 19 leading consonants in the order of the syllable blocks, as the keyboard types them alone.
// They stand in the block Hangul Compatibility Jamo.
var initials = []rune{
	0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145,
	0x3146, 0x3147, 0x3148, 0x3149, 0x314A, 0x314B, 0x314C, 0x314D, 0x314E,
}

// finalAsInitials gives, for each of the 28 finals, what it would be as the initial of the next syllable and the final
// that would stay: while "가방" is being typed the screen shows 갑 for a moment.
var finalAsInitials = func() [finals]struct {
	stays   rune
	initial int
} {
	singles := []struct{ final, initial int }{
		{1, 0},
		{2, 1},
		{4, 2},
		{7, 3},
		{8, 5},
		{16, 6},
		{17, 7},
		{19, 9},
		{20, 10},
		{21, 11},
		{22, 12},
		{23, 14},
		{24, 15},
		{25, 16},
		{26, 17},
		{27, 18},
	}
	doubles := []struct{ final, stays, initial int }{
		{3, 1, 9},
		{5, 4, 12},
		{6, 4, 18},
		{9, 8, 0},
		{10, 8, 6},
		{11, 8, 7},
		{12, 8, 9},
		{13, 8, 16},
		{14, 8, 17},
		{15, 8, 18},
		{18, 17, 9},
	}
	var out [finals]struct {
		stays   rune
		initial int
	}
	for i := range out {
		out[i].initial = -1
	}
	for _, s := range singles {
		out[s.final].initial = s.initial
	}
	for _, d := range doubles {
		out[d.final].stays, out[d.final].initial = rune(d.stays), d.initial
	}
	return out
}()

// Matches reports whether a search for query finds something that is called or says texts. Case, spaces and the form
// of composition make no difference; Hangul is also found by initial consonants (ㅋㅋㅇ finds 카카오) and by a last
// syllable that is not finished yet. Several words must all be found, in any text. An empty query finds everything.
func Matches(query string, texts ...string) bool {
	return newSearch(query).finds(texts...)
}

// search is a query made ready for many texts.
type search struct {
	whole []rune
	words [][]rune
}

func newSearch(query string) search {
	s := search{whole: fold(query)}
	for _, w := range strings.Fields(query) {
		s.words = append(s.words, fold(w))
	}
	return s
}

func (s search) finds(texts ...string) bool {
	if len(s.words) == 0 {
		return true
	}
	folded := make([][]rune, len(texts))
	for i, t := range texts {
		folded[i] = fold(t)
	}
	return s.findsIn(folded)
}

// findsIn is finds for texts that are folded already.
func (s search) findsIn(folded [][]rune) bool {
	if len(s.words) == 0 || findIn(folded, s.whole) {
		return true
	}
	for _, w := range s.words {
		if !findIn(folded, w) {
			return false
		}
	}
	return true
}

func findIn(texts [][]rune, pattern []rune) bool {
	if len(pattern) == 0 {
		return true
	}
	for _, t := range texts {
		for i := range t {
			if startsWith(t[i:], pattern) {
				return true
			}
		}
	}
	return false
}

// fold leaves what is compared: composed, lower case, without spaces and invisible characters.
func fold(s string) []rune {
	var out []rune
	for _, r := range norm.NFC.String(widgets.CleanLine(s)) {
		if unicode.IsSpace(r) {
			continue
		}
		out = append(out, unicode.ToLower(r))
	}
	return out
}

func startsWith(text, pattern []rune) bool {
	for i, p := range pattern {
		if i >= len(text) {
			return false
		}
		last := i == len(pattern)-1
		if !same(text[i], p) && !(last && unfinished(text[i:], p)) {
			return false
		}
	}
	return true
}

// same compares one character; a consonant alone stands for every syllable that begins with it.
func same(t, p rune) bool {
	if t == p {
		return true
	}
	n := initialOf(p)
	return n >= 0 && n == initialIn(t)
}

// initialOf returns the number of a consonant that stands alone, -1 for anything else.
func initialOf(r rune) int {
	if r >= 0x1100 && r <= 0x1112 { // the conjoining form, left over from a decomposed text
		return int(r - 0x1100)
	}
	for i, c := range initials {
		if c == r {
			return i
		}
	}
	return -1
}

func initialIn(r rune) int {
	if r < hangulFirst || r > hangulLast {
		return -1
	}
	return int(r-hangulFirst) / (medials * finals)
}

// unfinished reports whether p is a step on the way of typing the start of text.
func unfinished(text []rune, p rune) bool {
	if p < hangulFirst || p > hangulLast {
		return false
	}
	final := (p - hangulFirst) % finals
	open := p - final
	if final == 0 { // 토 on the way to 톡
		return text[0] >= hangulFirst && text[0] <= hangulLast && text[0]-(text[0]-hangulFirst)%finals == open
	}
	next := finalAsInitials[final]
	return next.initial >= 0 && text[0] == open+next.stays && len(text) > 1 && initialIn(text[1]) == next.initial
}
