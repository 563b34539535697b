package genuine

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// found is something in a message that has not been judged yet.
type found struct {
	Finding
	at        int    // byte in the message
	link      link   // of a link
	number    string // digits of a number as they are dialled in Korea; with + for one from elsewhere
	names     []string
	disguised bool // a dividing character of it was written as another one
}

// ends are characters that no address holds as they are written.
const ends = `\s<>"“”‘’「」『』《》〈〉【】|{}^` + "`"

var (
	withScheme = regexp.MustCompile(`(?i)(?:https?:[/\\]+|[a-z][a-z0-9+.\-]{0,30}://)[^` + ends + `]+`)
	another    = regexp.MustCompile(`(?i)[,;)\]]https?:[/\\]`)
	bare       = regexp.MustCompile(`(?i)[\p{L}\p{N}][\p{L}\p{M}\p{N}\-_]*(?:\.[\p{L}\p{M}\p{N}\-_]+)+\.?(?::\d{1,5})?(?:[/?#\\][^` + ends + `]*)?`)
	mail       = regexp.MustCompile(`[A-Za-z0-9.!$%&*+=?_~\-]*[A-Za-z0-9_]@[\p{L}\p{N}][\p{L}\p{M}\p{N}\-.]*`)
	handle     = regexp.MustCompile(`@[\p{L}\p{N}_][\p{L}\p{M}\p{N}._\-]{1,40}`)
	named      = regexp.MustCompile(`(?i)` + words["account"] + words["between"] + `{0,4}[‘'“"「『\[<]([^’'”"」』\]>\n]{2,40})[’'”"」』\]>]`)
)

// scan looks for things in a message; what was found is taken out of what is looked at later.
type scan struct {
	*message
	rest []byte
	out  []found
}

// find returns what there is in the order of the message, each thing once. listed says whether a short number is a
// contact: else it is a price, a year or a count.
func (m *message) find(listed func(string) bool) []found {
	s := &scan{message: m, rest: []byte(m.text)}
	s.links()
	s.mails()
	s.bareLinks()
	s.numbers(listed)
	s.accounts()
	slices.SortStableFunc(s.out, func(a, b found) int { return cmp.Compare(a.at, b.at) })
	seen := make(map[string]bool)
	return slices.DeleteFunc(s.out, func(f found) bool {
		key := string(f.Kind) + "\x00" + f.Shown + "\x00" + f.link.rest + f.link.tail + "\x00" + f.link.user
		again := seen[key]
		seen[key] = true
		return again
	})
}

// take adds what stands at from and blanks it.
func (s *scan) take(f found, from, to int) {
	f.at = from
	f.Text = shorten(strings.TrimSpace(s.text[from:to]))
	f.Shown = shorten(f.Shown)
	f.disguised = s.disguised(from, to)
	for i := from; i < to; i++ {
		s.rest[i] = ' '
	}
	s.out = append(s.out, f)
}

func shorten(s string) string {
	if short, cut := first(s, maxShown); cut {
		return short + "…"
	}
	return s
}

func (s *scan) links() {
	for next := 0; next < len(s.rest); {
		span := withScheme.FindIndex(s.rest[next:])
		if span == nil {
			return
		}
		from, end := next+span[0], next+span[1]
		if again := another.FindStringIndex(s.text[from:end]); again != nil { // two with nothing but a comma between
			end = from + again[0] + 1
		}
		next = end
		to := from + len(trimTail(s.text[from:end]))
		if l, ok := parse(s.text[from:to]); ok {
			s.takeLink(l, from, to)
		}
	}
}

func (s *scan) takeLink(l link, from, to int) {
	// What cannot be part of the address is left for what follows it.
	if glued := l.tail; glued != "" && strings.HasSuffix(s.text[from:to], glued) && beginsWithParticle(glued) {
		to -= len(glued)
	}
	s.take(found{Finding: Finding{Kind: KindLink, Shown: l.host, Wide: shorten(l.wide)}, link: l}, from, to)
}

func (s *scan) bareLinks() {
	for _, span := range bare.FindAllIndex(s.rest, -1) {
		from, to := span[0], span[0]+len(trimTail(s.text[span[0]:span[1]]))
		token := s.text[from:to]
		if name := fileName(token); name != "" {
			s.take(found{Finding: Finding{Kind: KindFile, Shown: name, Warnings: []Warning{WarnFile}}}, from, from+len(name))
			continue
		}
		l, ok := parse(token)
		if !ok || !hostLike(l) {
			continue
		}
		// A word of Hangul right before Latin letters: a name of its own, or a word without a space.
		label, _, _ := strings.Cut(l.wide, ".")
		if i := strings.IndexFunc(label, func(r rune) bool { return !isHangul(r) }); i > 0 {
			alone := l
			alone.head = l.host
			alone.name(l.wide[i:])
			if hostLike(alone) && mainLabel(alone.host) != "" {
				l = alone
			}
		}
		s.takeLink(l, from, to)
	}
}

// hostLike reports whether an address without a scheme is one: its top level exists and something stands before it.
func hostLike(l link) bool {
	if l.number {
		return l.rest != "" && strings.Count(l.host, ".") == 3 && strings.HasPrefix(l.rest, "/")
	}
	return strings.Contains(l.host, ".") && !strings.HasPrefix(l.host, "-") && registrable(l.host) != ""
}

// fileName returns the name of a program at the beginning of a token that is no address, or "".
func fileName(token string) string {
	if strings.ContainsAny(token, `/\?#:`) {
		return ""
	}
	dot := strings.LastIndexByte(token, '.')
	end := dot + 1
	for end < len(token) && isAlphanumeric(rune(token[end])) {
		end++
	}
	if rest := token[end:]; rest != "" { // a particle; a letter would make it another word
		if r, _ := utf8.DecodeRuneInString(rest); !isHangul(r) {
			return ""
		}
	}
	if !isProgram(token[:end]) || strings.HasPrefix(token, "www.") || notFiles[strings.ToLower(token[dot:end])] {
		return ""
	}
	return token[:end]
}

// notFiles are endings that words have, too: Node.js is no attachment.
var notFiles = map[string]bool{".js": true, ".app": true, ".gz": true, ".tar": true, ".img": true}

func (s *scan) mails() {
	for _, span := range mail.FindAllIndex(s.rest, -1) {
		from, to := span[0], span[0]+len(trimTail(s.text[span[0]:span[1]]))
		at := from + strings.LastIndexByte(s.text[from:to], '@')
		host, glued := cutGlued(s.text[at+1 : to])
		to -= len(glued)
		if host = strings.TrimRight(host, ".-"); host == "" || !strings.Contains(host, ".") || !known(host) {
			continue
		}
		var l link
		l.name(host)
		s.take(found{Finding: Finding{Kind: KindEmail, Shown: s.text[from:at] + "@" + l.host, Wide: shorten(l.wide)}, link: l}, from, to)
	}
}

func (s *scan) accounts() {
	for _, span := range named.FindAllSubmatchIndex(s.rest, -1) {
		from, to := span[2], span[3]
		name := strings.TrimSpace(string(s.rest[from:to]))
		if utf8.RuneCountInString(name) < 2 {
			continue
		}
		s.take(found{Finding: Finding{Kind: KindAccount, Shown: name}, names: []string{name}}, from, to)
	}
	for _, span := range handle.FindAllIndex(s.rest, -1) {
		from, to := span[0], span[1]
		if r, _ := utf8.DecodeLastRune(s.rest[:from]); from > 0 && (unicode.IsLetter(r) && !isHangul(r) || unicode.IsDigit(r) || strings.ContainsRune("._/@", r)) {
			continue // part of an address that was not understood
		}
		name := strings.TrimRight(string(s.rest[from+1:to]), "._-")
		names := []string{name}
		if i := strings.IndexFunc(name, isHangul); i > 0 { // a particle behind Latin letters
			names = []string{strings.TrimRight(name[:i], "._-")}
		} else if i == 0 {
			if short := ending.ReplaceAllString(name, ""); short != name && utf8.RuneCountInString(short) > 1 {
				names = append(names, short)
			}
		}
		s.take(found{Finding: Finding{Kind: KindAccount, Shown: "@" + names[0]}, names: names}, from, from+1+len(names[0]))
	}
}

// trimTail takes the punctuation of the sentence from the end of an address.
func trimTail(s string) string {
	open := 0 // a bracket that was opened before the address closes behind it
	for i, r := range s {
		if r == '(' || r == '[' {
			open++
		} else if r == ')' || r == ']' {
			if open--; open < 0 {
				s = s[:i]
				break
			}
		}
	}
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		switch {
		case strings.ContainsRune(`.,;:!?'"…·~*_|。、，．！？》」』】’”`, r):
		default:
			return s
		}
		s = s[:len(s)-size]
	}
	return s
}
