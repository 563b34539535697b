package views

import (
	"net/url"
	"slices"
	"strings"

	"bokgu/assets"
	"bokgu/i18n"
)

// pageList is the directory of status pages made ready for a search.
type pageList struct {
	directory assets.StatusPageDirectory
	texts     [][][]rune // of each page: its names and the host, folded
	hosts     []string
}

func newPageList(d assets.StatusPageDirectory) *pageList {
	l := &pageList{directory: d, texts: make([][][]rune, len(d.Pages)), hosts: make([]string, len(d.Pages))}
	for i, p := range d.Pages {
		if u, err := url.Parse(p.URL); err == nil {
			l.hosts[i] = u.Host
		}
		texts := [][]rune{fold(p.Name)}
		for _, k := range p.Korean {
			texts = append(texts, fold(k))
		}
		l.texts[i] = append(texts, fold(l.hosts[i]))
	}
	return l
}

// find returns the numbers of the pages that a query finds, those whose name begins with it first. At most n are
// returned; more says how many there are beyond. Without a query, in Korean the services of Korea come first, then what has a
// Korean name.
func (l *pageList) find(query, lang string, n int) (out []int, more int) {
	s := newSearch(query)
	var home, first, rest []int
	for i, texts := range l.texts {
		switch {
		case !s.findsIn(texts):
		case len(s.whole) == 0 && lang == i18n.Korean && l.directory.Pages[i].Own:
			home = append(home, i)
		case len(s.whole) == 0 && lang == i18n.Korean && len(l.directory.Pages[i].Korean) > 0, len(s.whole) > 0 && beginsWith(texts, s.whole):
			first = append(first, i)
		default:
			rest = append(rest, i)
		}
	}
	out = slices.Concat(home, first, rest)
	if len(out) > n {
		out, more = out[:n], len(out)-n
	}
	return out, more
}

func beginsWith(texts [][]rune, pattern []rune) bool {
	for _, t := range texts {
		if startsWith(t, pattern) {
			return true
		}
	}
	return false
}

// name is how a reader calls a page.
func (l *pageList) name(i int, lang string) string {
	p := l.directory.Pages[i]
	if lang == i18n.Korean && len(p.Korean) > 0 {
		return p.Korean[0]
	}
	return p.Name
}

// sub is the line below the name: the other name, where it is, and what it is made with if that is known.
func (l *pageList) sub(i int, loc *i18n.Localizer) string {
	p := l.directory.Pages[i]
	var parts []string
	if loc.Lang() == i18n.Korean && len(p.Korean) > 0 {
		parts = append(parts, p.Name)
	}
	parts = append(parts, l.hosts[i])
	if p.Provider != "" {
		parts = append(parts, providerWord(loc, p.Provider))
	}
	return strings.Join(parts, " · ")
}

// providerWord is how a product for status pages is called.
func providerWord(loc *i18n.Localizer, provider string) string {
	id := "source." + provider
	if !i18n.Has(id) {
		id = "source.unknown"
	}
	return loc.T(id, nil)
}

// namesPage reports whether what was typed into the field of a feed can only be a status page: a link to one, or an address
// without a scheme, which a feed always has.
func namesPage(typed string) bool {
	scheme, _, has := strings.Cut(typed, ":")
	switch {
	case has && strings.EqualFold(scheme, "bokgu"):
		return len(typed) >= len("bokgu:page") && strings.EqualFold(typed[:len("bokgu:page")], "bokgu:page")
	case strings.Contains(typed, "://"):
		return false
	}
	return looksLikeAddress(typed)
}

// isWebAddress reports whether an address is one that a browser opens.
func isWebAddress(typed string) bool {
	scheme, _, _ := strings.Cut(typed, "://")
	return strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")
}

// looksLikeAddress reports whether what was typed is meant as an address and not as a name: it holds a dot or a colon, and
// no space.
func looksLikeAddress(typed string) bool {
	return strings.ContainsAny(typed, ".:") && !strings.ContainsFunc(typed, func(r rune) bool { return r <= ' ' })
}
