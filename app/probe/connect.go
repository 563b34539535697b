package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// maxAddresses is how many addresses of each family are tried, one after the
// other; the names of large services have a dozen.
const maxAddresses = 4

// connect opens a connection, directly or through the proxy. settle ends what
// is still under way; call it always. The connection is nil if a step failed.
func (t *target) connect(ctx context.Context, p *Params, count *counter) (conn net.Conn, settle func()) {
	settle = func() {}
	proxy, err := t.proxy(ctx, p)
	if proxy != nil || err != nil {
		t.Proxied = true
		t.step(ctx, p, count, StepProxy, p.Timing.Proxy, func(ctx context.Context) error {
			if err != nil {
				return err
			}
			var through error
			conn, through = tunnel(ctx, p, proxy, net.JoinHostPort(t.Host, t.port))
			return through
		})
		return conn, settle
	}
	addresses, ok := t.resolve(ctx, p, count)
	if !ok {
		return nil, settle
	}
	t.step(ctx, p, count, StepTCP, p.Timing.TCP, func(context.Context) (err error) {
		// Not the context of the step: the slower family goes on beyond it.
		conn, settle, err = t.race(ctx, p, addresses)
		return err
	})
	return conn, settle
}

// resolve finds the addresses; a host that is a number, which only a feed can
// be, is its own.
func (t *target) resolve(ctx context.Context, p *Params, count *counter) (addresses []netip.Addr, ok bool) {
	if ip, err := netip.ParseAddr(t.Host); err == nil {
		return []netip.Addr{ip.Unmap()}, true
	}
	ok = t.step(ctx, p, count, StepDNS, p.Timing.DNS, func(ctx context.Context) error {
		// The dot at the end keeps the resolver from trying the name inside the
		// domains of this network.
		found, err := p.Resolver.LookupNetIP(ctx, "ip", t.Host+".")
		if err != nil {
			return fmt.Errorf("resolve %s: %w", t.Host, err)
		}
		for _, ip := range found {
			if ip = ip.Unmap(); t.Local || !here(ip) {
				addresses = append(addresses, ip)
			}
		}
		if len(addresses) == 0 {
			return &failure{Diverted, fmt.Errorf("resolve %s: only addresses of this device", t.Host)}
		}
		return nil
	})
	return addresses, ok
}

// here reports whether an address leads nowhere but to this device or its own
// wire: what filters answer for names that they block (0.0.0.0, ::, 127.0.0.1).
// Private networks are not meant: a company's service lies there.
func here(ip netip.Addr) bool {
	return ip.IsUnspecified() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast()
}

// attempt is what became of one family.
type attempt struct {
	family *Family
	conn   net.Conn
	err    error
}

// race connects over IPv4 and IPv6 at the same time, within Timing.TCP, and
// returns the first connection. settle waits a little for the other family, so
// that the result says which of them work, and closes its connection.
func (t *target) race(ctx context.Context, p *Params, addresses []netip.Addr) (net.Conn, func(), error) {
	var families [2][]netip.Addr
	for _, ip := range addresses {
		i := 0
		if ip.Is6() {
			i = 1
		}
		if len(families[i]) < maxAddresses {
			families[i] = append(families[i], ip)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, p.Timing.TCP)
	out := make(chan attempt, len(families))
	left := 0
	for i, list := range families {
		if len(list) == 0 {
			continue
		}
		left++
		family, network := &t.V4, "tcp4"
		if i == 1 {
			family, network = &t.V6, "tcp6"
		}
		go func() {
			conn, err := dialAny(ctx, p, network, list, t.port)
			out <- attempt{family, conn, err}
		}()
	}
	var failed []error
	for ; left > 0; left-- {
		a := <-out
		if a.err == nil {
			*a.family = FamilyWorks
			return a.conn, func() { slower(cancel, p.Timing.Family, out, left-1) }, nil
		}
		*a.family = FamilyFails
		failed = append(failed, a.err)
	}
	cancel()
	return nil, func() {}, mostTelling(failed)
}

// slower waits up to wait for the family that has not answered.
func slower(cancel func(), wait time.Duration, out <-chan attempt, left int) {
	defer cancel()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for ; left > 0; left-- {
		var a attempt
		late := false
		select {
		case a = <-out:
		case <-timer.C:
			late = true
			cancel()
			a = <-out // a dial ends with its context
		}
		switch {
		case a.err == nil:
			a.conn.Close()
			*a.family = FamilyWorks
		case late:
			*a.family = FamilyUnknown
		default:
			*a.family = FamilyFails
		}
	}
}

// dialAny connects to the first address that takes it.
func dialAny(ctx context.Context, p *Params, network string, list []netip.Addr, port string) (net.Conn, error) {
	var failed []error
	for i, ip := range list {
		// Every address gets its share of what is left, as net.Dialer does it.
		share := ctx
		cancel := context.CancelFunc(func() {})
		if deadline, ok := ctx.Deadline(); ok {
			share, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(len(list)-i))
		}
		conn, err := p.Dial(share, network, net.JoinHostPort(ip.String(), port))
		cancel()
		if err == nil {
			return conn, nil
		}
		failed = append(failed, fmt.Errorf("connect to %s: %w", ip, err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, mostTelling(failed)
}

// mostTelling picks the error that says most: a network without IPv6 has no way
// to any such address, which is no news beside a refusal over IPv4.
func mostTelling(failed []error) error {
	var best error
	for _, err := range failed {
		if best == nil || errors.Is(err, errRefused) || outcomeOf(context.Background(), StepTCP, best) == NoRoute {
			best = err
		}
	}
	return best
}
