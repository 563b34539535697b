package probe

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"bokgu/sync/subscribe"
)

// inNamespace tells a test process that it runs in a network of its own.
const inNamespace = "BOKGU_TEST_NAMESPACE"

// Real addresses, ports, routes and both families, in a network of its own: no
// network, a cable with nobody at its end, a wall, and a good line.
func TestRealNetwork(t *testing.T) {
	if os.Getenv(inNamespace) != "" {
		measureNetworks(t)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "unshare", "-rn", os.Args[0], "-test.run=^TestRealNetwork$")
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the other process: %v\n%s", err, out)
	}
}

func measureNetworks(t *testing.T) {
	ip := func(commands ...string) {
		t.Helper()
		for _, c := range commands {
			if out, err := exec.CommandContext(t.Context(), "ip", strings.Fields(c)...).CombinedOutput(); err != nil {
				t.Fatalf("ip %s: %v: %s", c, err, out)
			}
		}
	}
	a, w := newAuthority(t), (*wires)(nil)
	params := func() Params {
		p := Params{TLS: &tls.Config{RootCAs: a.roots}, Online: subscribe.SystemNetwork().Online, Timing: patient()}
		p.Timing.TCP = time.Second // nothing but silence takes longer
		if w != nil {
			p.Resolver = w.resolver()
		}
		return p
	}
	request := Request{Feed: "wss://" + feedHost, Hosts: []string{serviceHost}, Approved: []string{serviceHost, feedHost}}
	measure := func(p Params) Result {
		t.Helper()
		r, err := Run(t.Context(), p, request)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	expect := func(what string, r Result, service, theFeed string, v Verdict, own Connection) {
		t.Helper()
		if outcomes(r.Hosts[0]) != service || outcomes(*r.Feed) != theFeed {
			t.Errorf("%s: service %q, feed %q", what, outcomes(r.Hosts[0]), outcomes(*r.Feed))
		}
		if got := Judge(r, "major_outage", false); got != v || r.Connection() != own {
			t.Errorf("%s: %s, the own network %s", what, got, r.Connection())
		}
	}

	r := measure(params())
	expect("no network", r, "", "", YourConnection, ConnectionOffline)
	unasked := params()
	unasked.Online = nil // a system that does not say
	unasked.Timing.DNS = time.Second
	r = measure(unasked)
	if Judge(r, "operational", false) != YourConnection || r.Connection() != ConnectionSilent {
		t.Errorf("no network, and nobody says so: %s, %s", outcomes(r.Hosts[0]), outcomes(*r.Feed))
	}

	ip("link set lo up", "link add v0 type veth peer name v1", "link set v0 up", "link set v1 up", "addr add 10.9.8.7/24 dev v0")
	w = newWires(t)
	w.name(serviceHost, "192.0.2.1", "2001:db8::1")
	w.name(feedHost, "198.51.100.1")
	ip("route add 192.0.2.0/24 dev v0", "route add 198.51.100.0/24 dev v0")
	const deaf = "dns ok, tcp timed_out" // nobody answers at the other end
	expect("nobody at the end of the cable", measure(params()), deaf, deaf, YourConnection, ConnectionSilent)

	ip("addr add 198.51.100.1/32 dev lo")
	listen(t, "198.51.100.1:443", feedServer(a.issue(t, soon(), feedHost), func(*http.Request) string { return jsonAnswer }))
	const answered = "dns ok, tcp ok, tls ok, answer ok"
	expect("the service is silent", measure(params()), deaf, answered, CannotReach, ConnectionWorks)
	ip("route del 192.0.2.0/24 dev v0", "route add unreachable 192.0.2.0/24", "route add unreachable 2001:db8::/32")
	expect("a wall", measure(params()), "dns ok, tcp no_route", answered, CannotReach, ConnectionWorks)
	ip("addr add 192.0.2.1/32 dev lo")
	expect("nobody listens", measure(params()), "dns ok, tcp refused", answered, CannotReach, ConnectionWorks)

	var seen handshakes
	cert := a.issue(t, soon(), serviceHost)
	listen(t, "192.0.2.1:443", seen.service(cert))
	r = measure(params())
	expect("the service answers", r, "dns ok, tcp ok, tls ok", answered, ReachedTrouble, ConnectionWorks)
	if h := r.Hosts[0]; h.V4 != FamilyWorks || h.V6 != FamilyFails {
		t.Errorf("behind a wall for IPv6: %q %q", h.V4, h.V6)
	}
	ip("addr add 2001:db8::1/128 dev lo nodad")
	listen(t, net.JoinHostPort("2001:db8::1", "443"), seen.service(cert))
	for deadline := time.Now().Add(10 * time.Second); ; { // the kernel makes the route a little later
		h := measure(params()).Hosts[0]
		if h.V4 == FamilyWorks && h.V6 == FamilyWorks {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("both families: %q %q", h.V4, h.V6)
		}
	}
}
