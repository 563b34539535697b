package probe

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/proxy"
)

// maxHeader bounds the head of any answer, in bytes.
const maxHeader = 64 << 10

// errProxySetting stands for whatever is wrong with the proxy's address: that
// may hold a password.
var errProxySetting = errors.New("the proxy setting cannot be read")

// proxy chooses the proxy of a target; nil for none. This device is never asked
// for through a proxy.
func (t *target) proxy(ctx context.Context, p *Params) (*url.URL, error) {
	if p.Proxy == nil || t.Local {
		return nil, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url(), nil)
	if err != nil {
		return nil, fmt.Errorf("choose a proxy for %s: %w", t.Host, err)
	}
	u, err := p.Proxy(req)
	if err != nil {
		return nil, &failure{ProxyUnreachable, errProxySetting}
	}
	return u, nil
}

// tunnel connects to address, host and port, through a proxy: where one is set,
// the network often allows no other way, and then the way that the app itself
// goes is the one to measure. What can be said is only that the host was, or was
// not, reachable through the proxy: that resolves the name and connects.
func tunnel(ctx context.Context, p *Params, u *url.URL, address string) (net.Conn, error) {
	switch u.Scheme {
	case "http", "https":
		return connectTunnel(ctx, p, u, address)
	case "socks5", "socks5h":
		return socksTunnel(ctx, p, u, address)
	}
	return nil, &failure{ProxyUnreachable, fmt.Errorf("%w: a proxy of the kind %.20q", errProxySetting, u.Scheme)}
}

// withPort returns the proxy's host and port.
func withPort(u *url.URL, port string) string {
	if u.Port() != "" {
		port = u.Port()
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func dialProxy(ctx context.Context, p *Params, address string) (net.Conn, error) {
	conn, err := p.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, &failure{ProxyUnreachable, fmt.Errorf("connect to the proxy: %w", err)}
	}
	return conn, nil
}

// connectTunnel asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6).
func connectTunnel(ctx context.Context, p *Params, u *url.URL, address string) (_ net.Conn, err error) {
	port := "80"
	if u.Scheme == "https" {
		port = "443"
	}
	conn, err := dialProxy(ctx, p, withPort(u, port))
	if err != nil {
		return nil, err
	}
	raw := conn
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer func() {
		if !stop() && err == nil {
			err = ctx.Err()
		}
		if err != nil {
			raw.Close()
		}
	}()
	if u.Scheme == "https" {
		if conn, err = shake(ctx, conn, p.TLS, u.Hostname()); err != nil {
			return nil, &failure{ProxyUnreachable, err}
		}
	}
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: make(http.Header)}
	if user := u.User; user != nil {
		password, _ := user.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	if err = req.Write(conn); err != nil {
		return nil, &failure{ProxyUnreachable, fmt.Errorf("ask the proxy: %w", err)}
	}
	// The other end of the tunnel says nothing before it is spoken to, so
	// nothing of it is lost in the buffer.
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, maxHeader)), req)
	switch {
	case err != nil:
		return nil, &failure{ProxyUnreachable, fmt.Errorf("answer of the proxy: %w", err)}
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return nil, &failure{ProxyAuth, errors.New("the proxy wants a password")}
	case resp.StatusCode != http.StatusOK:
		return nil, &failure{ProxyRefused, fmt.Errorf("the proxy answered %d", resp.StatusCode)}
	}
	return conn, nil
}

// forward dials the proxy for package golang.org/x/net/proxy.
type forward struct{ p *Params }

func (f forward) Dial(network, address string) (net.Conn, error) {
	return f.DialContext(context.Background(), network, address)
}

func (f forward) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	return dialProxy(ctx, f.p, address)
}

func socksTunnel(ctx context.Context, p *Params, u *url.URL, address string) (net.Conn, error) {
	var auth *proxy.Auth
	if u.User != nil {
		password, _ := u.User.Password()
		auth = &proxy.Auth{User: u.User.Username(), Password: password}
	}
	d, err := proxy.SOCKS5("tcp", withPort(u, "1080"), auth, forward{p})
	if err != nil {
		return nil, &failure{ProxyUnreachable, errProxySetting}
	}
	c, ok := d.(proxy.ContextDialer)
	if !ok {
		return nil, &failure{ProxyUnreachable, errors.New("the dialler of the proxy takes no context")}
	}
	conn, err := c.DialContext(ctx, "tcp", address)
	switch {
	case err == nil:
		return conn, nil
	case strings.Contains(err.Error(), "authentication"): // its errors have no other mark
		return nil, &failure{ProxyAuth, errors.New("the proxy wants a password")}
	}
	return nil, fmt.Errorf("through the proxy: %w", err)
}
