package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"
)

// MaxHosts is how many hosts of a service one measurement asks.
const MaxHosts = 8

// ErrTooMany: more than MaxHosts; test with errors.Is.
var ErrTooMany = errors.New("more hosts than one measurement asks")

// NotApprovedError is the refusal to connect to a host that nobody approved.
type NotApprovedError struct{ Host string }

func (e *NotApprovedError) Error() string { return e.Host + ": not approved" }

// Timing bounds a measurement. Every target is measured at the same time as the
// others, so Total bounds the whole as well.
type Timing struct {
	DNS, TCP, TLS, Proxy, Answer time.Duration
	// Family is how long, after all else, the slower of IPv4 and IPv6 is waited
	// for.
	Family time.Duration
	Total  time.Duration // of one target
}

// DefaultTiming is what a person waits for without wondering: 5 s are two lost
// packets in a row at TCP's first time-outs (1 s, then 2 s; RFC 6298).
func DefaultTiming() Timing {
	const step = 5 * time.Second
	return Timing{DNS: step, TCP: step, TLS: step, Proxy: step, Answer: step, Family: time.Second, Total: 15 * time.Second}
}

// Resolver finds the addresses of a name, as net.Resolver does. It may be called
// from several goroutines and ends with ctx.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Params is how the world is reached. What is left out is the ordinary thing.
type Params struct {
	// Online reports whether the device is in any network: subscribe.Network's.
	Online   func() bool
	Resolver Resolver
	// Dial connects to an address, "tcp4" or "tcp6" with a number for the host,
	// "tcp" for a proxy. It may be called from several goroutines.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// TLS holds the roots to believe; nil for those of the system.
	TLS *tls.Config
	// Proxy chooses the proxy for a request, nil for none; left out there is no
	// proxy. A login stands in the URL. The request is never sent as it is.
	Proxy func(*http.Request) (*url.URL, error)
	// Progress, if there is one, is told after every step how many of them are
	// done. It is called from several goroutines, never twice at once.
	Progress func(done, total int)
	Now      func() time.Time
	Timing   Timing // zero: DefaultTiming
}

// Request is what to measure. A host that is named twice is asked once.
type Request struct {
	Feed  string   // the URL of the subscription; "" for none
	Page  bool     // Feed is a status page: it is connected to and asked nothing, since any answer of it would be one
	Hosts []string // of the service, as ParseHost returns them
	// Approved are the names that a person agreed to: the feed's too, see
	// FeedHost. Whoever adds a feed agrees to its host.
	Approved []string
}

// Run measures. It takes at most Timing.Total and ends at once with ctx: then it
// returns what there is, with ctx's error. Other errors come before anything is
// sent: *NotApprovedError, ErrTooMany, ErrHost, and those of subscribe.CheckURL.
// It may be called from any goroutine, also several times at once.
func Run(ctx context.Context, p Params, r Request) (Result, error) {
	targets, err := targetsOf(r)
	if err != nil {
		return Result{}, fmt.Errorf("probe: %w", err)
	}
	p = p.filled()
	begun := p.Now()
	result := Result{At: begun, Online: p.Online()}
	if result.Online {
		count := counter{tell: p.Progress}
		for _, t := range targets {
			count.total += t.steps()
		}
		var running sync.WaitGroup
		for _, t := range targets {
			running.Go(func() { t.measure(ctx, &p, &count) })
		}
		running.Wait()
	}
	for _, t := range targets {
		if t.feed != nil {
			result.Feed = &t.Target
		} else {
			result.Hosts = append(result.Hosts, t.Target)
		}
	}
	result.Took = p.Now().Sub(begun)
	return result, ctx.Err()
}

// targetsOf checks a request before anybody is asked.
func targetsOf(r Request) ([]*target, error) {
	if len(r.Hosts) > MaxHosts {
		return nil, fmt.Errorf("%w: %d, at most %d", ErrTooMany, len(r.Hosts), MaxHosts)
	}
	var out []*target
	if r.Feed != "" {
		f, err := parseFeed(r.Feed)
		if err != nil {
			return nil, err
		}
		f.page = r.Page
		out = append(out, &target{Target: Target{Host: f.host, Local: f.local}, port: f.port, feed: f})
	}
	for _, h := range r.Hosts {
		if name, err := ParseHost(h); err != nil {
			return nil, err
		} else if name != h {
			return nil, fmt.Errorf("%w: it is not in its normal form", ErrHost)
		}
		if !slices.ContainsFunc(out, func(t *target) bool { return t.feed == nil && t.Host == h }) {
			out = append(out, &target{Target: Target{Host: h}, port: "443"})
		}
	}
	for _, t := range out {
		if !slices.Contains(r.Approved, t.Host) {
			return nil, &NotApprovedError{t.Host}
		}
	}
	return out, nil
}

func (p Params) filled() Params {
	if p.Online == nil {
		p.Online = func() bool { return true }
	}
	if p.Resolver == nil {
		p.Resolver = net.DefaultResolver
	}
	if p.Dial == nil {
		p.Dial = new(net.Dialer).DialContext
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Timing == (Timing{}) {
		p.Timing = DefaultTiming()
	}
	return p
}

// counter tells how far a measurement is.
type counter struct {
	tell        func(done, total int)
	mu          sync.Mutex
	done, total int
}

func (c *counter) add(n int) {
	if c.tell == nil || n == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done += n
	c.tell(c.done, c.total)
}
