package subscribe

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"bokgu/sync/envelope"
	"bokgu/sync/wire"
)

// Link is an invitation to a feed: where it is and whose it must be. As text it
// is bokgu:add?url=…&root=sha256:…; docs/feed.md describes it. It holds nothing
// secret and nothing that is shown: the feed's name comes from its profile.
type Link struct {
	URL  string // of the stream, in its normal form: lower case, IDN in punycode
	Root string // fingerprint of the root key, see envelope.Fingerprint
}

// MaxLink bounds the text of a link, in bytes. A QR code holds 2,953.
const MaxLink = 2048

// What ParseLink and NewLink refuse beside ErrURL and ErrPlain; test with
// errors.Is. No error repeats what the link says.
var (
	ErrLink       = errors.New("not a link to a feed")
	ErrLinkSecret = errors.New("a link with a token or password in it")
)

const linkScheme = "bokgu"

// secretNames are parameters that somebody might put a token into. A link is
// forwarded, printed and kept in histories: a token in it is known to all.
var secretNames = map[string]bool{
	"token": true, "access_token": true, "auth": true, "authorization": true, "bearer": true,
	"key": true, "api_key": true, "apikey": true, "password": true, "secret": true, "user": true,
}

var (
	linkRoot = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	linkPath = regexp.MustCompile(`^[A-Za-z0-9._~/-]*$`)
)

// IsLink reports whether a text means to be a link, by its scheme.
func IsLink(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	return ok && strings.EqualFold(scheme, linkScheme)
}

// NewLink makes the link to a feed. It demands more of the URL than CheckURL:
// no host by number but this machine, and a path of plain characters, so that
// everybody reads the same place in it.
func NewLink(address, root string) (Link, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Link{}, fmt.Errorf("%w: it cannot be parsed", ErrURL)
	}
	if u.User != nil {
		return Link{}, fmt.Errorf("%w: in the address", ErrLinkSecret)
	}
	for name := range u.Query() {
		if secretNames[strings.ToLower(name)] {
			return Link{}, fmt.Errorf("%w: in the address", ErrLinkSecret)
		}
	}
	a, err := parseAddress(address)
	if err != nil {
		return Link{}, err
	}
	origin, err := envelope.Origin(a.origin())
	if err != nil {
		return Link{}, fmt.Errorf("%w: %w", ErrURL, err)
	}
	if !linkPath.MatchString(a.prefix) || a.prefix != "" && path.Clean(a.prefix) != a.prefix {
		return Link{}, fmt.Errorf("%w: its path is not plain", ErrURL)
	}
	if !linkRoot.MatchString(root) {
		return Link{}, fmt.Errorf("%w: root: not a fingerprint", ErrLink)
	}
	a.host = origin[strings.Index(origin, "://")+len("://"):]
	l := Link{URL: a.stream(nil), Root: root}
	if len(l.String()) > MaxLink {
		return Link{}, fmt.Errorf("%w: more than %d bytes", ErrLink, MaxLink)
	}
	return l, nil
}

// ParseLink reads a link: exactly the parameters url and root, and name, which
// is ignored because anybody can write one. It asks nobody.
func ParseLink(s string) (Link, error) {
	switch {
	case len(s) > MaxLink:
		return Link{}, fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrLink, len(s), MaxLink)
	case !IsLink(s):
		return Link{}, fmt.Errorf("%w: it begins with something else than %q", ErrLink, linkScheme+":")
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		return Link{}, fmt.Errorf("%w: it holds spaces or characters that no link has", ErrLink)
	}
	query, ok := strings.CutPrefix(s[len(linkScheme)+1:], "add?")
	if !ok {
		return Link{}, fmt.Errorf("%w: it does not go on with %q", ErrLink, "add?")
	}
	values := make(map[string]string)
	var fault error
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		// Names are compared as they stand: what is escaped is none of ours.
		if secretNames[strings.ToLower(name)] {
			return Link{}, fmt.Errorf("%w: a parameter", ErrLinkSecret)
		}
		value, err := url.PathUnescape(value) // a plus is a plus
		_, twice := values[name]
		switch {
		case fault != nil:
		case name != "url" && name != "root" && name != "name":
			fault = fmt.Errorf("%w: a parameter that no link has", ErrLink)
		case twice:
			fault = fmt.Errorf("%w: %s stands twice", ErrLink, name)
		case err != nil:
			fault = fmt.Errorf("%w: %s: broken escape", ErrLink, name)
		}
		values[name] = value
	}
	switch {
	case fault != nil:
		return Link{}, fault
	case values["url"] == "":
		return Link{}, fmt.Errorf("%w: url: missing", ErrLink)
	case values["root"] == "":
		return Link{}, fmt.Errorf("%w: root: missing", ErrLink)
	}
	return NewLink(values["url"], values["root"])
}

// String is the link as it is passed on. It reads back the same.
func (l Link) String() string {
	// All other characters of a normal URL stand for themselves in a query.
	return linkScheme + ":add?url=" + strings.NewReplacer("[", "%5B", "]", "%5D").Replace(l.URL) + "&root=" + l.Root
}

// Host is what a person compares: the host in punycode, with its port where
// that is not the usual one.
func (l Link) Host() string {
	u, err := url.Parse(l.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

// ProfileURL returns where FetchProfile gets the profile of the feed at an
// address. Errors are those of CheckURL.
func ProfileURL(address string) (string, error) {
	a, err := parseAddress(address)
	if err != nil {
		return "", err
	}
	return a.http(wire.ProfilePath), nil
}

// Local reports whether the feed at an address is on this machine, so that its
// address means another feed, or none, anywhere else. What is no address is not.
func Local(address string) bool {
	a, err := parseAddress(address)
	return err == nil && a.local()
}
