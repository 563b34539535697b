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

// getter makes GET requests that follow no redirect. Close it.
type getter struct {
	client *http.Client
	timing wire.Timing
	now    func() time.Time
}

func newGetter(n *transport, t wire.Timing, now func() time.Time) *getter {
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

// maxTag bounds an entity tag that is kept, in bytes. Those of an edge have 66.
const maxTag = 256

// answer is a good answer to a GET.
type answer struct {
	body []byte
	etag string // "" for none
	same bool   // 304: what the entity tag stands for has not changed; there is no body
}

// get returns a 200 answer with at most wire.MaxInflatedBytes, within the time of
// a dial, or the 304 to a non-empty etag. Any other answer is a *refusal.
func (g *getter) get(ctx context.Context, url, token, etag string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, g.timing.Dial)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return answer{}, fmt.Errorf("get %s: %w", url, err)
	}
	req.Header.Set("Accept", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	resp, err := g.client.Do(req)
	if err != nil {
		return answer{}, &refusal{reason: unreachable(err), err: err}
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified && etag != "" {
		return answer{etag: etag, same: true}, nil
	}
	if resp.StatusCode != http.StatusOK || isHTML(resp) {
		e := notUpgraded(g.timing, resp, g.now())
		return answer{}, &refusal{reason: e.reason, err: fmt.Errorf("get %s: %w", url, e.err), after: max(0, e.retryAfter)}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, wire.MaxInflatedBytes+1))
	switch {
	case err != nil:
		return answer{}, &refusal{reason: Lost, err: fmt.Errorf("get %s: %w", url, err)}
	case len(body) > wire.MaxInflatedBytes:
		return answer{}, refuse(TooBig, "get %s: more than %d bytes", url, wire.MaxInflatedBytes)
	}
	a := answer{body: body, etag: resp.Header.Get("Etag")}
	if len(a.etag) > maxTag {
		a.etag = ""
	}
	return a, nil
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
	case errors.Is(err, errProxyLogin):
		return ProxyAuth
	case strings.Contains(err.Error(), http.StatusText(http.StatusProxyAuthRequired)):
		return ProxyAuth // gorilla and net/http both give the proxy's status text alone
	case socksLogin(err.Error()):
		return ProxyAuth
	}
	return Unreachable
}

// socksLogin reports whether an error says that a SOCKS5 proxy wants a login or
// another one. Neither net/http nor gorilla marks it otherwise than by words.
func socksLogin(text string) bool {
	switch {
	case strings.Contains(text, "socks connect "): // golang.org/x/net/internal/socks, in net/http
		return strings.Contains(text, "authentication failed") || strings.Contains(text, "no acceptable authentication methods")
	case strings.Contains(text, "SOCKS5 proxy at "): // gorilla's copy of golang.org/x/net/proxy
		return strings.Contains(text, "requires authentication") || strings.Contains(text, "rejected username/password")
	}
	return false
}

// An Option changes how FetchProfile asks.
type Option func(*profileRequest)

type profileRequest struct {
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	tls    *tls.Config
	proxy  func(*http.Request) (*url.URL, error)
	login  ProxyLogin
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
	return func(r *profileRequest) { r.dial, r.tls = dial, conf }
}

// WithProxy goes the way that Params.Proxy and Params.ProxyLogin describe; both
// may be nil.
func WithProxy(proxy func(*http.Request) (*url.URL, error), login ProxyLogin) Option {
	return func(r *profileRequest) { r.proxy, r.login = proxy, login }
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
func FetchProfile(ctx context.Context, address, pin string, opts ...Option) (*envelope.Profile, []byte, error) {
	a, err := parseAddress(address)
	if err != nil {
		return nil, nil, err
	}
	r := profileRequest{now: time.Now, timing: wire.DefaultTiming()}
	for _, o := range opts {
		o(&r)
	}
	g := newGetter(newTransport(r.dial, r.proxy, r.login, r.tls), r.timing, r.now)
	defer g.close()
	got, err := g.get(ctx, a.http(wire.ProfilePath), r.token, "")
	if err != nil {
		return nil, nil, fetchError(err)
	}
	raw := got.body
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
