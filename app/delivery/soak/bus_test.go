//go:build linux && !android

package soak

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	notifications     = "org.freedesktop.Notifications"
	notificationsPath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// dunstConfig lets every notification stand until it is taken away.
const dunstConfig = `[global]
idle_threshold = 0
notification_limit = 3
stack_duplicates = false
sort = false
font = Monospace 6
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
`

// bus is a private session bus with a real notification service, and a monitor
// that writes down what passes.
type bus struct {
	address string
	conn    *dbus.Conn
	log     string // path of the traffic

	mu             sync.Mutex
	out            *os.File
	all            []traffic
	asked, answers int           // see drained
	watch          func(traffic) // called for each message; may be nil
	err            error
}

func startBus(t *testing.T, dir string) *bus {
	t.Helper()
	// Paths of sockets may not exceed 107 bytes.
	short, err := os.MkdirTemp("", "soak")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(short) })
	b := &bus{address: "unix:path=" + filepath.Join(short, "bus"), log: filepath.Join(dir, "bus.jsonl")}
	config := filepath.Join(dir, "bus.conf")
	must(t, os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(short, "bus")), 0o600))
	background(t, dir, nil, "dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--nosyslog")
	eventually(t, "the bus answers", func() bool {
		b.conn, err = dbus.Connect(b.address)
		return err == nil
	})
	t.Cleanup(func() { _ = b.conn.Close() })
	b.startDunst(t, dir)
	b.out, err = os.OpenFile(b.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	t.Cleanup(func() { _ = b.out.Close() })
	b.startMonitor(t)
	return b
}

func (b *bus) startDunst(t *testing.T, dir string) {
	t.Helper()
	read, write, err := os.Pipe()
	must(t, err)
	defer read.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "640x480x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	started(t, dir, server)
	must(t, write.Close())
	must(t, read.SetReadDeadline(time.Now().Add(patience)))
	display := make([]byte, 16)
	n, err := read.Read(display)
	must(t, err)
	config := filepath.Join(dir, "dunstrc")
	must(t, os.WriteFile(config, []byte(dunstConfig), 0o600))
	background(t, dir, []string{
		"DISPLAY=:" + strings.TrimSpace(string(display[:n])), "WAYLAND_DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=" + b.address,
	}, "dunst", "-conf", config)
	eventually(t, "dunst is there", func() bool {
		var has bool
		err := b.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, notifications).Store(&has)
		return err == nil && has
	})
}

// startMonitor turns a connection into a monitor: it sees what is meant for
// others and can send nothing.
func (b *bus) startMonitor(t *testing.T) {
	t.Helper()
	conn, err := dbus.Connect(b.address)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	rules := []string{
		"type='method_call',interface='" + notifications + "'",
		"type='method_return',sender='" + notifications + "'",
		"type='signal',sender='" + notifications + "'",
	}
	must(t, conn.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err)
	// The library drops what does not fit.
	messages := make(chan *dbus.Message, 1<<16)
	conn.Eavesdrop(messages)
	go func() {
		for m := range messages {
			b.record(m)
		}
	}()
}

func (b *bus) record(m *dbus.Message) {
	header := func(f dbus.HeaderField) any { return m.Headers[f].Value() }
	line := traffic{At: time.Now(), Serial: m.Serial()}
	line.Sender, _ = header(dbus.FieldSender).(string)
	switch member, _ := header(dbus.FieldMember).(string); {
	case m.Type == dbus.TypeMethodCall && member == "Notify":
		var app, icon string
		var actions []string
		var hints map[string]dbus.Variant
		var timeout int32
		if err := dbus.Store(m.Body, &app, &line.Replaces, &icon, &line.Title, &line.Body, &actions, &hints, &timeout); err != nil {
			b.fail(err)
			return
		}
		line.Tag, _ = hints["x-dunst-stack-tag"].Value().(string)
		line.Kind = "notify"
	case m.Type == dbus.TypeMethodCall && member == "CloseNotification":
		if err := dbus.Store(m.Body, &line.ID); err != nil {
			b.fail(err)
			return
		}
		line.Kind = "close"
	case m.Type == dbus.TypeMethodReply:
		to, _ := header(dbus.FieldDestination).(string)
		line.Serial, _ = header(dbus.FieldReplySerial).(uint32)
		if to == b.conn.Names()[0] {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.answers++
			return
		}
		if dbus.Store(m.Body, &line.ID) != nil {
			return // the answer to another question
		}
		line.Sender, line.Kind = to, "answered"
	case m.Type == dbus.TypeSignal && member == "NotificationClosed":
		var reason uint32
		if err := dbus.Store(m.Body, &line.ID, &reason); err != nil {
			b.fail(err)
			return
		}
		line.Kind = "closed"
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, line)
	if err := (lines{b.out}).put(line); err != nil {
		b.err = err
	}
	if b.watch != nil {
		b.watch(line)
	}
}

func (b *bus) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// drained waits until the monitor has seen all that was on the bus so far: the
// service answers in order, and so does the bus.
func (b *bus) drained(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	b.mu.Lock()
	b.asked++
	asked := b.asked
	b.mu.Unlock()
	must(t, b.conn.Object(notifications, notificationsPath).CallWithContext(ctx, notifications+".GetServerInformation", 0).Err)
	eventually(t, "the monitor has seen it all", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.answers >= asked
	})
}

// onMessage has f called with each message from now on, nil: nobody.
func (b *bus) onMessage(f func(traffic)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watch = f
}

// seen returns a copy of all that has passed.
func (b *bus) seen() ([]traffic, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]traffic(nil), b.all...), b.err
}
