package envelope

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// parseLink reads an https address and returns it in its normal form: lower-case
// host in punycode, no default port, a path without anything that two programs
// could read in two ways.
func parseLink(s string) (*url.URL, error) {
	if len(s) > maxAction {
		return nil, fmt.Errorf("%w: too long", ErrAddress)
	}
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrAddress)
	}
	// No URL may hold these as they are (RFC 3986, section 2); browsers turn a
	// backslash into a slash and drop tabs and line ends.
	if i := strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune("\\\"<>^`{|}", r)
	}); i >= 0 {
		return nil, fmt.Errorf("%w: %q", ErrDeceptive, s[i])
	}
	u, err := url.Parse(s)
	if err != nil {
		// url.Error repeats the whole address, with any password in it.
		if inner := (*url.Error)(nil); errors.As(err, &inner) {
			err = inner.Err
		}
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	switch {
	case u.Scheme != "https":
		return nil, ErrScheme
	case u.User != nil:
		return nil, ErrUserinfo
	case u.Opaque != "" || u.Host == "":
		return nil, fmt.Errorf("%w: no host", ErrAddress)
	}
	if u.Host, err = normalHost(u); err != nil {
		return nil, err
	}
	if err := plainPath(u); err != nil {
		return nil, err
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawPath = "" // the path is what its decoded form says, spelt one way
	u.RawQuery = escapeNonASCII(u.RawQuery)
	u.ForceQuery = false
	return u, nil
}

// normalHost returns the host, with the port unless it is https' own.
func normalHost(u *url.URL) (string, error) {
	if strings.HasSuffix(u.Host, ":") {
		return "", fmt.Errorf("%w: empty port", ErrAddress)
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return "", err
	}
	port := u.Port()
	if port == "" {
		return host, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != port {
		return "", fmt.Errorf("%w: port", ErrAddress)
	}
	if n == 443 {
		return host, nil
	}
	return net.JoinHostPort(host, port), nil
}

// asciiHost returns a host name in lower case, IDN in punycode. Addresses by
// number are refused: nobody can see whose they are, and there are several
// spellings of each.
func asciiHost(host string) (string, error) {
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return "", fmt.Errorf("%w: host name", ErrAddress)
	}
	labels := strings.Split(ascii, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(ascii) > 253 {
		return "", fmt.Errorf("%w: host name", ErrAddress)
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 {
			return "", fmt.Errorf("%w: host name", ErrAddress)
		}
	}
	// The last label of a name is never a number; where it is, browsers read
	// the whole as an IPv4 address, also in octal and hex (WHATWG URL, 3.5).
	if first := last[0]; first >= '0' && first <= '9' {
		return "", fmt.Errorf("%w: address by number", ErrDeceptive)
	}
	return ascii, nil
}

// plainPath refuses paths that servers and browsers may take apart differently:
// dot segments in any spelling, encoded slashes, backslashes, percent signs and
// control characters.
func plainPath(u *url.URL) error {
	escaped := strings.ToLower(u.EscapedPath())
	for i := 0; i+2 < len(escaped); i++ {
		if escaped[i] != '%' {
			continue
		}
		b, err := strconv.ParseUint(escaped[i+1:i+3], 16, 8)
		if err != nil {
			return fmt.Errorf("%w: path", ErrAddress)
		}
		if b < ' ' || b == 0x7f || strings.IndexByte(`/\%.`, byte(b)) >= 0 {
			return fmt.Errorf("%w: %s in the path", ErrDeceptive, escaped[i:i+3])
		}
	}
	if !utf8.ValidString(u.Path) {
		return fmt.Errorf("%w: path is not UTF-8", ErrAddress)
	}
	if strings.HasPrefix(u.Path, "//") { // would be a host if it were ever resolved
		return fmt.Errorf("%w: path begins with two slashes", ErrDeceptive)
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		// Some servers cut parameters off a segment before they resolve dots.
		segment, _, _ = strings.Cut(segment, ";")
		if segment == "." || segment == ".." {
			return fmt.Errorf("%w: dot segment in the path", ErrDeceptive)
		}
	}
	return nil
}

func escapeNonASCII(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] < utf8.RuneSelf {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

// rule is a Link in its normal form.
type rule struct{ host, prefix string }

func (l Link) rule() (rule, error) {
	origin, err := parseLink(l.Origin)
	if err != nil {
		return rule{}, fmt.Errorf("origin: %w", err)
	}
	if !bareOrigin(l.Origin, origin) {
		return rule{}, fmt.Errorf("origin: %w: more than scheme, host and port", ErrAddress)
	}
	if l.PathPrefix == "" {
		return rule{host: origin.Host, prefix: "/"}, nil
	}
	if l.PathPrefix[0] != '/' || strings.ContainsAny(l.PathPrefix, "?#") {
		return rule{}, fmt.Errorf("path_prefix: %w: not a path", ErrAddress)
	}
	u, err := parseLink("https://" + origin.Host + l.PathPrefix)
	if err != nil {
		return rule{}, fmt.Errorf("path_prefix: %w", err)
	}
	return rule{host: origin.Host, prefix: u.Path}, nil
}

// bareOrigin reports whether text, which was read as u, is only an origin.
func bareOrigin(text string, u *url.URL) bool {
	return u.Path == "/" && u.RawQuery == "" && u.Fragment == "" &&
		!strings.ContainsAny(text, "?#") && !strings.HasSuffix(text, "/")
}

// allows reports whether u, from parseLink, lies at or below the rule's path, on
// a segment boundary: "/help" allows "/help" and "/help/x", never "/helpful".
func (r rule) allows(u *url.URL) bool {
	if u.Host != r.host {
		return false
	}
	return u.Path == r.prefix || strings.HasPrefix(u.Path, strings.TrimSuffix(r.prefix, "/")+"/")
}

// AllowsOrigin reports whether the profile lists the origin of an address of the
// feed itself (https or wss; http and ws only to loopback). A token goes only
// there, and only there may an edge send its readers.
func (p *Profile) AllowsOrigin(address string) bool {
	if p == nil {
		return false
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	want, err := feedOrigin(u.Scheme + "://" + u.Host)
	if err != nil {
		return false
	}
	for _, o := range p.Origins {
		if have, err := feedOrigin(o); err == nil && have == want {
			return true
		}
	}
	return false
}

// feedOrigin returns an origin of the feed in its normal form, with wss as https
// and ws as http.
func feedOrigin(s string) (string, error) {
	scheme, rest, _ := strings.Cut(s, "://")
	switch scheme {
	case "wss", "https":
		s = "https://" + rest
	case "ws", "http":
		return loopbackOrigin("http://" + rest)
	default:
		return "", fmt.Errorf("%w: %.20q", ErrScheme, scheme)
	}
	if o, err := loopbackOrigin(s); err == nil { // https on this machine
		return o, nil
	}
	u, err := parseLink(s)
	if err != nil {
		return "", err
	}
	if !bareOrigin(s, u) {
		return "", fmt.Errorf("%w: more than scheme, host and port", ErrAddress)
	}
	return "https://" + u.Host, nil
}

func loopbackOrigin(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Path != "" || strings.ContainsAny(s, "?#") {
		return "", fmt.Errorf("%w: origin", ErrAddress)
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", fmt.Errorf("%w: plain http is for loopback only", ErrScheme)
	}
	return u.Scheme + "://" + u.Host, nil
}
