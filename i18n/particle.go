package i18n

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ending says how a word ends when a Korean reads it aloud, which is what
// decides its particle.
type ending int

const (
	endsUnknown   ending = iota // nobody can say: both particles are written
	endsVowel                   // 카카오
	endsRieul                   // 메일: a consonant, but 로 follows instead of 으로
	endsConsonant               // 카카오톡
)

// Particle returns the one of a pair of Korean particles that follows word. The
// pair is written "consonant/vowel": 은/는, 이/가, 을/를, 과/와, 으로/로, 이에요/예요.
//
// Digits are read in Sino-Korean, capital letters by their names, and other
// Latin words by a rule of thumb about the final sounds of loan words. Closing
// quotes, emoji and a remark in brackets are passed over, as the particle follows
// the word before them. Decomposed Hangul counts as what it is composed to. Where the ending cannot be told the usual double form comes
// back: 은(는), (으)로. A pair without a slash is returned as it is.
func Particle(word, pair string) string {
	consonant, vowel, ok := strings.Cut(pair, "/")
	if !ok {
		return pair
	}
	switch end := endingOf(word); {
	case end == endsUnknown && strings.HasSuffix(consonant, vowel): // 으로/로
		return "(" + strings.TrimSuffix(consonant, vowel) + ")" + vowel
	case end == endsUnknown:
		return consonant + "(" + vowel + ")"
	case end == endsVowel, end == endsRieul && vowel == "로":
		return vowel
	default:
		return consonant
	}
}

func endingOf(word string) ending {
	runes := []rune(spoken(word))
	if len(runes) == 0 {
		return endsUnknown
	}
	last := runes[len(runes)-1]
	switch {
	case last >= '가' && last <= '힣':
		// A syllable block is base + (initial·21 + medial)·28 + final, and the
		// eighth final is ㄹ (Unicode Standard, section 3.12).
		switch (last - '가') % 28 {
		case 0:
			return endsVowel
		case 8:
			return endsRieul
		}
		return endsConsonant
	case last >= 0x1161 && last <= 0x1175: // decomposed, as file names of a Mac are: a vowel
		return endsVowel
	case last == 0x11AF: // ㄹ at the end
		return endsRieul
	case last >= 0x11A8 && last <= 0x11C2:
		return endsConsonant
	case last >= 'ㄱ' && last <= 'ㅎ': // a letter is called by its name: 기역, 리을
		if last == 'ㄹ' {
			return endsRieul
		}
		return endsConsonant
	case last >= 'ㅏ' && last <= 'ㅣ':
		return endsVowel
	case last >= '０' && last <= '９': // of full width
		return digitEndings[last-'０']
	case last >= '0' && last <= '9':
		if n := zeros(runes); n >= 12 && n < 16 { // 조
			return endsVowel
		}
		return digitEndings[last-'0']
	case last == '%', last == '+', last == '°', last == '℃': // 퍼센트, 플러스, 도
		return endsVowel
	case last < unicode.MaxASCII && unicode.IsLetter(last):
		return latinEnding(runes)
	}
	return endsUnknown
}

// digitEndings are 영 일 이 삼 사 오 육 칠 팔 구; a number that ends in zeros is read
// as 십, 백, 천, 만 or 억, which end in a consonant like 영.
var digitEndings = [10]ending{
	endsConsonant, endsRieul, endsVowel, endsConsonant, endsVowel,
	endsVowel, endsConsonant, endsRieul, endsRieul, endsVowel,
}

// zeros counts the zeros at the end of a number, over the commas between them.
func zeros(runes []rune) int {
	n := 0
	for _, r := range slices.Backward(runes) {
		switch r {
		case '0':
			n++
		case ',':
		default:
			return n
		}
	}
	return n
}

// brackets are those that hold remarks, the closing one first.
var brackets = map[rune]string{')': "(", ']': "[", '}': "{", '）': "（", '］': "［", '】': "【", '〕': "〔"}

// allBrackets are the same in one string.
const allBrackets = "()[]{}（）［］【】〔〕"

// unread reports whether nobody reads a character at the end of a name aloud:
// spaces, quotes, emoji and their parts, marks such as ™.
func unread(r rune) bool {
	switch {
	case r == '%', r == '°', r == '℃', brackets[r] != "":
		return false
	case r >= 0x3300 && r <= 0x33FF: // units in a square
		return false
	}
	return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.So, unicode.Sk)
}

// spoken cuts from the end of a word what is written but not read.
func spoken(word string) string {
	for {
		word = strings.TrimRightFunc(word, unread)
		last, _ := utf8.DecodeLastRuneInString(word)
		open := brackets[last]
		if open == "" {
			return word
		}
		i := strings.LastIndex(word, open)
		if i <= 0 { // nothing but the remark: it is read after all
			inner := strings.Trim(word, allBrackets)
			if inner == word {
				return word
			}
			word = inner
			continue
		}
		word = word[:i]
	}
}

// latinEnding tells how Korean renders the end of the last Latin word in runes.
// A word in capitals is an abbreviation and ends with the name of its last
// letter (KTX 엑스, SMS 에스, URL 엘). Otherwise: l, m and n always close the
// syllable; p, b, t, c and k do so after a short vowel (앱, 챗, 맥, 톡); all
// other consonants take a vowel of their own (트위터, 넷플릭스).
func latinEnding(runes []rune) ending {
	start := len(runes)
	for start > 0 && runes[start-1] < unicode.MaxASCII && unicode.IsLetter(runes[start-1]) {
		start--
	}
	word := string(runes[start:])
	if word == strings.ToUpper(word) || len(word) == 1 {
		switch word[len(word)-1] {
		case 'L', 'R', 'l', 'r':
			return endsRieul
		case 'M', 'N', 'm', 'n':
			return endsConsonant
		}
		return endsVowel
	}
	word = strings.ToLower(word)
	for suffix, end := range latinSuffixes {
		if strings.HasSuffix(word, suffix) {
			return end
		}
	}
	vowel := func(i int) bool { return i >= 0 && strings.IndexByte("aeiouy", word[i]) >= 0 }
	switch n := len(word) - 1; word[n] {
	case 'l':
		return endsRieul
	case 'm', 'n':
		return endsConsonant
	case 'p', 'b', 't', 'c', 'k':
		if vowel(n-1) && !vowel(n-2) {
			return endsConsonant
		}
	}
	return endsVowel
}

// latinSuffixes are the endings that the rule of thumb gets wrong. No one of
// them is the end of another.
var latinSuffixes = map[string]ending{
	"le": endsRieul,                                               // 구글, 애플
	"ng": endsConsonant, "me": endsConsonant, "ne": endsConsonant, // 뱅킹, 게임, 라인
	"ck": endsConsonant, "lk": endsConsonant, "ook": endsConsonant, // 슬랙, 톡, 북
	"hub": endsVowel, // 깃허브
}
