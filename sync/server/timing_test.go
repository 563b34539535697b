package server_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/server"
	"bokgu/sync/wire"
)

// pass lets that much of the bubble's time go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// drain reads until the stream ends and returns what ended it.
func drain(c *websocket.Conn, each func(text []byte)) error {
	for {
		_, text, err := c.ReadMessage()
		if err != nil {
			return err
		}
		if each != nil {
			each(text)
		}
	}
}

func TestPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{Rand: func() float64 { return 0.4 }})
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("")
		start := time.Now()
		var at []time.Duration
		answer := conn.PingHandler()
		conn.SetPingHandler(func(data string) error {
			at = append(at, time.Since(start))
			return answer(data)
		})
		go func() { _ = drain(conn, nil) }()
		pass(10 * time.Minute)
		if len(at) != 24 || at[0] != 10*time.Second || at[1] != 35*time.Second || at[23] != 585*time.Second {
			t.Errorf("pings at %v, want one at 10 s and then every 25 s", at)
		}
		if n := e.Stats().Clients; n != 1 {
			t.Errorf("%d streams, though every ping was answered", n)
		}
	})
}

func TestNoPong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{})
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("")
		start := time.Now()
		conn.SetPingHandler(func(string) error { return nil })
		err := drain(conn, nil)
		if !websocket.IsCloseError(err, wire.CloseNoPong) || time.Since(start) != 40*time.Second {
			t.Errorf("%v after %v, want 4009 after 40 s", err, time.Since(start))
		}
		synctest.Wait()
		if got := e.Stats(); got.Closed[wire.CloseNoPong] != 1 || got.Clients != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// The deadline runs from the last pong, not from the first message.
func TestPongsStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{Rand: func() float64 { return 0 }})
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("")
		start, answer := time.Now(), conn.PingHandler()
		conn.SetPingHandler(func(data string) error {
			if time.Since(start) > time.Minute {
				return nil
			}
			return answer(data)
		})
		err := drain(conn, nil)
		if !websocket.IsCloseError(err, wire.CloseNoPong) || time.Since(start) != 90*time.Second {
			t.Errorf("%v after %v, want 4009 40 s after the pong of second 50", err, time.Since(start))
		}
	})
}

// The limit is on the rate, not on the life of a stream.
func TestManyPongs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{})
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("")
		go func() { _ = drain(conn, nil) }()
		for range 4 {
			for range 60 {
				if err := conn.WriteControl(websocket.PongMessage, nil, time.Now().Add(time.Second)); err != nil {
					t.Fatal(err)
				}
			}
			pass(25 * time.Second)
		}
		if got := e.Stats(); got.Clients != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// What a client is still sending when it is closed is taken in for a while:
// unread data would reset the connection, and the close code with it.
func TestCloseLingers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{})
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("")
		ended := make(chan error, 1)
		go func() { ended <- drain(conn, nil) }()
		synctest.Wait()
		raw := conn.NetConn()
		if _, err := raw.Write([]byte{0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4}); err != nil { // text of 64 KiB
			t.Fatal(err)
		}
		if err := <-ended; !websocket.IsCloseError(err, wire.CloseTooBig) {
			t.Errorf("ended with %v", err)
		}
		if _, err := raw.Write(make([]byte, 32<<10)); err != nil {
			t.Errorf("the rest of the message: %v", err)
		}
		if _, err := raw.Write(make([]byte, 64<<10)); err == nil {
			t.Error("there is no end to what the edge takes in")
		}
	})
}

func TestTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{})
		appendTo(t, e, frame(1))
		bubble(t, e)("") // never reads, and a pipe holds nothing
		pass(5*time.Second - time.Millisecond)
		if n := e.Stats().Clients; n != 1 {
			t.Errorf("%d streams before the write deadline", n)
		}
		pass(2 * time.Millisecond)
		if got := e.Stats(); got.Closed[wire.CloseTooSlow] != 1 || got.Clients != 0 {
			t.Errorf("after the write deadline: %+v", got)
		}
	})
}

// A client that is busy for a moment gets the newest of each type and nothing
// in between; no number of renewals takes its document away.
func TestNewestWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{})
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("?epoch=e1&seq=1")
		synctest.Wait() // the hello is stuck in the pipe
		for seq := uint64(2); seq <= 40; seq++ {
			appendTo(t, e, frame(seq))
		}
		for n := range 40 {
			appendTo(t, e, renewal(40, n+1))
		}
		var got []string
		go func() {
			_ = drain(conn, func(text []byte) {
				event, err := wire.ParseEvent(text)
				if err != nil {
					t.Error(err)
				}
				got = append(got, event.Type+" "+string(event.Data))
			})
		}()
		pass(time.Second)
		if len(got) != 3 || got[1] != wire.TypeStatus+` {"status":40}` || got[2] != wire.TypeFreshness+` {"fresh":40,"n":40}` {
			t.Errorf("got %q", got)
		}
	})
}

// A client that takes its time within the write deadline is not too slow, also
// when a ping has to wait for it, and hello, status and freshness keep their
// order.
func TestOrderForASlowClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{Rand: func() float64 { return 0.1 }}) // a ping in the middle of it
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("")
		for _, want := range []string{wire.TypeHello, wire.TypeStatus, wire.TypeFreshness} {
			pass(4 * time.Second)
			_, text, err := conn.ReadMessage()
			if err != nil || eventType(t, text) != want {
				t.Fatalf("got %s, %v; want %s", text, err, want)
			}
		}
		go func() { _ = drain(conn, nil) }()
		pass(time.Minute)
		if got := e.Stats(); got.Clients != 1 {
			t.Errorf("%+v", got)
		}
	})
}

func TestShutdownIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{})
		appendTo(t, e, frame(1))
		open := bubble(t, e)
		open("") // never reads
		silent := open("")
		go func() { _ = drain(silent, nil) }()
		silent.SetCloseHandler(func(int, string) error { return nil }) // never answers a close
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		start := time.Now()
		err := e.Shutdown(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if n := e.Stats().Clients; n != 0 {
			t.Errorf("%d streams are left", n)
		}
		if err := e.Shutdown(t.Context()); err != nil {
			t.Errorf("a second shutdown: %v", err)
		}
	})
}

// Whoever does not answer a close is cut off after the write deadline.
func TestCloseIsNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := server.New(server.Params{})
		appendTo(t, e, frame(1))
		conn := bubble(t, e)("")
		conn.SetCloseHandler(func(int, string) error { return nil })
		ended := make(chan error, 1)
		go func() { ended <- drain(conn, nil) }()
		synctest.Wait()
		start := time.Now()
		if err := conn.WriteMessage(websocket.TextMessage, []byte("hi")); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; !websocket.IsCloseError(err, wire.CloseUnsupportedData) {
			t.Error(err)
		}
		pass(5*time.Second + time.Millisecond - time.Since(start))
		if got := e.Stats(); got.Clients != 0 || got.Closed[wire.CloseUnsupportedData] != 1 {
			t.Errorf("%+v", got)
		}
	})
}
