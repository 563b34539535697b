//go:build linux && !android

package notify

import (
	"context"
	"maps"
	"slices"

	"github.com/godbus/dbus/v5"
)

// listen hears what becomes of notifications until the connection ends. Anybody
// on the bus can send a signal, so it believes only the service itself, and only
// what has the right types.
func (d *desktop) listen(ctx context.Context, signals <-chan *dbus.Signal) {
	for {
		select {
		case s, ok := <-signals:
			if !ok {
				return
			}
			if key := d.hear(s); key != "" && d.p.OnClick != nil {
				d.p.OnClick(key)
			}
		case <-ctx.Done(): // the channel is not closed if the connection ended before it was given
			return
		}
	}
}

// hear takes in a signal and returns the key of the notification that it says
// was clicked, if it says so.
func (d *desktop) hear(s *dbus.Signal) (clicked string) {
	if s == nil || len(s.Body) < 2 {
		return ""
	}
	id, ok := s.Body[0].(uint32)
	d.mu.Lock()
	defer d.mu.Unlock()
	if !ok || s.Sender != d.owner {
		return ""
	}
	for _, key := range slices.Sorted(maps.Keys(d.ids)) {
		if d.ids[key] != id {
			continue
		}
		if s.Name == serviceName+".NotificationClosed" {
			d.gone[id] = true
		}
		if s.Name == serviceName+".ActionInvoked" && s.Body[1] == any("default") {
			clicked = key
		}
	}
	return clicked
}
