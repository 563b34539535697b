package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
)

// target is one host while it is measured.
type target struct {
	Target
	port string
	feed *feedAddress // nil: a host of the service
}

// feedAddress is where a feed answers.
type feedAddress struct {
	host, port string
	plain      bool   // http, to this device only
	local      bool   // this device
	page       bool   // a status page, which has no freshness record
	freshness  string // the URL that is asked for
}

// FeedHost returns the host of a subscription's URL as Request.Approved must
// name it. Errors are those of subscribe.CheckURL.
func FeedHost(raw string) (string, error) {
	f, err := parseFeed(raw)
	if err != nil {
		return "", err
	}
	return f.host, nil
}

// parseFeed reads ws(s)://host[/prefix][/v1/stream] and the http(s) forms of it.
func parseFeed(raw string) (*feedAddress, error) {
	if err := subscribe.CheckURL(raw); err != nil {
		return nil, err
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be parsed", subscribe.ErrURL)
	}
	f := &feedAddress{host: strings.ToLower(u.Hostname()), port: u.Port()}
	ip := net.ParseIP(f.host)
	f.local = f.host == "localhost" || strings.HasSuffix(f.host, ".localhost") || ip != nil && ip.IsLoopback()
	switch strings.ToLower(u.Scheme) {
	case "ws", "http":
		f.plain = true
		u.Scheme = "http"
	default:
		u.Scheme = "https"
	}
	switch {
	case f.port == "" && f.plain:
		f.port = "80"
	case f.port == "":
		f.port = "443"
	}
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), wire.StreamPath) + wire.FreshnessPath
	u.RawPath = ""
	f.freshness = u.String()
	return f, nil
}

// steps is how many there are, the proxy's left out.
func (t *target) steps() int {
	if t.feed != nil && !t.feed.page {
		return 4
	}
	return 3
}

// url is what a proxy is chosen for.
func (t *target) url() string {
	if t.feed != nil {
		return t.feed.freshness
	}
	return "https://" + t.Host + "/"
}

// measure fills in the target, step by step until one fails.
func (t *target) measure(ctx context.Context, p *Params, count *counter) {
	ctx, cancel := context.WithTimeout(ctx, p.Timing.Total)
	defer cancel()
	defer func() { count.add(max(0, t.steps()-len(t.Steps))) }()
	conn, settle := t.connect(ctx, p, count)
	defer settle()
	if conn == nil {
		return
	}
	defer conn.Close() // without the farewell of TLS: nothing more is sent
	plain := t.feed != nil && t.feed.plain
	if !plain && !t.step(ctx, p, count, StepTLS, p.Timing.TLS, func(ctx context.Context) (err error) {
		conn, err = shake(ctx, conn, p.TLS, t.Host)
		return err
	}) {
		return
	}
	if t.feed != nil && !t.feed.page {
		t.step(ctx, p, count, StepAnswer, p.Timing.Answer, func(ctx context.Context) error {
			return ask(ctx, conn, t.feed.freshness)
		})
	}
}

// step tries one thing within its time and notes how it ended.
func (t *target) step(ctx context.Context, p *Params, count *counter, name StepName, limit time.Duration, try func(context.Context) error) bool {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	begun := p.Now()
	err := try(limited)
	s := Step{Name: name, Outcome: outcomeOf(limited, name, err), Took: p.Now().Sub(begun)}
	if err != nil {
		s.Detail = err.Error()
	}
	t.Steps = append(t.Steps, s)
	count.add(1)
	return err == nil
}

// shake does the TLS handshake and nothing more. The connection is closed with
// ctx.
func shake(ctx context.Context, conn net.Conn, base *tls.Config, host string) (net.Conn, error) {
	conf := &tls.Config{}
	if base != nil {
		conf = base.Clone()
	}
	conf.ServerName = host
	conf.NextProtos = nil
	conf.ClientSessionCache = nil // a resumed session would tell two measurements apart from others'
	c := tls.Client(conn, conf)
	if err := c.HandshakeContext(ctx); err != nil {
		return conn, fmt.Errorf("TLS with %s: %w", host, err)
	}
	return c, nil
}
