package notify

import (
	"strings"
	"unicode"
)

// The longest texts, in runes, that are handed to the system. Notification
// centres cut off far earlier; a hostile feed could send any amount.
const (
	MaxTitle = 120
	MaxBody  = 500
)

// Clean makes n safe to hand to any system: valid UTF-8 without control
// characters, invisible characters and those that turn the direction of writing
// (with them text can be made to look like another), and of bounded length. The
// title becomes one line; the body keeps its line breaks, no two empty lines in a
// row.
func Clean(n Notification) Notification {
	n.Title = cut(strings.Join(strings.Fields(strip(n.Title, false)), " "), MaxTitle)
	var lines []string
	for line := range strings.SplitSeq(strip(n.Body, true), "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	n.Body = cut(strings.TrimSpace(strings.Join(lines, "\n")), MaxBody)
	return n
}

func strip(s string, breaks bool) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f' || r == '\u0085':
			if breaks {
				return '\n'
			}
			return ' '
		case r == '\t':
			return ' '
		case r == '\u200D': // joins the parts of an emoji
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs), // Cf holds all that turn the direction
			unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, s)
}

// cut shortens s to n runes, the last of them an ellipsis, and takes no mark
// away from the letter that it belongs to.
func cut(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	end := n - 1
	for end > 0 && (unicode.Is(unicode.M, runes[end]) || runes[end] == '\u200D' || runes[end-1] == '\u200D') {
		end--
	}
	return strings.TrimRightFunc(string(runes[:end]), unicode.IsSpace) + "…"
}
