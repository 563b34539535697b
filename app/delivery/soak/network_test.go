//go:build linux && !android

package soak

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// network is what lies between engine and edge.
type network struct {
	t        *testing.T
	address  string // where the engine finds it
	upstream string
	proxy    *toxiproxy.Proxy
	up       bool
	rnd      *rand.Rand
	count    map[string]int // faults so far
}

func startNetwork(t *testing.T, upstream string, rnd *rand.Rand) *network {
	t.Helper()
	zerolog.SetGlobalLevel(zerolog.Disabled) // toxics talk to the global logger
	n := &network{t: t, address: "127.0.0.1:0", upstream: upstream, rnd: rnd, count: make(map[string]int)}
	n.open()
	n.address = n.proxy.Listen
	t.Cleanup(func() { go n.proxy.Stop() })
	return n
}

// open starts a new proxy at the address.
func (n *network) open() {
	n.t.Helper()
	eventually(n.t, "the proxy has its address", func() bool {
		nobody := zerolog.Nop()
		n.proxy = toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), nobody), "edge", n.address, n.upstream)
		return n.proxy.Start() == nil
	})
	n.up = true
}

// stuck is how long a change of a proxy may take. A toxic that is put into or
// taken out of a busy link may wait for ever (toxiproxy 2.5.0, link.go); then the
// proxy is left to itself, and its connections are dead, which is one more fault.
const stuck = 300 * time.Millisecond

func (n *network) change(f func(p *toxiproxy.Proxy) error) {
	n.t.Helper()
	p, done := n.proxy, make(chan error, 1)
	go func() { done <- f(p) }()
	select {
	case err := <-done:
		must(n.t, err)
	case <-time.After(stuck):
		n.count["dead"]++
		go p.Stop()
		n.open()
	}
}

// toxic is one fault, in the words of toxiproxy.
type toxic struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Stream     string         `json:"stream"`
	Attributes map[string]any `json:"attributes"`
}

// fault begins at random.
func (n *network) fault() {
	n.t.Helper()
	x := toxic{Name: "fault", Stream: []string{"downstream", "downstream", "upstream"}[n.rnd.IntN(3)]}
	between := func(low, high int) int { return low + n.rnd.IntN(high-low) }
	switch n.rnd.IntN(8) {
	case 0:
		x.Type, x.Attributes = "latency", map[string]any{"latency": between(20, 900), "jitter": between(0, 300)}
	case 1:
		x.Type, x.Attributes = "reset_peer", map[string]any{"timeout": between(0, 400)}
	case 2:
		x.Type, x.Attributes = "slicer", map[string]any{"average_size": between(1, 400), "size_variation": 0, "delay": between(0, 3000)} // µs
	case 3:
		x.Type, x.Attributes = "timeout", map[string]any{"timeout": between(0, 800)}
	case 4:
		x.Type, x.Attributes = "bandwidth", map[string]any{"rate": between(1, 20)} // KB/s
	case 5:
		x.Type, x.Attributes = "limit_data", map[string]any{"bytes": between(1, 20_000)}
	case 6:
		x.Type, x.Attributes = "slow_close", map[string]any{"delay": between(10, 1500)}
	default:
		n.count["down"]++
		n.up = false
		n.change(func(p *toxiproxy.Proxy) error { p.Stop(); return nil })
		return
	}
	n.count[x.Type]++
	b, err := json.Marshal(x)
	must(n.t, err)
	n.change(func(p *toxiproxy.Proxy) error {
		_, err := p.Toxics.AddToxicJson(strings.NewReader(string(b)))
		return err
	})
}

// heal ends the fault, if there is one.
func (n *network) heal() {
	n.t.Helper()
	if !n.up {
		n.open()
		return
	}
	n.change(func(p *toxiproxy.Proxy) error {
		p.Toxics.ResetToxics(context.Background())
		return nil
	})
}

// lasts is how long a fault stays, at random.
func (n *network) lasts() time.Duration {
	return time.Duration(100+n.rnd.IntN(2400)) * time.Millisecond
}
