package subscribe

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"bokgu/sync/wire"
)

// tape is a connection whose other end accepts the upgrade, says what is on the
// tape, and goes.
type tape struct {
	said     []byte // by the server, after its answer
	deflate  bool
	asked    bytes.Buffer
	answered bool
	out      bytes.Reader
	told     bytes.Buffer // what the client wrote after its request
}

func (c *tape) Write(b []byte) (int, error) {
	if c.answered {
		return c.told.Write(b)
	}
	c.asked.Write(b)
	if !bytes.HasSuffix(c.asked.Bytes(), []byte("\r\n\r\n")) {
		return len(b), nil
	}
	r, err := http.ReadRequest(bufio.NewReader(&c.asked))
	if err != nil {
		return 0, err
	}
	// RFC 6455, section 4.2.2: the key and this GUID, hashed.
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	head := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(sum[:]) + "\r\n"
	if c.deflate {
		head += "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"
	}
	c.answered = true
	c.out.Reset(append([]byte(head+"\r\n"), c.said...))
	return len(b), nil
}

func (c *tape) Read(b []byte) (int, error) {
	if !c.answered {
		return 0, io.EOF
	}
	return c.out.Read(b)
}

func (*tape) Close() error                     { return nil }
func (*tape) LocalAddr() net.Addr              { return &net.UnixAddr{} }
func (*tape) RemoteAddr() net.Addr             { return &net.UnixAddr{} }
func (*tape) SetDeadline(time.Time) error      { return nil }
func (*tape) SetReadDeadline(time.Time) error  { return nil }
func (*tape) SetWriteDeadline(time.Time) error { return nil }

// closeFrame is a close frame as a server sends it.
func closeFrame(code uint16, text string) []byte {
	body := append(binary.BigEndian.AppendUint16(nil, code), text...)
	return append([]byte{0x88, byte(len(body))}, body...)
}

// sendable reports whether a code may stand in a frame: RFC 6455, section 7.4,
// and what IANA has registered since, without 1014 (bad gateway), which gorilla
// v1.5.3 takes for a mistake; the wait is then 60 s longer than the table's.
func sendable(code int) bool {
	switch {
	case code >= 3000 && code <= 4999:
		return true
	case code >= 1000 && code <= 1013:
		return code != 1004 && code != 1005 && code != 1006
	}
	return false
}

// Whatever bytes a server sends after its upgrade, reading them ends, with a
// reason and the reaction of the table; no message is larger than the bound or
// anything but UTF-8; and a close frame is taken for what it says.
func FuzzFrames(f *testing.F) {
	for _, code := range []uint16{0, 999, 1000, 1001, 1004, 1005, 1006, 1009, 1011, 1012, 1013, 1014, 1015, 2999, 3000, 4000, 4001, 4008, 4029, 4500, 4501, 4503, 4999, 5000, 65535} {
		f.Add(closeFrame(code, ""), false)
		f.Add(closeFrame(code, "text of the server"), true)
	}
	f.Add([]byte{0x88, 0x00}, false)                                       // no code
	f.Add([]byte{0x88, 0x01, 0x03}, false)                                 // half of one
	f.Add(closeFrame(1000, string(bytes.Repeat([]byte("x"), 123))), false) // as long as can be
	f.Add(append([]byte{0x88, 0x7e, 0x00, 0x80}, bytes.Repeat([]byte("x"), 128)...), false)
	f.Add(closeFrame(1000, "\xff\xfe"), false)
	f.Add(append(closeFrame(1001, ""), closeFrame(4503, "")...), false)
	f.Add(append([]byte{0x81, 0x02, 'h', 'i'}, closeFrame(1012, "")...), false)
	f.Add(append([]byte{0x01, 0x01, 'h', 0x89, 0x00, 0x80, 0x01, 'i'}, closeFrame(1000, "")...), false)
	f.Add([]byte{0xc1, 0x07, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}, true) // "Hello", RFC 7692, section 7.2.3.1
	f.Add([]byte{0x81, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0}, false)
	f.Fuzz(func(t *testing.T, said []byte, deflate bool) {
		conn := &tape{said: said, deflate: deflate}
		d := websocket.Dialer{
			EnableCompression: true, WriteBufferSize: wire.MaxClientBytes,
			NetDial: func(string, string) (net.Conn, error) { return conn, nil },
		}
		ws, _, err := d.Dial("ws://feed.example/v1/stream", nil)
		if err != nil {
			t.Fatalf("the handshake: %v", err)
		}
		r := newReader(ws, wire.DefaultTiming())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for m := range r.out {
				if len(m.data) > wire.MaxInflatedBytes || !utf8.Valid(m.data) {
					panic(fmt.Sprintf("%d bytes came through", len(m.data)))
				}
			}
		}()
		r.run()
		<-ended
		e := r.end
		if e.reason == None || e.err == nil || e.code == 0 {
			t.Fatalf("ended without a reason: %+v", e)
		}
		if want := wire.DefaultTiming().ReactionTo(e.code); e.reaction != want {
			t.Errorf("code %d: %+v, want %+v", e.code, e.reaction, want)
		}
		if len(said) >= 4 && said[0] == 0x88 && said[1] >= 2 && said[1] <= 125 && len(said) >= 2+int(said[1]) && utf8.Valid(said[4:2+int(said[1])]) {
			if code := int(binary.BigEndian.Uint16(said[2:])); sendable(code) && e.code != code {
				t.Errorf("close frame with %d was taken for %d (%v)", code, e.code, e.err)
			}
		}
	})
}
