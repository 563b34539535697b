package genuine

import (
	"regexp"
	"strings"
)

// The forms of a telephone number. Up to two separators may stand between its groups.
const sep = `[ \-.‐‑–—·)/]{0,2}`

var (
	numbers = []*regexp.Regexp{
		regexp.MustCompile(`\(?\+ ?82` + sep + `(?:\(?0\)?` + sep + `)?\d{1,4}` + sep + `\d{3,4}(?:` + sep + `\d{4})?`),
		regexp.MustCompile(`00\d{0,3}-?82` + sep + `\d{1,4}` + sep + `\d{3,4}` + sep + `\d{4}`),
		regexp.MustCompile(`\+ ?\d{1,3}(?:` + sep + `\(?\d{1,5}){1,5}`),
		regexp.MustCompile(`\(?0(?:2|[3-6][1-5]|1[016789]|70|80|60|50\d)` + sep + `\d{3,4}` + sep + `\d{4}`),
		regexp.MustCompile(`1[568]\d{2}[ \-.‐‑–—]?\d{4}`),
		regexp.MustCompile(`1\d{2,3}`),
	}
	sender = regexp.MustCompile(`(?i)` + words["sender"] + `[^0-9+\n]{0,16}$`)
)

func (s *scan) numbers(listed func(string) bool) {
	for i, form := range numbers {
		for _, span := range form.FindAllIndex(s.rest, -1) {
			from, to := span[0], span[1]
			if inNumber(s.rest, from, to) {
				continue
			}
			n := dialled(string(s.rest[from:to]))
			digits := len(strings.TrimPrefix(n, "+"))
			if i == len(numbers)-1 && !listed(n) || i < len(numbers)-1 && digits < 7 || digits > 15 {
				continue
			}
			f := found{Finding: Finding{Kind: KindPhone, Shown: grouped(n)}, number: n}
			if sender.MatchString(lineBefore(s.text, from)) {
				f.Kind = KindSMS
			}
			s.take(f, from, to)
		}
	}
}

// inNumber reports whether a stretch of digits is part of a longer one, such as an account or a card.
func inNumber(text []byte, from, to int) bool {
	part := func(near, far byte, hasFar bool) bool {
		return isDigit(near) || hasFar && (near == '-' || near == '.' || near == ',') && isDigit(far)
	}
	if from > 0 && part(text[from-1], at(text, from-2), from > 1) || from > 0 && isLetter(text[from-1]) {
		return true
	}
	return to < len(text) && part(text[to], at(text, to+1), to+1 < len(text))
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

func at(text []byte, i int) byte {
	if i < 0 || i >= len(text) {
		return 0
	}
	return text[i]
}

func lineBefore(text string, at int) string {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	return line[max(0, len(line)-64):]
}

// dialled returns the digits of a number as they are dialled in Korea, with the plus of another country kept.
func dialled(s string) string {
	var digits strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits.WriteRune(r)
		}
	}
	n := digits.String()
	plus := strings.HasPrefix(strings.TrimLeft(s, "( "), "+")
	if !plus && strings.HasPrefix(n, "00") {
		if i := strings.Index(n, "82"); i >= 2 && i <= 5 {
			plus, n = true, n[i:]
		}
	}
	if !plus {
		return n
	}
	if rest, ok := strings.CutPrefix(n, "82"); ok {
		rest = strings.TrimPrefix(rest, "0")
		if len(rest) == 8 && rest[0] == '1' && strings.IndexByte("568", rest[1]) >= 0 {
			return rest
		}
		return "0" + rest
	}
	return "+" + n
}

// grouped writes a number as Koreans do.
func grouped(n string) string {
	switch {
	case strings.HasPrefix(n, "+") || len(n) < 7:
		return n
	case n[0] == '1':
		return n[:len(n)-4] + "-" + n[len(n)-4:]
	}
	area := 3
	if strings.HasPrefix(n, "02") {
		area = 2
	} else if strings.HasPrefix(n, "050") {
		area = 4
	}
	if len(n) < area+5 {
		return n
	}
	return n[:area] + "-" + n[area:len(n)-4] + "-" + n[len(n)-4:]
}
