package genuine

import (
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// link is an address taken apart as a browser would.
type link struct {
	scheme string // "" if none was written
	user   string // before an @
	host   string // in punycode, lower case, without port; as it stands if it is no name
	wide   string // host in its own letters
	port   string
	rest   string // path and what follows
	tail   string // Hangul right behind the address, of which it cannot be said whether it belongs to it
	head   string // a host that begins with the Hangul right before this one
	number bool   // host is an address by number
	broken bool   // host is no name that could exist
}

var schemeEnd = regexp.MustCompile(`(?i)^([a-z][a-z0-9+.\-]*):[/\\]+`)

// parse takes an address apart. ok is false if it has no host.
func parse(s string) (l link, ok bool) {
	if m := schemeEnd.FindStringSubmatch(s); m != nil {
		l.scheme, s = strings.ToLower(m[1]), s[len(m[0]):]
		for _, web := range []string{"https", "http"} { // a word may stand right before it
			if strings.HasSuffix(l.scheme, web) {
				l.scheme = web
				break
			}
		}
	}
	authority, rest := s, ""
	if i := strings.IndexAny(s, `/\?#`); i >= 0 {
		authority, rest = s[:i], s[i:]
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		l.user, authority = authority[:i], authority[i+1:]
	}
	if strings.HasPrefix(authority, "[") {
		l.host, l.wide, l.number = authority, authority, true
		return l, len(authority) > 2
	}
	host, port, _ := strings.Cut(authority, ":")
	if plain, err := url.PathUnescape(host); err == nil && strings.IndexFunc(plain, func(r rune) bool { return r <= ' ' || r == 0x7F || r == utf8.RuneError }) < 0 {
		host = plain
	}
	host = strings.TrimSuffix(host, ".")
	var cut string
	host, cut = cutGlued(host)
	if cut != "" {
		port, rest = "", ""
	}
	if i := strings.IndexFunc(port, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		port, rest = port[:i], ""
	}
	l.port = port
	// A backslash is a slash to browsers.
	path, query, _ := strings.Cut(rest, "?")
	l.rest = strings.ReplaceAll(path, `\`, "/")
	if query != "" {
		l.rest += "?" + query
	}
	l.rest, l.tail = cutHangul(l.rest)
	l.name(host)
	return l, host != ""
}

// name fills in the host.
func (l *link) name(host string) {
	l.wide = strings.ToLower(host)
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		if ascii, err = idna.Punycode.ToASCII(l.wide); err != nil {
			ascii = l.wide
		}
		l.broken = true
	}
	if l.host = strings.ToLower(ascii); l.host == "" {
		l.host = l.wide // no name at all, such as a bare xn--
	}
	if wide, err := idna.Punycode.ToUnicode(l.host); err == nil {
		l.wide = wide
	}
	last := l.host[strings.LastIndexByte(l.host, '.')+1:]
	if _, err := netip.ParseAddr(l.host); err == nil || last != "" && isDigit(last[0]) {
		l.number = true
	}
}

// cutGlued divides a host from the Hangul that is written right behind it: behind a top level in Latin letters, or
// behind the longest one in Hangul that exists.
func cutGlued(host string) (name, glued string) {
	from := strings.LastIndexByte(host, '.') + 1
	last := host[from:]
	at := strings.IndexFunc(last, isHangul)
	switch {
	case at > 0:
		return host[:from+at], last[at:]
	case at == 0:
		for end := len(last); end > 0; {
			if known(host[:from+end]) {
				return host[:from+end], last[end:]
			}
			_, size := utf8.DecodeLastRuneInString(last[:end])
			end -= size
		}
	}
	return host, ""
}

// cutHangul divides a path from what begins with Hangul.
func cutHangul(rest string) (path, tail string) {
	if i := strings.IndexFunc(rest, isHangul); i >= 0 {
		return rest[:i], rest[i:]
	}
	return rest, ""
}

// known reports whether the top level of a host exists.
func known(host string) bool {
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		if ascii, err = idna.Punycode.ToASCII(strings.ToLower(host)); err != nil {
			return false
		}
	}
	suffix, icann := publicsuffix.PublicSuffix(strings.ToLower(ascii))
	return icann || strings.Contains(suffix, ".")
}

// registrable returns the part of a host that somebody registered, "" if it has none.
func registrable(host string) string {
	if !known(host) {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}

// mainLabel is the label of a registrable domain that its holder chose.
func mainLabel(domain string) string {
	label, _, _ := strings.Cut(domain, ".")
	return label
}

// address is what the link rule of a profile is asked about.
func (l *link) address(rest string) string {
	host := l.host
	if l.port != "" {
		host += ":" + l.port
	}
	return "https://" + host + escaped(rest)
}

// escaped writes a path so that it may stand in an address; the rule compares the decoded one.
func escaped(rest string) string {
	var b strings.Builder
	for i := range len(rest) {
		if c := rest[i]; c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// leadsOn reports whether an address holds another one, to which it may lead on.
func (l *link) leadsOn() bool {
	_, query, ok := strings.Cut(l.rest+l.tail, "?")
	if !ok {
		return false
	}
	if plain, err := url.QueryUnescape(query); err == nil {
		query = plain
	}
	query = strings.ToLower(query)
	return strings.Contains(query, "://") || strings.Contains(query, "=//") || strings.Contains(query, "%3a%2f%2f")
}

// programs are the endings of files that run or hold what runs.
var programs = map[string]bool{
	".7z": true, ".aab": true, ".apk": true, ".apks": true, ".app": true, ".bat": true, ".cmd": true, ".dmg": true, ".exe": true,
	".gz": true, ".hta": true, ".img": true, ".ipa": true, ".iso": true, ".jar": true, ".js": true, ".lnk": true, ".mobileconfig": true,
	".msi": true, ".msix": true, ".pkg": true, ".ps1": true, ".rar": true, ".scr": true, ".tar": true, ".vbs": true, ".xapk": true, ".zip": true,
}

func isProgram(name string) bool { return programs[strings.ToLower(path.Ext(name))] }

// toFile reports whether an address leads to a file that runs, by its path or by a name in its query.
func (l *link) toFile() bool {
	p, query, _ := strings.Cut(l.rest, "?")
	p, _, _ = strings.Cut(p, "#")
	if isProgram(strings.TrimSuffix(p, "/")) {
		return true
	}
	query, _, _ = strings.Cut(query, "#")
	for value := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == '=' }) {
		if isProgram(value) {
			return true
		}
	}
	return false
}

// shorteners give out short addresses to anybody. From lists of Korean and foreign services, 2022 to 2025.
var shorteners = map[string]bool{
	"abit.ly": true, "adf.ly": true, "asq.kr": true, "bit.do": true, "bit.ly": true, "bitly.kr": true, "buff.ly": true, "buly.kr": true,
	"c11.kr": true, "cutt.ly": true, "ch1.kr": true, "di.do": true, "glol.in": true, "goo.gl": true, "goo.su": true, "gourl.kr": true,
	"han.gl": true, "hoy.kr": true, "is.gd": true, "j.mp": true, "kko.to": true, "lnk.to": true, "lrl.kr": true, "me2.do": true,
	"me2.kr": true, "muz.so": true, "naver.me": true, "ow.ly": true, "qrco.de": true, "rb.gy": true, "rebrand.ly": true, "s.id": true,
	"short.io": true, "shorturl.at": true, "t.co": true, "t.ly": true, "t2m.kr": true, "tiny.cc": true, "tinyurl.com": true,
	"tny.kr": true, "tuney.kr": true, "url.kr": true, "v.gd": true, "vo.la": true, "vvd.bz": true, "wo.to": true, "zrr.kr": true,
}
