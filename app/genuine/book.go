package genuine

import (
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// book is what the profiles list, in the form in which it is looked up.
type book struct {
	now      time.Time
	sources  []Source
	owned    []owned // domains that are the publisher's as a whole
	numbers  map[string]Official
	mails    map[string]Official
	accounts []account
}

// owned is a domain with what it is looked like by.
type owned struct {
	domain, label string // registrable; label is its skeleton
	entry         Official
}

// account is the name of a channel, or the last part of its address.
type account struct {
	name  string // as it is written, see plain
	looks string // skeleton
	entry Official
}

func newBook(now time.Time) *book {
	return &book{now: now, numbers: map[string]Official{}, mails: map[string]Official{}}
}

func (b *book) add(s Source) {
	b.sources = append(b.sources, s)
	p := s.Profile
	entry := func(name feed.Text, address string) Official {
		return Official{Feed: s.Feed, Name: name, Lang: p.Language, Address: address}
	}
	for _, l := range p.Links {
		if u, ok := official(l.Origin); ok {
			b.addHost(u.Hostname(), entry(l.Label, u.Host), strings.Trim(l.PathPrefix, "/") == "")
		}
	}
	for _, c := range p.Contacts {
		b.addContact(c.Type, c.Value, entry(c.Label, c.Value))
	}
	for _, c := range p.Channels {
		e := entry(c.Name, c.Action.Value)
		b.addAccount(c.Name.In("ko", p.Language), e)
		b.addAccount(c.Name.In("en", p.Language), e)
		if c.Action.Type != feed.ActionURL {
			b.addContact(c.Action.Type, c.Action.Value, e)
			continue
		}
		u, ok := official(c.Action.Value)
		if !ok {
			continue
		}
		e.Address = u.Host
		b.addHost(u.Hostname(), e, c.Kind == envelope.ChannelWeb)
		if path := strings.Split(strings.Trim(u.Path, "/"), "/"); c.Kind != envelope.ChannelWeb && len(path) == 1 {
			e.Address = u.Host + u.Path
			b.addAccount(path[0], e)
		}
	}
}

// official reads an address of a profile; ok is false for what the link rule would not open either.
func official(address string) (*url.URL, bool) {
	origin, err := envelope.Origin(address)
	if err != nil {
		return nil, false
	}
	u, err := url.Parse(origin)
	if err != nil {
		return nil, false
	}
	if full, err := url.Parse(address); err == nil {
		u.Path = full.Path
	}
	return u, true
}

// addHost takes up the domain of a host. Where only a path of it is the publisher's, the domain is somebody else's.
func (b *book) addHost(host string, e Official, whole bool) {
	if domain := registrable(host); domain != "" && whole {
		var l link
		l.name(domain)
		b.owned = append(b.owned, owned{domain: domain, label: skeleton(mainLabel(l.wide)), entry: e})
	}
}

func (b *book) addContact(kind feed.ActionType, value string, e Official) {
	if _, rest, ok := strings.Cut(value, ":"); ok {
		value = rest
	}
	switch kind {
	case feed.ActionTel, feed.ActionSMS:
		n := dialled(value)
		if _, has := b.numbers[n]; !has && n != "" {
			e.Address = grouped(n)
			b.numbers[n] = e
		}
	case feed.ActionEmail:
		e.Address = value
		if m := mailKey(value); m != "" {
			b.mails[m] = e
		}
	case feed.ActionURL:
	}
}

func (b *book) addAccount(name string, e Official) {
	// “Twitter ‘Kakao team’” is the account Kakao team: what stands in quotes or brackets is a name, too.
	for _, n := range append(quoted.FindAllString(name, -1), name) {
		n = strings.TrimPrefix(strings.Trim(n, quotes+" "), "@")
		if key := skeleton(n); len([]rune(key)) > 1 {
			b.accounts = append(b.accounts, account{plain(n), key, e})
		}
	}
}

const quotes = `‘’“”'"()「」`

var quoted = regexp.MustCompile(`[‘“'"(「][^‘’“”'"()「」]+[’”'")」]`)

// plain is a name without the differences that services do not make: cases and spaces.
func plain(name string) string {
	return norm.NFC.String(strings.ReplaceAll(strings.ToLower(name), " ", ""))
}

func (b *book) hasNumber(n string) bool {
	_, ok := b.numbers[n]
	return ok
}

// mailKey is a mail address with its domain in punycode and lower case; who holds a mailbox may not tell cases apart.
func mailKey(s string) string {
	local, domain, ok := strings.Cut(s, "@")
	if !ok {
		return ""
	}
	var l link
	l.name(domain)
	return strings.ToLower(local) + "@" + l.host
}

// lookalikes are letters that pass for one of a to z or for a digit. From the confusables of UTS 39, those that IDN
// registries let through.
var lookalikes = func() map[rune]rune {
	out := make(map[rune]rune)
	for to, from := range map[rune]string{
		'a': "аαɑạ", 'b': "ьвβƅ", 'c': "сϲⅽ", 'd': "ԁɗ", 'e': "еєёɛℯ", 'f': "ƒ", 'g': "ɡց", 'h': "һհн", 'i': "іıɩι", 'j': "јϳ",
		'k': "кκ", 'l': "ӏǀḷł", 'm': "мⅿ", 'n': "пոη", 'o': "оοօσø௦๐", 'p': "рρ", 'q': "ԛզ", 'r': "г", 's': "ѕʂ", 't': "тτ", 'u': "υսц",
		'v': "νѵ", 'w': "ѡԝωш", 'x': "хχ", 'y': "уγү", 'z': "ʐᴢ",
	} {
		for _, r := range from {
			out[r] = to
		}
	}
	for from, to := range map[rune]rune{'0': 'o', '1': 'l', '3': 'e', '5': 's', 'i': 'l', '|': 'l', '4': 'a'} {
		out[from] = to
	}
	return out
}()

// skeleton is what a name looks like at a glance: lower case, without accents, hyphens and spaces, each letter as the
// plain one that it passes for. Two names with one skeleton can be taken for each other.
func skeleton(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch to, ok := lookalikes[r]; {
		case unicode.Is(unicode.Mn, r), r == '-', r == '_', r == ' ', r == '.':
		case ok:
			if again, ok := lookalikes[to]; ok { // Cyrillic і passes for i, and i for l
				to = again
			}
			b.WriteRune(to)
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(strings.NewReplacer("rn", "m", "vv", "w").Replace(b.String()))
}

// distance is the least number of letters to change, add, leave out or swap with the next (optimal string alignment).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	d := make([][]int, len(s)+1)
	for i := range d {
		d[i] = make([]int, len(t)+1)
		d[i][0] = i
	}
	for j := range t {
		d[0][j+1] = j + 1
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			change := d[i-1][j-1]
			if s[i-1] != t[j-1] {
				change++
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(s)][len(t)]
}
