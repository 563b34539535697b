package probe

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// stub answers after a time, in the clock of the test.
type stub struct {
	dns, v4, v6 time.Duration // negative: never
	addresses   []netip.Addr
}

func pause(ctx context.Context, d time.Duration) error {
	if d < 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (s stub) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	return s.addresses, pause(ctx, s.dns)
}

// dial connects to somebody who reads and never answers.
func (s stub) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	wait := s.v4
	if network == "tcp6" {
		wait = s.v6
	}
	if err := pause(ctx, wait); err != nil {
		return nil, err
	}
	here, there := net.Pipe()
	go func() {
		defer there.Close()
		for buf := make([]byte, 4096); ; {
			if _, err := there.Read(buf); err != nil {
				return
			}
		}
	}()
	return here, nil
}

// Every step ends in its time, and the whole in its own.
func TestTimes(t *testing.T) {
	const never = -1
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	for _, c := range []struct {
		name   string
		s      stub
		want   string
		took   time.Duration
		v4, v6 Family
	}{
		{"DNS", stub{never, 0, 0, []netip.Addr{v4}}, "dns timed_out", 5 * time.Second, "", ""},
		{"TCP", stub{0, never, never, []netip.Addr{v4, v6}}, "dns ok, tcp timed_out", 5 * time.Second, FamilyFails, FamilyFails},
		{"TLS", stub{time.Second, 2 * time.Second, never, []netip.Addr{v4, v6}}, "dns ok, tcp ok, tls timed_out", 8 * time.Second, FamilyWorks, FamilyFails},
		{"all of it", stub{4 * time.Second, 4 * time.Second, 0, []netip.Addr{v4}}, "dns ok, tcp ok, tls timed_out", 13 * time.Second, FamilyWorks, ""},
		{"the other family", stub{0, 0, 3 * time.Second, []netip.Addr{v4, v6}}, "dns ok, tcp ok, tls timed_out", 5 * time.Second, FamilyWorks, FamilyWorks},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				r, err := Run(t.Context(), Params{Resolver: c.s, Dial: c.s.dial}, Request{Hosts: []string{serviceHost}, Approved: []string{serviceHost}})
				if err != nil {
					t.Fatal(err)
				}
				h := r.Hosts[0]
				if outcomes(h) != c.want || h.V4 != c.v4 || h.V6 != c.v6 {
					t.Errorf("%s; %q %q", outcomes(h), h.V4, h.V6)
				}
				if d := time.Since(begun); d != c.took || r.Took != d || h.Took() > d || !r.At.Equal(begun) {
					t.Errorf("took %v and says %v, the steps %v, want %v", d, r.Took, h.Took(), c.took)
				}
			})
		})
	}
}

// Of what two families say the one that tells more is kept, whichever came first.
func TestTheMoreTellingErrorStays(t *testing.T) {
	noRoute, silent := errNoWire, context.DeadlineExceeded
	for _, c := range []struct{ a, b, want error }{
		{noRoute, silent, silent},
		{silent, noRoute, silent},
		{silent, errRefused, errRefused},
		{errRefused, silent, errRefused},
		{errRefused, noRoute, errRefused},
		{noRoute, noRoute, noRoute},
		{nil, silent, silent},
	} {
		list := []error{c.a, c.b}
		if c.a == nil {
			list = list[1:]
		}
		if got := mostTelling(list); !errors.Is(got, c.want) {
			t.Errorf("%v, %v: %v", c.a, c.b, got)
		}
	}
}

// The whole is bounded where the steps alone would take longer, and nobody waits
// long for the slower family.
func TestTheWholeIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v4 := netip.MustParseAddr("192.0.2.1")
		s := stub{4900 * time.Millisecond, 4900 * time.Millisecond, 0, []netip.Addr{v4}}
		p := Params{Resolver: s, Dial: s.dial, Timing: DefaultTiming()}
		p.Timing.TLS = time.Hour
		begun := time.Now()
		r, err := Run(t.Context(), p, Request{Hosts: []string{serviceHost}, Approved: []string{serviceHost}})
		if d := time.Since(begun); err != nil || d != p.Timing.Total || r.Hosts[0].Outcome() != TimedOut {
			t.Errorf("%v, %s, %v", d, outcomes(r.Hosts[0]), err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s := stub{0, 0, -1, []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}}
		p := Params{Resolver: s, Dial: s.dial, Timing: DefaultTiming()}
		p.Timing.TLS = time.Second
		begun := time.Now()
		r, err := Run(t.Context(), p, Request{Hosts: []string{serviceHost}, Approved: []string{serviceHost}})
		if d := time.Since(begun); err != nil || d != 2*time.Second || r.Hosts[0].V6 != FamilyUnknown {
			t.Errorf("%v, IPv6 %q, %v", d, r.Hosts[0].V6, err)
		}
	})
}
