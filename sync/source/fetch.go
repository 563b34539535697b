package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// What can go wrong with a request; test with errors.Is. None of them is a word
// about the page: what was known of it stands.
var (
	ErrUnreachable = errors.New("the host cannot be reached")
	ErrCertificate = errors.New("the host's certificate is not valid")
	ErrStatus      = errors.New("the server refuses or fails")
	ErrSlow        = errors.New("the answer took too long")
)

// StatusError is an answer that is none: wraps ErrStatus.
type StatusError struct {
	Code       int
	RetryAfter time.Duration // that the server asks for; 0: it does not
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%v: %d %s", ErrStatus, e.Code, http.StatusText(e.Code))
}

// Unwrap returns ErrStatus.
func (e *StatusError) Unwrap() error { return ErrStatus }

const (
	// requestTime bounds a request from dialing to the last byte of the answer.
	requestTime = 20 * time.Second
	// maxRedirects is how many redirects are followed, as many as a page needs to
	// get from http and its old name to https and its new one.
	maxRedirects = 5
)

// ClientParams say how documents are asked for.
type ClientParams struct {
	// UserAgent says who asks, honestly, with the version.
	UserAgent string
	// AllowPrivate lets requests go to this machine and to private networks, and
	// unencrypted. Set it only when the person whose machine this is said so.
	AllowPrivate bool
	// Timeout bounds a request; 0 means 20 s.
	Timeout time.Duration
	// Proxy says through which proxy a request goes; nil: as the environment says.
	Proxy func(*http.Request) (*url.URL, error)
	// Resolver finds the addresses of names; nil: the system's. What it answers is
	// checked like any other address.
	Resolver *net.Resolver
	// Dial makes the connections that do not go through a proxy; nil: to the network,
	// each checked for where it goes. Any other makes its own checks.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// RootCAs are the authorities to trust; nil: those of the system.
	RootCAs *x509.CertPool
	// Now is the clock; nil: time.Now. It reads a Retry-After that is a date.
	Now func() time.Time
}

// Client asks for documents, one at a time of each host. It is safe for
// concurrent use.
type Client struct {
	params ClientParams
	http   *http.Client

	mu    sync.Mutex
	hosts map[string]chan struct{}
}

// NewClient returns a Client. Every connection that it makes itself is checked
// against the address that it really goes to, so that no name can lead into a
// private network. Through a proxy only names can be checked.
func NewClient(p ClientParams) *Client {
	if p.Timeout == 0 {
		p.Timeout = requestTime
	}
	if p.Proxy == nil {
		p.Proxy = http.ProxyFromEnvironment
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	c := &Client{params: p, hosts: make(map[string]chan struct{})}
	tlsConfig := &tls.Config{RootCAs: p.RootCAs, MinVersion: tls.VersionTLS12}
	if p.Dial == nil {
		p.Dial = (&net.Dialer{Control: c.control, Resolver: p.Resolver}).DialContext
	}
	direct := &http.Transport{
		DialContext:       p.Dial,
		TLSClientConfig:   tlsConfig,
		ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 1, IdleConnTimeout: 90 * time.Second, MaxResponseHeaderBytes: 64 << 10,
	}
	proxied := direct.Clone()
	proxied.DialContext, proxied.Proxy = nil, p.Proxy
	c.http = &http.Client{Transport: router{client: c, direct: direct, proxied: proxied}, CheckRedirect: c.redirect}
	return c
}

// router sends a request through the proxy that is meant for it, if there is one:
// only a connection of our own can be checked for where it goes.
type router struct {
	client          *Client
	direct, proxied *http.Transport
}

// RoundTrip implements http.RoundTripper.
func (r router) RoundTrip(req *http.Request) (*http.Response, error) {
	proxy, err := r.client.params.Proxy(req)
	if err != nil {
		return nil, err
	}
	if proxy != nil {
		return r.proxied.RoundTrip(req)
	}
	return r.direct.RoundTrip(req)
}

// CloseIdleConnections lets go of connections that wait.
func (c *Client) CloseIdleConnections() {
	r := c.http.Transport.(router)
	r.direct.CloseIdleConnections()
	r.proxied.CloseIdleConnections()
}

// control refuses a connection into a private network, after the name is resolved.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	if c.params.AllowPrivate {
		return nil
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil || !Public(to.Addr()) {
		return fmt.Errorf("%w: %s", ErrPrivate, address)
	}
	return nil
}

func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("%w: more than %d redirects", ErrStatus, maxRedirects)
	}
	return c.check(req.URL)
}

// check refuses an address that may not be asked: every one is checked, also one
// that a redirect names.
func (c *Client) check(u *url.URL) error {
	switch {
	case u.User != nil:
		return fmt.Errorf("%w: a name or password in it", ErrAddress)
	case c.params.AllowPrivate:
		return nil
	case u.Scheme != "https":
		return fmt.Errorf("%w: %s is not encrypted", ErrAddress, u.Host)
	}
	return checkHost(u.Hostname())
}

// Validators are what a server gave with an answer, to be asked whether there is a
// newer one.
type Validators struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// Answer is what a document's address answered.
type Answer struct {
	Body        []byte
	NotModified bool // it is the one that the validators came with; Body is nil
	Validators  Validators
	URL         string // where it was found in the end, after redirects
}

// Get asks for a document. The error says what is wrong in words for a log and
// wraps one of the errors above, ErrPrivate or ErrPage.
func (c *Client) Get(ctx context.Context, address string, have Validators) (Answer, error) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return Answer{}, fmt.Errorf("%w: it cannot be parsed", ErrAddress)
	}
	if err := c.check(req.URL); err != nil {
		return Answer{}, err
	}
	done, err := c.turn(ctx, req.URL.Host)
	if err != nil {
		return Answer{}, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, c.params.Timeout)
	defer cancel()
	req.Header.Set("User-Agent", c.params.UserAgent)
	req.Header.Set("Accept", "application/json, application/atom+xml, application/rss+xml;q=0.9, */*;q=0.1")
	if have.ETag != "" {
		req.Header.Set("If-None-Match", have.ETag)
	}
	if have.LastModified != "" {
		req.Header.Set("If-Modified-Since", have.LastModified)
	}
	resp, err := c.http.Do(req.WithContext(ctx))
	if err != nil {
		return Answer{}, explain(req.URL.Host, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified && have != (Validators{}) {
		return Answer{NotModified: true, Validators: have}, nil
	}
	if resp.StatusCode != http.StatusOK {
		return Answer{}, &StatusError{Code: resp.StatusCode, RetryAfter: retryAfter(resp.Header.Get("Retry-After"), c.params.Now())}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1)) // Read refuses what is that long
	if err != nil {
		return Answer{}, explain(req.URL.Host, err)
	}
	return Answer{Body: body, URL: resp.Request.URL.String(), Validators: Validators{ETag: header(resp, "ETag"), LastModified: header(resp, "Last-Modified")}}, nil
}

// header returns a validator if it is short enough to be sent with every request.
func header(resp *http.Response, name string) string {
	if v := resp.Header.Get(name); len(v) <= 512 {
		return v
	}
	return ""
}

// turn waits until no other request to the host is under way.
func (c *Client) turn(ctx context.Context, host string) (done func(), err error) {
	c.mu.Lock()
	line, ok := c.hosts[host]
	if !ok {
		line = make(chan struct{}, 1)
		c.hosts[host] = line
	}
	c.mu.Unlock()
	select {
	case line <- struct{}{}:
		return func() { <-line }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// explain says what an error of the transport means.
func explain(host string, err error) error {
	var (
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
		verify   *tls.CertificateVerificationError
		timeout  net.Error
	)
	switch {
	case errors.Is(err, ErrPrivate), errors.Is(err, ErrAddress), errors.Is(err, ErrStatus), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &hostname):
		return fmt.Errorf("%w: it is for another name than %s", ErrCertificate, host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Errorf("%w: it has expired or is not valid yet; this device's clock may be wrong", ErrCertificate)
	case errors.As(err, &unknown):
		return fmt.Errorf("%w: nobody known vouches for it; a network that reads along, or a page with a certificate of its own", ErrCertificate)
	case errors.As(err, &verify), errors.As(err, &invalid):
		return fmt.Errorf("%w: %s", ErrCertificate, host)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: %s", ErrSlow, host)
	}
	return fmt.Errorf("%w: %s: %w", ErrUnreachable, host, err)
}

// retryAfter reads the header: seconds or a date (RFC 9110, section 10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(n, 0), int(maxWait/time.Second))) * time.Second
	}
	if t, err := http.ParseTime(value); err == nil {
		return min(max(t.Sub(now), 0), maxWait)
	}
	return 0
}
