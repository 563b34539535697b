package subscribe

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"bokgu/sync/wire"
)

// What can be wrong with a feed's URL; test with errors.Is.
var (
	// ErrURL: it is not a ws, wss, http or https URL of a host.
	ErrURL = errors.New("not the URL of a feed")
	// ErrPlain: ws or http to a host that is not this machine. Anybody on the
	// way could read a private feed and take the connection over.
	ErrPlain = errors.New("unencrypted ws:// and http:// are only for this machine (loopback); use wss:// or https://")
)

// address is where a feed is: the origin with the path that its /v1 lies under.
type address struct {
	secure bool
	host   string // with port where it is not the scheme's own, lower case
	prefix string // path before /v1, without a slash at its end
}

// parseAddress reads ws(s)://host[/prefix][/v1/stream] and the http(s) forms of
// the same.
func parseAddress(raw string) (address, error) {
	u, err := url.Parse(raw)
	if err != nil {
		// url.Error repeats the URL, which may hold a password.
		return address{}, fmt.Errorf("%w: it cannot be parsed", ErrURL)
	}
	a := address{prefix: strings.TrimSuffix(strings.TrimSuffix(u.EscapedPath(), "/"), wire.StreamPath)}
	var defaultPort string
	switch strings.ToLower(u.Scheme) {
	case "ws", "http":
		defaultPort = "80"
	case "wss", "https":
		a.secure, defaultPort = true, "443"
	default:
		return address{}, fmt.Errorf("%w: %q is none of wss, https, ws, http", ErrURL, u.Scheme)
	}
	name, port := strings.ToLower(u.Hostname()), u.Port()
	switch {
	case name == "":
		return address{}, fmt.Errorf("%w: it names no host", ErrURL)
	case u.User != nil:
		return address{}, fmt.Errorf("%w: a name or password does not belong in it", ErrURL)
	case u.RawQuery != "" || u.Fragment != "":
		return address{}, fmt.Errorf("%w: a query or fragment does not belong in it", ErrURL)
	case !a.secure && !loopback(name):
		return address{}, fmt.Errorf("%s: %w", name, ErrPlain)
	}
	a.host = name
	if strings.Contains(name, ":") {
		a.host = "[" + name + "]"
	}
	if port != "" && port != defaultPort {
		a.host = net.JoinHostPort(name, port)
	}
	return a, nil
}

// local reports whether a is on this machine.
func (a address) local() bool {
	u, err := url.Parse(a.origin())
	return err == nil && loopback(u.Hostname())
}

// loopback reports whether host is this machine by its very name: the answer of
// a resolver is not asked for, since it can be forged.
func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// origin is scheme and host in the form that a profile lists.
func (a address) origin() string {
	if a.secure {
		return "https://" + a.host
	}
	return "http://" + a.host
}

func (a address) http(path string) string { return a.origin() + a.prefix + path }

func (a address) stream(query url.Values) string {
	s := "ws" + strings.TrimPrefix(a.http(wire.StreamPath), "http")
	if len(query) > 0 {
		s += "?" + query.Encode()
	}
	return s
}

// sameOrigin resolves ref against the feed's /v1/status and returns it only if
// it stays on the feed's origin.
func (a address) sameOrigin(ref string) (string, error) {
	base, err := url.Parse(a.http(wire.StatusPath))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrURL, err)
	}
	u, err := base.Parse(ref)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrURL, err)
	}
	// An absolute reference may be spelt ws(s) or with a default port.
	b, err := parseAddress(u.Scheme + "://" + u.Host)
	if err != nil {
		return "", err
	}
	if u.User != nil || b.origin() != a.origin() {
		return "", fmt.Errorf("%w: %s is not on %s", ErrURL, b.origin(), a.origin())
	}
	u.Scheme, u.Host, u.Fragment = "http", b.host, ""
	if b.secure {
		u.Scheme = "https"
	}
	return u.String(), nil
}
