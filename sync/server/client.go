package server

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// maxControls is how many pings and pongs a client may send per ping of ours,
// before it is closed with 4029. One pong is normal.
const maxControls = 64

// maxLinger bounds what is read and thrown away after a close frame was sent.
const maxLinger = 64 << 10

var errControls = errors.New("too many control frames")

// client is one stream. One goroutine reads as long as it lives; one more writes
// while something is pending. Only that one writes messages; control frames come
// from anywhere.
type client struct {
	edge    *Edge
	conn    *websocket.Conn
	deflate bool // was negotiated

	mu       sync.Mutex
	pending  [slots]*message
	writing  bool // a writer runs, or never must again
	pingDue  bool // goes before the messages
	after    int  // close with this code when nothing is pending; 0: stay
	code     int  // what we closed with; 0: open
	controls int  // since our last ping
	gone     bool // the reader has ended
	ping     *time.Timer
}

// start begins to read and to ping. The caller has added one to e.work.
func (c *client) start() {
	t := c.edge.timing
	c.conn.SetReadLimit(wire.MaxClientBytes)
	c.conn.SetPingHandler(c.onPing)
	c.conn.SetPongHandler(func(string) error { return c.alive() })
	c.mu.Lock()
	_ = c.conn.SetReadDeadline(time.Now().Add(t.ReadDeadline()))
	c.ping = time.AfterFunc(time.Duration(c.edge.params.Rand()*float64(t.Ping)), c.sendPing)
	c.mu.Unlock()
	go c.read()
}

// enqueue has m sent, in place of an older message of its type. It never blocks.
func (c *client) enqueue(m *message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code != 0 || c.gone || c.after != 0 {
		return
	}
	c.pending[m.slot] = m
	c.wake()
}

// leave has last sent after everything that is pending, and then closes.
func (c *client) leave(last *message, code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code != 0 || c.gone || c.after != 0 {
		return
	}
	c.pending[last.slot], c.after = last, code
	c.wake()
}

// wake starts the writer unless it runs. The caller holds c.mu, and c.gone is
// false, so the reader still counts in e.work and adding to it is allowed.
func (c *client) wake() {
	if !c.writing {
		c.writing = true
		c.edge.work.Go(c.write)
	}
}

// next takes what is to be written next: a ping, then the pending messages in
// their order. Nothing ends the writer, with the code to close with, if any.
func (c *client) next() (ping bool, m *message, after int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code == 0 {
		if c.pingDue {
			c.pingDue = false
			return true, nil, 0
		}
		for s, m := range c.pending {
			if m != nil {
				c.pending[s] = nil
				return false, m, 0
			}
		}
	}
	c.writing = false
	return false, nil, c.after
}

func (c *client) write() {
	for {
		ping, m, after := c.next()
		deadline := time.Now().Add(c.edge.timing.Write)
		var err error
		switch {
		case ping:
			err = c.conn.WriteControl(websocket.PingMessage, nil, deadline)
		case m != nil:
			c.conn.EnableWriteCompression(m.compress)
			_ = c.conn.SetWriteDeadline(deadline)
			err = c.conn.WritePreparedMessage(m.prepared)
		default:
			if after != 0 {
				c.close(after, "")
			}
			return
		}
		if err != nil {
			c.writeFailed(err)
			return // writing stays set: nothing can be written any more
		}
	}
}

func (c *client) writeFailed(err error) {
	var timeout net.Error
	switch {
	case errors.Is(err, websocket.ErrCloseSent): // the reader waits for the answer
	case errors.As(err, &timeout) && timeout.Timeout():
		// No close frame can follow a message that was written in part, so the
		// client sees a lost connection. The code is for the figures.
		c.drop(wire.CloseTooSlow)
	default:
		c.drop(wire.CloseLost)
	}
}

// close sends a close frame once, and gives the client Timing.Write to answer.
func (c *client) close(code int, reason string) {
	c.mu.Lock()
	if c.code != 0 {
		c.mu.Unlock()
		return
	}
	c.code = code
	c.mu.Unlock()
	deadline := time.Now().Add(c.edge.timing.Write)
	if err := c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), deadline); err != nil {
		_ = c.conn.Close()
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.conn.SetReadDeadline(time.Now().Add(c.edge.timing.Write))
}

// drop cuts the connection, which ends the reader and any write at once.
func (c *client) drop(code int) {
	c.mu.Lock()
	if c.code == 0 {
		c.code = code
	}
	c.mu.Unlock()
	_ = c.conn.Close()
}

// sendPing leaves the ping to the writer. From here it would have to wait for a
// slow message, and could run out of time behind a client that is only slow.
func (c *client) sendPing() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code != 0 || c.gone {
		return
	}
	c.controls, c.pingDue = 0, true
	c.wake()
	c.ping.Reset(c.edge.timing.Ping)
}

// onPing answers, and takes the ping for a sign of life. Replacing the library's
// handler drops its pong, so it is sent here.
func (c *client) onPing(data string) error {
	if err := c.alive(); err != nil {
		return err
	}
	err := c.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(c.edge.timing.Write))
	// Behind a message that is not taken the pong may come too late. Whether that
	// ends the stream is for the writer to say.
	if timeout := net.Error(nil); errors.Is(err, websocket.ErrCloseSent) || errors.As(err, &timeout) && timeout.Timeout() {
		return nil
	}
	return err
}

// alive moves the read deadline, except after a close.
func (c *client) alive() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.controls++; c.controls > maxControls {
		return errControls
	}
	if c.code == 0 {
		return c.conn.SetReadDeadline(time.Now().Add(c.edge.timing.ReadDeadline()))
	}
	return nil
}

// read lives as long as the stream. Clients have nothing to say, so a message is
// a mistake; after an error nothing may be read again.
func (c *client) read() {
	defer c.edge.work.Done()
	for messages := 0; messages < 16; messages++ { // 1003 is sent for the first
		if _, _, err := c.conn.NextReader(); err != nil {
			c.ended(c.readFailed(err))
			return
		}
		c.close(wire.CloseUnsupportedData, "send nothing but control frames")
	}
	c.ended(wire.CloseUnsupportedData)
}

// readFailed finishes the stream after a failed read and returns the close code
// that stands for it.
func (c *client) readFailed(err error) int {
	var peer *websocket.CloseError
	var timeout net.Error
	switch {
	case errors.As(err, &peer):
		return peer.Code
	case errors.Is(err, websocket.ErrReadLimit):
		c.linger() // the library has sent 1009
		return wire.CloseTooBig
	case errors.Is(err, errControls):
		c.close(wire.CloseRateLimited, "too many control frames")
		c.linger()
		return wire.CloseRateLimited
	case errors.As(err, &timeout) && timeout.Timeout():
		c.close(wire.CloseNoPong, "no pong")
		return wire.CloseNoPong
	}
	return wire.CloseLost
}

// linger reads what the client is still sending. Closing a TCP connection with
// unread data resets it, and the client might never see the close frame.
func (c *client) linger() {
	raw := c.conn.NetConn()
	_ = raw.SetReadDeadline(time.Now().Add(c.edge.timing.Write))
	_, _ = io.Copy(io.Discard, io.LimitReader(raw, maxLinger))
}

// ended closes the connection and takes the client off the edge. A code of ours
// counts before what the read came to.
func (c *client) ended(code int) {
	_ = c.conn.Close()
	c.mu.Lock()
	c.gone = true
	c.ping.Stop()
	c.pending = [slots]*message{}
	if c.code != 0 {
		code = c.code
	}
	c.mu.Unlock()
	c.edge.left(c, code)
}
