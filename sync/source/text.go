package source

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block are the elements that begin a line of their own.
var block = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Ul: true, atom.Ol: true, atom.Table: true, atom.Tr: true, atom.Blockquote: true, atom.Pre: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Section: true, atom.Article: true,
	atom.Hr: true,
}

// dropped are the elements of which nothing is shown.
var dropped = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Head: true, atom.Iframe: true, atom.Object: true, atom.Noscript: true}

var (
	markdownLink = regexp.MustCompile(`!?\[([^\[\]\n]*)\]\(\s*<?([^()\s<>]+)>?(?:\s+"[^"\n]*")?\s*\)`)
	markdownBold = regexp.MustCompile(`(\*\*|__)([^\s*_][^\n]*?)(\*\*|__)`)
	markdownHead = regexp.MustCompile(`(?m)^#{1,6}[ \t]+`)
)

// plainText makes readable plain text of what an operator wrote: HTML (which
// Statuspage and the feeds carry), Markdown links and emphasis (incident.io,
// Better Stack), or plain text already. A link becomes its words with the address
// behind them, since a document's text is never markup. What only looks like a
// tag ("<host>", "a < b") stays as it was written.
func plainText(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = stripHTML(s)
	}
	return clip(tidy(stripMarkdown(s)), maxBodyText)
}

// name makes one line of a title.
func name(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = stripHTML(s)
	}
	if !isTidy(s) {
		s = strings.Join(strings.Fields(tidy(s)), " ")
	}
	return clip(s, maxName)
}

func stripHTML(s string) string {
	var out strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(MaxBody)
	skip := 0
	var hrefs []string // of the links that are open
	starts := 0        // where the text of the innermost link begins
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			return out.String()
		}
		raw := string(z.Raw())
		t := z.Token()
		if kind != nethtml.TextToken && kind != nethtml.CommentToken && kind != nethtml.DoctypeToken && t.DataAtom == 0 {
			if skip == 0 {
				out.WriteString(raw) // no element: something in angle brackets
			}
			continue
		}
		switch kind {
		case nethtml.TextToken:
			if skip == 0 {
				out.WriteString(t.Data)
			}
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			switch {
			case dropped[t.DataAtom] && kind == nethtml.StartTagToken:
				skip++
			case skip > 0:
			case t.DataAtom == atom.Br:
				out.WriteString("\n")
			case t.DataAtom == atom.Li:
				out.WriteString("\n• ")
			case block[t.DataAtom]:
				out.WriteString("\n\n")
			case t.DataAtom == atom.A && kind == nethtml.StartTagToken:
				hrefs, starts = append(hrefs, attribute(t, "href")), out.Len()
			}
		case nethtml.EndTagToken:
			switch {
			case dropped[t.DataAtom]:
				skip = max(skip-1, 0)
			case skip > 0:
			case t.DataAtom == atom.A && len(hrefs) > 0:
				href := hrefs[len(hrefs)-1]
				hrefs = hrefs[:len(hrefs)-1]
				out.WriteString(behind(out.String()[min(starts, out.Len()):], href))
			case block[t.DataAtom]:
				out.WriteString("\n\n")
			}
		}
	}
}

func attribute(t nethtml.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// behind returns what is written behind the words of a link: its address, unless
// the words are the address already or it is one that nobody could use.
func behind(words, address string) string {
	words, address = strings.TrimSpace(words), strings.TrimSpace(address)
	bare := strings.TrimPrefix(address, "mailto:")
	switch {
	case words == address || words == bare || strings.TrimSuffix(bare, "/") == strings.TrimSuffix(words, "/"):
		return ""
	case strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") || bare != address:
		if words == "" {
			return bare
		}
		return " (" + bare + ")"
	}
	return ""
}

func stripMarkdown(s string) string {
	if strings.Contains(s, "](") {
		s = markdownLink.ReplaceAllStringFunc(s, func(link string) string {
			m := markdownLink.FindStringSubmatch(link)
			return m[1] + behind(m[1], m[2])
		})
	}
	if strings.Contains(s, "**") || strings.Contains(s, "__") {
		s = markdownBold.ReplaceAllStringFunc(s, func(bold string) string {
			m := markdownBold.FindStringSubmatch(bold)
			if m[1] != m[3] {
				return bold
			}
			return m[2]
		})
	}
	if strings.Contains(s, "#") {
		s = markdownHead.ReplaceAllString(s, "")
	}
	return s
}

// ends makes one of all ends of lines, and of all blanks.
var ends = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ", "\u00a0", " ")

// tidy makes valid UTF-8 with single spaces, no blank at the end of a line and at
// most one empty line, and leaves out control characters.
func tidy(s string) string {
	if isTidy(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = ends.Replace(s)
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		}, line)
		line = strings.Join(strings.Fields(line), " ")
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// isTidy reports that s is one line in which there is nothing to tidy: nearly every
// name, and most of what is said.
func isTidy(s string) bool {
	space := true // a blank here would be one too many
	for _, r := range s {
		if r == utf8.RuneError || r < ' ' || r == 0x7f || r >= 0x80 && (unicode.IsControl(r) || unicode.IsSpace(r)) || r == ' ' && space {
			return false
		}
		space = r == ' '
	}
	return s == "" || !space
}

// clip cuts s to at most n bytes, at the edge of a character, and marks the cut.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[:n]
	for len(s) > 0 && !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}
