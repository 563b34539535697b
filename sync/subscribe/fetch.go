package subscribe

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/wire"
)

// maxHeader bounds the headers of any answer, in bytes; with TLS under it the
// certificates as well.
const maxHeader = 256 << 10

// network is how this package reaches other machines.
type network struct {
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
	proxy func(*http.Request) (*url.URL, error)
	tls   *tls.Config
}

// newNetwork fills in what the caller left out. No proxy error keeps its text:
// it repeats the proxy's address, and that may hold a password.
func newNetwork(dial func(context.Context, string, string) (net.Conn, error), proxy func(*http.Request) (*url.URL, error), conf *tls.Config) network {
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	if proxy == nil {
		proxy = http.ProxyFromEnvironment
	}
	if conf != nil {
		conf = conf.Clone()
		conf.NextProtos = nil // a WebSocket has no place in h2
	}
	return network{dial: dial, tls: conf, proxy: func(r *http.Request) (*url.URL, error) {
		u, err := proxy(r)
		if err != nil {
			return nil, errors.New("the proxy setting cannot be read")
		}
		return u, nil
	}}
}

// getter makes GET requests that follow no redirect. Close it.
type getter struct {
	client *http.Client
	timing wire.Timing
	now    func() time.Time
}

func newGetter(n network, t wire.Timing, now func() time.Time) *getter {
	return &getter{timing: t, now: now, client: &http.Client{
		Transport: &http.Transport{
			Proxy:                  n.proxy,
			DialContext:            n.dial,
			TLSClientConfig:        n.tls,
			MaxResponseHeaderBytes: maxHeader,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        t.ReadDeadline(),
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (g *getter) close() { g.client.CloseIdleConnections() }

// get returns the body of a 200 answer, at most wire.MaxInflatedBytes and within
// the time of a dial. Any other answer is a *refusal.
func (g *getter) get(ctx context.Context, url, token string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, g.timing.Dial)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", url, err)
	}
	req.Header.Set("Accept", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := g.client.Do(req)
	if err != nil {
		return nil, &refusal{unreachable(err), err}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || isHTML(resp) {
		e := notUpgraded(g.timing, resp, g.now())
		return nil, &refusal{e.reason, fmt.Errorf("get %s: %w", url, e.err)}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, wire.MaxInflatedBytes+1))
	switch {
	case err != nil:
		return nil, &refusal{Lost, fmt.Errorf("get %s: %w", url, err)}
	case len(body) > wire.MaxInflatedBytes:
		return nil, refuse(TooBig, "get %s: more than %d bytes", url, wire.MaxInflatedBytes)
	}
	return body, nil
}

// isHTML reports whether an answer is a page for people, by its type or by how
// it begins: what a sign-in page in between does. Body can still be read.
func isHTML(resp *http.Response) bool {
	switch t, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); t {
	case "text/html", "application/xhtml+xml":
		return true
	case "application/json":
		return false
	}
	head := make([]byte, 512) // what http.DetectContentType looks at
	n, _ := io.ReadFull(resp.Body, head)
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head[:n]), resp.Body), resp.Body}
	return strings.HasPrefix(http.DetectContentType(head[:n]), "text/html")
}

// unreachable says why no answer came.
func unreachable(err error) Reason {
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var timeout net.Error
	switch {
	case errors.As(err, &verification), errors.As(err, &record), errors.As(err, &alert):
		return Certificate
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return TimedOut
	case errors.Is(err, errFlood):
		return TooBig
	case strings.Contains(err.Error(), http.StatusText(http.StatusProxyAuthRequired)):
		return ProxyAuth // gorilla and net/http both give the proxy's status text alone
	}
	return Unreachable
}

// An Option changes how FetchProfile asks.
type Option func(*profileRequest)

type profileRequest struct {
	net    network
	now    func() time.Time
	token  string
	timing wire.Timing
}

// WithToken sends a Bearer token to the origin of the URL. Use it only where a
// person has given both together: no profile vouches for the origin yet.
func WithToken(token string) Option { return func(r *profileRequest) { r.token = token } }

// WithNetwork replaces how connections are made: dial is nil for the ordinary
// one, conf nil for the system's certificates.
func WithNetwork(dial func(ctx context.Context, network, address string) (net.Conn, error), conf *tls.Config) Option {
	return func(r *profileRequest) { r.net = newNetwork(dial, nil, conf) }
}

// WithClock replaces the clock by which a profile has expired or not.
func WithClock(now func() time.Time) Option { return func(r *profileRequest) { r.now = now } }

// FetchProfile gets and opens the feed profile that lies beside a stream's URL,
// with one GET. pin is the fingerprint of the root key that must have signed it;
// an empty pin trusts the root that it brings, and the caller keeps
// Profile.Root.ID as the pin of the next time. It returns the profile and the
// bytes that were served.
//
// Errors: ErrURL, ErrPlain, those of envelope.OpenProfile (errors.Is), and
// *FetchError where no profile came.
func FetchProfile(ctx context.Context, url, pin string, opts ...Option) (*envelope.Profile, []byte, error) {
	a, err := parseAddress(url)
	if err != nil {
		return nil, nil, err
	}
	r := profileRequest{net: newNetwork(nil, nil, nil), now: time.Now, timing: wire.DefaultTiming()}
	for _, o := range opts {
		o(&r)
	}
	g := newGetter(r.net, r.timing, r.now)
	defer g.close()
	raw, err := g.get(ctx, a.http(wire.ProfilePath), r.token)
	if err != nil {
		return nil, nil, fetchError(err)
	}
	p, err := envelope.OpenProfile(raw, pin, r.now())
	if err != nil {
		return nil, raw, fmt.Errorf("profile of %s: %w", a.origin(), err)
	}
	return p, raw, nil
}

// FetchError is why something could not be fetched.
type FetchError struct {
	Reason Reason
	Err    error
}

func (e *FetchError) Error() string { return e.Err.Error() }
func (e *FetchError) Unwrap() error { return e.Err }

func fetchError(err error) error {
	var r *refusal
	if errors.As(err, &r) {
		return &FetchError{r.reason, r.err}
	}
	return &FetchError{Unreachable, err}
}
