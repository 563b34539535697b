package subscribe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// ErrProxy: not the address of a proxy; test with errors.Is.
var ErrProxy = errors.New("not the address of a proxy")

// Proxy turns a setting into the Proxy of Params: "" is the environment
// (HTTPS_PROXY, NO_PROXY and so on), "direct" none, anything else the address of
// an http:// or socks5:// proxy. A password does not belong into a setting: it
// comes from Params.ProxyLogin. Errors wrap ErrProxy and do not repeat the text.
func Proxy(setting string) (func(*http.Request) (*url.URL, error), error) {
	switch setting = strings.TrimSpace(setting); setting {
	case "":
		return http.ProxyFromEnvironment, nil
	case "direct":
		return func(*http.Request) (*url.URL, error) { return nil, nil }, nil
	}
	u, err := url.Parse(setting)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: it cannot be parsed", ErrProxy)
	case u.Scheme != "http" && u.Scheme != "socks5":
		return nil, fmt.Errorf("%w: it begins with neither http:// nor socks5://", ErrProxy)
	case u.User != nil:
		return nil, fmt.Errorf("%w: a name or password does not belong in it", ErrProxy)
	case u.Hostname() == "", u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "":
		return nil, fmt.Errorf("%w: it is more or less than a host and a port", ErrProxy)
	}
	return http.ProxyURL(u), nil
}

// ProxyLogin returns user and password for the proxy at host (with port), an
// empty user for none. It may block until ctx ends, and may be called from any
// goroutine.
type ProxyLogin func(ctx context.Context, host string) (user, password string, err error)

var (
	errProxySetting = errors.New("the proxy setting cannot be read")
	errProxyLogin   = errors.New("the password of the proxy could not be had")
)

// transport is how this package reaches other machines.
type transport struct {
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
	tls   *tls.Config
	pick  func(*http.Request) (*url.URL, error)
	login ProxyLogin

	mu     sync.Mutex
	logins map[string]*url.Userinfo // by host; what the callback said, until a proxy refuses it
}

// newTransport fills in what the caller left out.
func newTransport(dial func(context.Context, string, string) (net.Conn, error), pick func(*http.Request) (*url.URL, error), login ProxyLogin, conf *tls.Config) *transport {
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	if pick == nil {
		pick = http.ProxyFromEnvironment
	}
	if conf != nil {
		conf = conf.Clone()
		conf.NextProtos = nil // a WebSocket has no place in h2
	}
	return &transport{dial: dial, tls: conf, pick: pick, login: login, logins: make(map[string]*url.Userinfo)}
}

// proxy chooses the proxy of a request, with its login; nil for none. This
// machine is never asked for through a proxy. No error keeps its text: it
// repeats the proxy's address, and that may hold a password.
func (t *transport) proxy(r *http.Request) (*url.URL, error) {
	if loopback(strings.ToLower(r.URL.Hostname())) {
		return nil, nil
	}
	u, err := t.pick(r)
	switch {
	case err != nil:
		return nil, errProxySetting
	case u == nil || u.User != nil || t.login == nil:
		return u, nil
	}
	t.mu.Lock()
	known, ok := t.logins[u.Host]
	t.mu.Unlock()
	if !ok {
		user, password, err := t.login(r.Context(), u.Host)
		if err != nil {
			return nil, errProxyLogin
		}
		if user != "" {
			known = url.UserPassword(user, password)
		}
		t.mu.Lock()
		t.logins[u.Host] = known
		t.mu.Unlock()
	}
	with := *u
	with.User = known
	return &with, nil
}

// forget has the logins asked for again: a proxy did not take one.
func (t *transport) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.logins)
}
