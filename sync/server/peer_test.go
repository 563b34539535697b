package server_test

import (
	"context"
	"errors"
	"testing"
	"time"

	peer "github.com/coder/websocket"

	"bokgu/sync/server"
	"bokgu/sync/wire"
)

// Another implementation of the protocol, so that two mistakes of one library
// cannot agree with each other.
func TestIndependentPeer(t *testing.T) {
	for name, mode := range map[string]peer.CompressionMode{
		"plain":               peer.CompressionDisabled,
		"deflate":             peer.CompressionNoContextTakeover,
		"deflate with window": peer.CompressionContextTakeover,
	} {
		t.Run(name, func(t *testing.T) {
			e, s := newEdge(t, 1, server.Params{})
			big := frame(2)
			big.Status = noise(100 << 10) // several fragments when deflated
			appendTo(t, e, big)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			conn, resp, err := peer.Dial(ctx, streamURL(s, ""), &peer.DialOptions{
				Subprotocols: []string{wire.Subprotocol}, CompressionMode: mode, CompressionThreshold: 1,
			})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.CloseNow() }()
			conn.SetReadLimit(wire.MaxInflatedBytes)
			if agreed := resp.Header.Get("Sec-Websocket-Extensions") != ""; agreed != (mode != peer.CompressionDisabled) {
				t.Errorf("extensions %q", resp.Header.Get("Sec-Websocket-Extensions"))
			}
			if conn.Subprotocol() != wire.Subprotocol {
				t.Errorf("subprotocol %q", conn.Subprotocol())
			}
			expect := func(eventType, data string) {
				t.Helper()
				kind, text, err := conn.Read(ctx)
				if err != nil || kind != peer.MessageText {
					t.Fatalf("%v message, %v", kind, err)
				}
				event, err := wire.ParseEvent(text)
				if err != nil || event.Type != eventType || data != "" && string(event.Data) != data {
					t.Fatalf("got %s %.40s, %v; want %s %.40s", event.Type, event.Data, err, eventType, data)
				}
			}
			expect(wire.TypeHello, "")
			expect(wire.TypeStatus, string(big.Status))
			expect(wire.TypeFreshness, `{"fresh":2}`)
			appendTo(t, e, frame(3))
			expect(wire.TypeStatus, `{"status":3}`)
			expect(wire.TypeFreshness, `{"fresh":3}`)

			ended := make(chan error, 1) // a pong only comes in while somebody reads
			go func() {
				for {
					if _, _, err := conn.Read(ctx); err != nil {
						ended <- err
						return
					}
				}
			}()
			if err := conn.Ping(ctx); err != nil {
				t.Errorf("ping: %v", err)
			}
			if err := e.Shutdown(ctx); err != nil {
				t.Error(err)
			}
			var closed peer.CloseError
			if err := <-ended; !errors.As(err, &closed) || closed.Code != peer.StatusGoingAway {
				t.Errorf("ended with %v", err)
			}
		})
	}
}
