//go:build linux && !android

package notify

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// patience bounds every wait of these tests; each ends as soon as it can.
const patience = 20 * time.Second

// eventually waits for a condition in another process or goroutine.
func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// start runs a program until the end of the test and returns its first line.
func start(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = io.Discard
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s is needed for this test (the setup of the repository installs it): %v", name, err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		lines <- strings.TrimSpace(line)
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case line := <-lines:
		if line == "" {
			t.Fatalf("%s said nothing", name)
		}
		return line
	case <-time.After(patience):
		t.Fatalf("%s did not start within %v", name, patience)
	}
	return ""
}

// startBus starts a private session bus that activates nothing, makes it the
// session's, and returns its address.
func startBus(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	err := os.WriteFile(config, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	address := start(t, nil, "dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	return address
}

func connect(t *testing.T, address string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// service is a notification service that remembers what it was told.
type service struct {
	conn *dbus.Conn
	caps []string

	mu    sync.Mutex
	next  uint32
	shown []call
	block chan struct{} // not nil: Notify waits for it
	held  int           // calls that began to wait
}

type call struct {
	ID, Replaces        uint32
	App, Icon, Sum, Bod string
	Actions             []string
	Hints               map[string]dbus.Variant
	Expire              int32
	Closed              bool
}

func startService(t *testing.T, address string, first uint32, caps ...string) *service {
	t.Helper()
	s := &service{conn: connect(t, address), caps: caps, next: first}
	if err := s.conn.Export(s, servicePath, serviceName); err != nil {
		t.Fatal(err)
	}
	if reply, err := s.conn.RequestName(serviceName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("own %s: %v, %v", serviceName, reply, err)
	}
	return s
}

func (s *service) GetCapabilities() ([]string, *dbus.Error) { return s.caps, nil }

func (s *service) Notify(app string, replaces uint32, icon, summary, body string, actions []string, hints map[string]dbus.Variant, expire int32) (uint32, *dbus.Error) {
	s.mu.Lock()
	block := s.block
	if block != nil {
		s.held++
	}
	s.mu.Unlock()
	if block != nil {
		<-block
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := replaces
	if id == 0 {
		id = s.next
		s.next++
		if tag := hints[stackTag].Value(); tag != nil {
			for i := range s.shown { // as dunst does it
				s.shown[i].Closed = s.shown[i].Closed || s.shown[i].Hints[stackTag].Value() == tag
			}
		}
	}
	s.shown = append(s.shown, call{id, replaces, app, icon, summary, body, actions, hints, expire, false})
	return id, nil
}

func (s *service) CloseNotification(id uint32) *dbus.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.shown {
		if s.shown[i].ID == id && !s.shown[i].Closed {
			s.shown[i].Closed = true
			return nil
		}
	}
	return dbus.NewError("org.freedesktop.Notifications.Error", []any{"no such notification"})
}

func (s *service) calls() []call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]call(nil), s.shown...)
}

func (s *service) emit(t *testing.T, member string, args ...any) {
	t.Helper()
	if err := s.conn.Emit(servicePath, serviceName+"."+member, args...); err != nil {
		t.Fatal(err)
	}
}

// ids keeps notification ids like the store does.
type ids struct {
	mu sync.Mutex
	m  map[string]uint32
}

func (i *ids) NotificationID(_ context.Context, key, owner string) (uint32, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.m[fmt.Sprintf("%s of %s", key, owner)], nil
}

func (i *ids) SetNotificationID(_ context.Context, key, owner string, id uint32) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.m == nil {
		i.m = make(map[string]uint32)
	}
	i.m[fmt.Sprintf("%s of %s", key, owner)] = id
	return nil
}
