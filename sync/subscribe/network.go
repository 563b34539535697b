package subscribe

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"
)

// Network is what the operating system knows of this device's network. Its
// methods may be called from any goroutine.
type Network interface {
	// Online reports whether there is any network beside the device itself. It
	// answers at once, and true where the system does not say.
	Online() bool
	// Watch calls changed after every change of the network until ctx ends, and
	// returns then. changed does not block.
	Watch(ctx context.Context, changed func())
}

// SystemNetwork returns the network of this device. It watches through netlink
// on Linux and compares the addresses every ten seconds elsewhere.
func SystemNetwork() Network { return systemNetwork{} }

type systemNetwork struct{}

func (systemNetwork) Online() bool {
	have, err := reachable()
	return err != nil || len(have) > 0
}

func (systemNetwork) Watch(ctx context.Context, changed func()) {
	last, _ := reachable()
	watch(ctx, func() {
		have, err := reachable()
		if err == nil && !slices.Equal(have, last) {
			last = have
			changed()
		}
	})
}

// reachable lists the networks that this device is in, sorted: its IPv4
// addresses, and of IPv6 the prefixes only, since the addresses change every day
// by themselves. An interface without a carrier, such as a bridge that nothing
// is connected to, does not count.
func reachable() ([]string, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, i := range interfaces {
		if i.Flags&(net.FlagUp|net.FlagRunning|net.FlagLoopback) != net.FlagUp|net.FlagRunning {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue // it has gone meanwhile
		}
		for _, a := range addresses {
			p, err := netip.ParsePrefix(a.String())
			if err != nil || !p.Addr().IsGlobalUnicast() {
				continue
			}
			if p.Addr().Is6() {
				p = netip.PrefixFrom(p.Addr(), 64).Masked()
			}
			out = append(out, i.Name+" "+p.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// lookEvery is how often the addresses are compared where nothing tells of a
// change.
const lookEvery = 10 * time.Second

func watchByLooking(ctx context.Context, look func()) {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			look()
		}
	}
}
