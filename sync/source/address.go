package source

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/idna"
)

// What can be wrong with an address; test with errors.Is.
var (
	// ErrAddress: what was typed is not the address of a page.
	ErrAddress = errors.New("not the address of a page")
	// ErrPrivate: the address is of this machine or of a network that is not
	// public. On a server, reading it would let anybody look into that network; on
	// a person's own machine it may be what they want, so they are asked.
	ErrPrivate = errors.New("a private address")
)

// notPublic are the networks that are not part of the public internet although
// netip's methods do not say so (IANA's special-purpose address registries).
var notPublic = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", // IPv4
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// Public reports whether an address is one of the public internet. Addresses that
// carry an IPv4 address within (mapped, NAT64, 6to4) count as not public, but for
// the mapped form of a public one.
func Public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// ParseAddress reads what a person typed or pasted: githubstatus.com,
// https://www.githubstatus.com/history, status.example/ko?x. The result is
// encrypted, without query and fragment; only with allowPrivate does http:// stay
// what it is. A name or password in it is refused, and so is a literal address or
// name of this machine or a private network unless allowPrivate. What a name
// resolves to is checked when it is dialed.
func ParseAddress(typed string, allowPrivate bool) (*url.URL, error) {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be parsed", ErrAddress) // url.Error repeats it, password and all
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("%w: %q is neither https nor http", ErrAddress, u.Scheme)
	case u.User != nil:
		return nil, fmt.Errorf("%w: a name or password does not belong in it", ErrAddress)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%w: it names no host", ErrAddress)
	}
	if err := asciiHost(u); err != nil {
		return nil, err
	}
	if !allowPrivate {
		u.Scheme = "https"
		if u.Port() == "80" {
			u.Host = u.Hostname()
		}
		if err := checkHost(u.Hostname()); err != nil {
			return nil, err
		}
	}
	u.RawQuery, u.Fragment, u.ForceQuery = "", "", false
	if u.Path = path.Clean("/" + u.Path); u.Path == "/" {
		u.Path = ""
	}
	u.RawPath = ""
	return u, nil
}

// asciiHost puts an international name into the form that is resolved.
func asciiHost(u *url.URL) error {
	name, port := u.Hostname(), u.Port()
	if _, err := netip.ParseAddr(name); err == nil {
		return nil
	}
	ascii, err := idna.Lookup.ToASCII(name)
	if err != nil {
		return fmt.Errorf("%w: %q is no name of a host", ErrAddress, name)
	}
	if u.Host = ascii; port != "" {
		u.Host += ":" + port
	}
	return nil
}

// checkHost refuses what is private by its very name.
func checkHost(name string) error {
	if a, err := netip.ParseAddr(name); err == nil {
		if !Public(a) {
			return fmt.Errorf("%w: %s", ErrPrivate, name)
		}
		return nil
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	for _, suffix := range []string{"localhost", "local", "internal", "lan", "home.arpa", "localdomain"} {
		if name == suffix || strings.HasSuffix(name, "."+suffix) {
			return fmt.Errorf("%w: %s", ErrPrivate, name)
		}
	}
	if !strings.Contains(name, ".") {
		return fmt.Errorf("%w: %s", ErrPrivate, name)
	}
	// Not even a resolver's shorthand for an address: 127.1, 0x7f000001, 2130706433.
	last := name[strings.LastIndexByte(name, '.')+1:]
	if strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return fmt.Errorf("%w: %s", ErrPrivate, name)
	}
	return nil
}
