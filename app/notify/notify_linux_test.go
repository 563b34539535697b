//go:build linux && !android

package notify

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"
)

func newNotifier(t *testing.T, p Params) Notifier {
	t.Helper()
	p.AppName, p.AppID, p.Open = "복구", "io.example.bokgu", "열기"
	p.Logger = slog.New(slog.DiscardHandler)
	n, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func show(t *testing.T, n Notifier, note Notification) {
	t.Helper()
	if err := n.Show(t.Context(), note); err != nil {
		t.Fatal(err)
	}
}

func TestMessage(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 7, "body", "body-markup", "actions")
	n := newNotifier(t, Params{Icon: "/usr/share/b.png"})
	show(t, n, Notification{Key: "a", Title: "카카오톡 <b>문자</b>", Body: "a & b\x00 <i>\u202E", Urgent: true})
	show(t, n, Notification{Key: "b", Title: "둘"})
	calls := s.calls()
	if len(calls) != 2 {
		t.Fatalf("%d notifications", len(calls))
	}
	a, b := calls[0], calls[1]
	if a.App != "복구" || a.Icon != "/usr/share/b.png" || a.Sum != "카카오톡 <b>문자</b>" || a.Bod != "a &amp; b &lt;i&gt;" {
		t.Errorf("sent %+v", a)
	}
	if !slices.Equal(a.Actions, []string{"default", "열기"}) || a.Hints["desktop-entry"].Value() != "io.example.bokgu" {
		t.Errorf("actions %q, hints %v", a.Actions, a.Hints)
	}
	if a.Hints["urgency"].Value() != byte(2) || a.Expire != 0 || b.Hints["urgency"].Value() != byte(1) || b.Expire != -1 {
		t.Errorf("urgency %v and %v, expiry %d and %d", a.Hints["urgency"], b.Hints["urgency"], a.Expire, b.Expire)
	}
}

// A quiet one comes up by itself, unlike a silent one, and makes no sound.
func TestQuiet(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 7, "body")
	n := newNotifier(t, Params{})
	show(t, n, Notification{Key: "a", Title: "1", Quiet: true})
	if c := s.calls(); len(c) != 1 || c[0].Hints["suppress-sound"].Value() != true || c[0].Hints["urgency"].Value() != byte(0) {
		t.Errorf("sent %+v", c)
	}
}

func TestWithoutCapabilities(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 1)
	n := newNotifier(t, Params{})
	show(t, n, Notification{Key: "a", Title: "t", Body: "a & <b>"})
	if c := s.calls()[0]; c.Bod != "a & <b>" || len(c.Actions) != 0 {
		t.Errorf("sent %+v to a service that knows no markup and no actions", c)
	}
}

func TestReplaceAndWithdraw(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 7, "actions")
	n := newNotifier(t, Params{})
	show(t, n, Notification{Key: "a", Title: "1"})
	show(t, n, Notification{Key: "b", Title: "2"})
	show(t, n, Notification{Key: "a", Title: "3"})
	calls := s.calls()
	if calls[0].Replaces != 0 || calls[1].Replaces != 0 || calls[2].Replaces != 7 {
		t.Errorf("replaced %d, %d, %d", calls[0].Replaces, calls[1].Replaces, calls[2].Replaces)
	}
	for range 2 { // the second time it is gone already
		if err := n.Withdraw(t.Context(), "b"); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Withdraw(t.Context(), "never shown"); err != nil {
		t.Fatal(err)
	}
	if calls := s.calls(); calls[0].Closed || !calls[1].Closed {
		t.Errorf("closed %v and %v", calls[0].Closed, calls[1].Closed)
	}
	show(t, n, Notification{Key: "b", Title: "4"})
	if c := s.calls()[3]; c.Replaces != 0 || c.ID != 9 {
		t.Errorf("after a withdrawal %+v", c)
	}
}

func TestSilentNeedsOneThatStands(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 1)
	n := newNotifier(t, Params{})
	show(t, n, Notification{Key: "a", Title: "1", Silent: true})
	if len(s.calls()) != 0 {
		t.Fatal("a silent one came up as a new one")
	}
	show(t, n, Notification{Key: "a", Title: "2"})
	show(t, n, Notification{Key: "a", Title: "3", Silent: true})
	if c := s.calls(); len(c) != 2 || c[1].Hints["suppress-sound"].Value() != true || c[1].Replaces != 1 {
		t.Fatalf("sent %+v", c)
	}
	s.emit(t, "NotificationClosed", uint32(1), uint32(2)) // the person has put it away
	d := n.(*desktop)
	eventually(t, "the closing is heard", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.gone[1]
	})
	show(t, n, Notification{Key: "a", Title: "4", Silent: true})
	if len(s.calls()) != 2 {
		t.Error("a silent one brought back what the person had put away")
	}
	show(t, n, Notification{Key: "a", Title: "5"})
	if len(s.calls()) != 3 {
		t.Error("a new alert was not shown")
	}
}

func TestIDsBelongToOneService(t *testing.T) {
	address := startBus(t)
	kept := &ids{}
	first := startService(t, address, 7)
	n := newNotifier(t, Params{IDs: kept})
	show(t, n, Notification{Key: "a", Title: "1"})
	// The app restarts: its own notification is replaced.
	again := newNotifier(t, Params{IDs: kept})
	show(t, again, Notification{Key: "a", Title: "2"})
	if c := first.calls()[1]; c.Replaces != 7 {
		t.Errorf("after a restart of the app it replaces %d", c.Replaces)
	}
	// The service restarts: its numbers mean others' notifications now.
	if err := first.conn.Close(); err != nil {
		t.Fatal(err)
	}
	second := startServiceAfter(t, address)
	for i, n := range []Notifier{n, again} {
		show(t, n, Notification{Key: "a", Title: "3"})
		if c := second.calls()[i]; (c.Replaces != 0) != (i == 1) { // the second one finds what the first has kept
			t.Errorf("notifier %d replaces %d of a service that never showed it", i, c.Replaces)
		}
	}
}

// startServiceAfter waits until the bus has noticed that the former service went.
func startServiceAfter(t *testing.T, address string) *service {
	t.Helper()
	watch := connect(t, address)
	eventually(t, "the name is free", func() bool {
		var has bool
		err := watch.BusObject().CallWithContext(t.Context(), "org.freedesktop.DBus.NameHasOwner", 0, serviceName).Store(&has)
		return err == nil && !has
	})
	return startService(t, address, 1)
}

func TestClick(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 7, "actions")
	clicked := make(chan string, 10)
	n := newNotifier(t, Params{OnClick: func(key string) { clicked <- key }})
	show(t, n, Notification{Key: "c/text/i1", Title: "1"})

	stranger := connect(t, address)
	if err := stranger.Emit(servicePath, serviceName+".ActionInvoked", uint32(7), "default"); err != nil {
		t.Fatal(err)
	}
	// Of the service itself, but not a click on ours, or not to be understood:
	s.emit(t, "ActionInvoked", uint32(8), "default")
	s.emit(t, "ActionInvoked", uint32(7), "other")
	s.emit(t, "ActionInvoked", "7", "default")
	s.emit(t, "ActionInvoked", uint32(7), uint32(1))
	s.emit(t, "ActionInvoked", uint32(7))
	s.emit(t, "ActionInvoked")
	s.emit(t, "ActionInvoked", uint32(7), "default")
	select {
	case key := <-clicked:
		if key != "c/text/i1" {
			t.Errorf("clicked %q", key)
		}
	case <-time.After(patience):
		t.Fatal("the click was not heard")
	}
	if err := n.Close(); err != nil { // ends the listener, so nothing can follow
		t.Fatal(err)
	}
	if len(clicked) != 0 {
		t.Errorf("%d clicks too many, the next on %q", len(clicked), <-clicked)
	}
}

func TestNoService(t *testing.T) {
	address := startBus(t)
	n := newNotifier(t, Params{})
	if err := n.Show(t.Context(), Notification{Key: "a", Title: "1"}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("without a service: %v", err)
	}
	s := startService(t, address, 1)
	show(t, n, Notification{Key: "a", Title: "2"}) // it has come
	if len(s.calls()) != 1 {
		t.Errorf("%d notifications", len(s.calls()))
	}
}

func TestNoBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	n := newNotifier(t, Params{})
	if err := n.Show(t.Context(), Notification{Key: "a"}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("without a bus: %v", err)
	}
	address := startBus(t)
	startService(t, address, 1)
	show(t, n, Notification{Key: "a", Title: "1"})
}

func TestServiceThatHangs(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 1)
	n := newNotifier(t, Params{})
	block := make(chan struct{})
	s.mu.Lock()
	s.block = block
	s.mu.Unlock()
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() { failed <- n.Show(ctx, Notification{Key: "a", Title: "1"}) }()
	eventually(t, "the service hangs", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.held == 1
	})
	second, cancelSecond := context.WithCancel(t.Context())
	cancelSecond()
	if err := n.Show(second, Notification{Key: "b"}); !errors.Is(err, context.Canceled) {
		t.Errorf("second call: %v", err)
	}
	cancel()
	select {
	case err := <-failed:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("first call: %v", err)
		}
	case <-time.After(patience):
		t.Fatal("a cancelled call does not return")
	}
	s.mu.Lock()
	s.block = nil
	s.mu.Unlock()
	close(block)
	show(t, n, Notification{Key: "b", Title: "2"})
}

// A program that dies while the service answers never hears the number of what it
// has shown. The next run replaces it all the same, and can take it away, where
// the service knows tags; nothing comes up where nothing may stand.
func TestNumberThatNobodyHeard(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 7, stackTag)
	kept := &ids{}
	dies := func(key string) {
		t.Helper()
		block := make(chan struct{})
		s.mu.Lock()
		before := s.held
		s.block = block
		s.mu.Unlock()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		shown := len(s.calls())
		ended := make(chan error, 1)
		n := newNotifier(t, Params{IDs: kept})
		go func() { ended <- n.Show(ctx, Notification{Key: key, Title: "1"}) }()
		eventually(t, "the service is asked", func() bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.held == before+1
		})
		cancel()
		if err := <-ended; err == nil {
			t.Fatal("an answer was heard")
		}
		s.mu.Lock()
		s.block = nil
		s.mu.Unlock()
		close(block)
		eventually(t, "the service shows it", func() bool { return len(s.calls()) == shown+1 })
	}
	standing := func() (titles []string) {
		for _, c := range s.calls() {
			if !c.Closed {
				titles = append(titles, c.Sum)
			}
		}
		return titles
	}

	dies("c/\xff pay")
	n := newNotifier(t, Params{IDs: kept})
	show(t, n, Notification{Key: "c/\xff pay", Title: "2", Silent: true}) // it may stand
	show(t, n, Notification{Key: "c/\xff pay", Title: "3"})
	if calls, stands := s.calls(), standing(); len(calls) != 3 || calls[2].Replaces != calls[1].ID || !slices.Contains(stands, "3") || slices.Contains(stands, "1") {
		t.Errorf("%q stand of %+v", stands, calls)
	}

	dies("b")
	n = newNotifier(t, Params{IDs: kept})
	if err := n.Withdraw(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	if stands := standing(); slices.Contains(stands, "1") || slices.Contains(stands, "복구") {
		t.Errorf("after a withdrawal %q stand", stands)
	}
	before := len(s.calls())
	for _, key := range []string{"b", "never shown"} {
		if err := n.Withdraw(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.calls()) != before {
		t.Error("something came up to be withdrawn where nothing stood")
	}
}

// Another service is told nothing that it does not know.
func TestTagOnlyWhereItIsKnown(t *testing.T) {
	address := startBus(t)
	s := startService(t, address, 7)
	kept := &ids{}
	show(t, newNotifier(t, Params{IDs: kept}), Notification{Key: "a", Title: "1"})
	if tag, ok := s.calls()[0].Hints[stackTag]; ok {
		t.Errorf("tag %v", tag)
	}
	if len(kept.m) != 1 {
		t.Errorf("kept %v", kept.m)
	}
}

func TestClosed(t *testing.T) {
	address := startBus(t)
	startService(t, address, 1)
	n := newNotifier(t, Params{})
	show(t, n, Notification{Key: "a", Title: "1"})
	for range 2 {
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Show(t.Context(), Notification{Key: "a"}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if _, err := New(Params{}); err == nil {
		t.Error("a notifier without a name was made")
	}
}
