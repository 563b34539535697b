package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

func TestListenRefusesOtherMachines(t *testing.T) {
	for addr, want := range map[string]error{
		"0.0.0.0:0": ErrNotLoopback, ":0": ErrNotLoopback, "[::]:0": ErrNotLoopback,
		"192.0.2.1:80": ErrNotLoopback, "example.org:80": ErrNotLoopback,
		"127.0.0.1": ErrAddress, "": ErrAddress, "127.0.0.1:x": ErrAddress, "127.0.0.1:99999": ErrAddress, "127.0.0.1:http": ErrAddress,
	} {
		l, err := Listen(t.Context(), addr)
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", addr, err, want)
		}
		if l != nil {
			_ = l.Close()
		}
	}
	first, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if l, err := Listen(t.Context(), first.Addr().String()); err == nil {
		_ = l.Close()
		t.Error("one port listened on twice")
	}
}

// A whole replay over a real socket: it waits for its client, and the client
// reads every change of it.
func TestServeToARealClient(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	s := loaded(t, "kakao-2022")
	until := at(t, "2022-10-15T16:10")
	p, err := NewPlayer(PlayerParams{Scenario: s, Until: until, Speed: MaxSpeed, WaitClients: 1})
	if err != nil {
		t.Fatal(err)
	}
	addr, ended, err := Serve(ctx, "127.0.0.1:0", p)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := envelope.OpenProfile(p.ProfileRaw(), p.Root(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	dialer := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}, HandshakeTimeout: 10 * time.Second}
	conn, resp, err := dialer.DialContext(ctx, StreamURL(addr), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	_ = conn.SetReadDeadline(deadline)

	ids := map[string]bool{}
	for last := (*feed.Status)(nil); last == nil || !last.Replay.At.Equal(until); {
		_, raw, err := conn.ReadMessage()
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		var event struct {
			Type string
			Data json.RawMessage
		}
		if err := json.Unmarshal(raw, &event); err != nil {
			t.Fatal(err)
		}
		if event.Type != wire.TypeStatus {
			continue
		}
		payload, _, err := envelope.Verify(event.Data, envelope.StatusType(feed.ModeReplay), profile.PublishKeys)
		if err != nil {
			t.Fatal(err)
		}
		if last, _, err = feed.Parse(payload); err != nil {
			t.Fatal(err)
		}
		for _, c := range last.Changes {
			ids[c.ID] = true
		}
	}
	if len(ids) < 50 {
		t.Errorf("%d changes, want all of 15:30 and 16:10", len(ids))
	}

	// The end is told, then the stream closes and the port is free.
	began := time.Now()
	cancel()
	goodbye := false
	for {
		_, raw, err := conn.ReadMessage()
		if err != nil {
			if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
				t.Errorf("closed with %v, want 1001", err)
			}
			break
		}
		var event struct{ Type string }
		_ = json.Unmarshal(raw, &event)
		goodbye = goodbye || event.Type == wire.TypeGoaway
	}
	if !goodbye {
		t.Error("no goaway")
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("does not end")
	}
	if d := time.Since(began); d > 2*time.Second {
		t.Errorf("took %s to end", d)
	}
	if c, err := net.DialTimeout("tcp", addr.String(), time.Second); err == nil {
		_ = c.Close()
		t.Error("the port is still open")
	}
}

func TestServeFailsWithItsListener(t *testing.T) {
	p, err := NewPlayer(PlayerParams{Scenario: loaded(t, "kakao-article")})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	if err := ServeOn(t.Context(), l, p); err == nil || errors.Is(err, http.ErrServerClosed) {
		t.Errorf("%v, want the listener's error", err)
	}
}
