package i18n

import (
	"strings"
	"unicode"
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
// quotes and a remark in brackets are passed over, as the particle follows the
// word before them. Where the ending cannot be told the usual double form comes
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
	case last >= 'ㄱ' && last <= 'ㅎ': // a letter is called by its name: 기역, 리을
		if last == 'ㄹ' {
			return endsRieul
		}
		return endsConsonant
	case last >= 'ㅏ' && last <= 'ㅣ':
		return endsVowel
	case last >= '0' && last <= '9':
		return digitEndings[last-'0']
	case last == '%': // 퍼센트
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

// spoken cuts from the end of a word what is written but not read.
func spoken(word string) string {
	for {
		word = strings.TrimRightFunc(word, func(r rune) bool {
			return unicode.IsSpace(r) || r != '%' && r != ')' && r != ']' && unicode.IsPunct(r) ||
				unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r)
		})
		var open byte
		switch {
		case strings.HasSuffix(word, ")"):
			open = '('
		case strings.HasSuffix(word, "]"):
			open = '['
		default:
			return word
		}
		i := strings.LastIndexByte(word, open)
		if i <= 0 { // nothing but the remark: it is read after all
			inner := strings.Trim(word, "()[]")
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
}
