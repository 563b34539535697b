package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/server"
	"bokgu/sync/wire"
)

func TestClientsHaveNothingToSay(t *testing.T) {
	e, s := newEdge(t, 1, server.Params{})
	for name, c := range map[string]struct {
		send func(*websocket.Conn) error
		code int
	}{
		"text":        {func(c *websocket.Conn) error { return c.WriteMessage(websocket.TextMessage, []byte("hi")) }, 1003},
		"binary":      {func(c *websocket.Conn) error { return c.WriteMessage(websocket.BinaryMessage, nil) }, 1003},
		"512 bytes":   {func(c *websocket.Conn) error { return c.WriteMessage(websocket.TextMessage, make([]byte, 512)) }, 1003},
		"513 bytes":   {func(c *websocket.Conn) error { return c.WriteMessage(websocket.TextMessage, make([]byte, 513)) }, 1009},
		"a megabyte":  {func(c *websocket.Conn) error { return c.WriteMessage(websocket.TextMessage, make([]byte, 1<<20)) }, 1009},
		"a bad frame": {func(c *websocket.Conn) error { _, err := c.NetConn().Write([]byte{0xff, 0x80, 0, 0, 0, 0}); return err }, 1002},
		"too many pongs": {func(c *websocket.Conn) error {
			for range 65 {
				if err := c.WriteControl(websocket.PongMessage, nil, time.Now().Add(time.Second)); err != nil {
					return err
				}
			}
			return nil
		}, 4029},
	} {
		t.Run(name, func(t *testing.T) {
			conn := dial(t, s, "")
			conn.hello()
			if err := c.send(conn.conn); err != nil && c.code != 1009 { // the edge may be gone before all is written
				t.Fatal(err)
			}
			conn.closed(c.code)
			_ = conn.conn.Close()
		})
	}
	eventually(t, "all are gone", func() bool { return e.Stats().Clients == 0 })
	if got := e.Stats().Closed; got[1003] != 3 || got[1009] != 2 || got[4029] != 1 {
		t.Errorf("closed %v", got)
	}
}

func TestPingIsAnswered(t *testing.T) {
	_, s := newEdge(t, 1, server.Params{})
	c := dial(t, s, "?epoch=e1&seq=1")
	c.hello()
	c.expect(wire.TypeFreshness, `{"fresh":1}`)
	pong := make(chan string, 1)
	c.conn.SetPongHandler(func(data string) error { pong <- data; return nil })
	go func() { _, _, _ = c.conn.ReadMessage() }()
	if err := c.conn.WriteControl(websocket.PingMessage, []byte("복구"), time.Now().Add(5*time.Second)); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-pong:
		if got != "복구" {
			t.Errorf("pong %q", got)
		}
	case <-time.After(10 * time.Second):
		t.Error("no pong")
	}
}

func TestCleanClose(t *testing.T) {
	e, s := newEdge(t, 1, server.Params{})
	c := dial(t, s, "")
	c.hello()
	if err := c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(5*time.Second)); err != nil {
		t.Fatal(err)
	}
	c.closed(1000)
	eventually(t, "the stream is gone", func() bool { return e.Stats().Clients == 0 })
	if got := e.Stats().Closed; got[1000] != 1 || len(got) != 1 {
		t.Errorf("closed %v", got)
	}
}

func TestShutdown(t *testing.T) {
	e, s := newEdge(t, 1, server.Params{})
	c := dial(t, s, "?epoch=e1&seq=1")
	c.hello()
	c.expect(wire.TypeFreshness, `{"fresh":1}`)
	down := make(chan error, 1)
	go func() { down <- e.Shutdown(t.Context()) }()
	event, err := c.next()
	if err != nil {
		t.Fatal(err)
	}
	goaway, err := event.Goaway(wire.DefaultTiming())
	if err != nil || goaway != (wire.Goaway{Reason: "shutdown", JitterMS: 30_000}) {
		t.Errorf("goaway %+v, %v", goaway, err)
	}
	c.closed(wire.CloseGoingAway)
	if err := <-down; err != nil {
		t.Error(err)
	}
	if status, header := refused(t, streamURL(s, ""), []string{wire.Subprotocol}, nil); status != 503 || header.Get("Retry-After") == "" {
		t.Errorf("after shutdown: %d", status)
	}
	if resp, _ := get(t, s, http.MethodGet, "/v1/status", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("the HTTP twin stopped as well: %d", resp.StatusCode)
	}
	if got := e.Stats(); got.Closed[1001] != 1 || got.Refused != 1 || got.Clients != 0 {
		t.Errorf("%+v", got)
	}
}
