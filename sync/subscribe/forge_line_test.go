package subscribe

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"bokgu/sync/wire"
)

// The first byte of a frame: the opcode and its flags (RFC 6455, section 5.2).
const (
	opMore  = 0x0
	opText  = 0x1
	opClose = 0x8
	opPing  = 0x9
	opPong  = 0xa

	flagFin  = 0x80
	flagRSV1 = 0x40
	flagRSV2 = 0x20

	masked = 0x80 // in the second byte
)

// line is one connection to a forge. What cannot be written is no fault of the
// test: the client may have hung up already, as it should.
type line struct {
	net.Conn
	f       *forge
	request *http.Request
	in      *bufio.Reader
	first   bool
	slow    bool // every byte is written by itself
	pongs   chan string
	left    chan struct{} // closed when nothing more comes from the client

	mu     sync.Mutex // guards writing
	closed bool       // a close frame has been written
}

func (l *line) write(b []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	step := len(b)
	if l.slow {
		step = 1
	}
	for ; len(b) > 0; b = b[step:] {
		if _, err := l.Conn.Write(b[:step]); err != nil {
			return
		}
	}
}

// answer ends the connection with an answer to its request: everything after
// "HTTP/1.1 ".
func (l *line) answer(text string) {
	l.write([]byte("HTTP/1.1 " + text))
	l.Close()
	close(l.left)
}

// cut ends the connection without a close frame.
func (l *line) cut() { l.Close() }

// reset cuts the connection with an RST.
func (l *line) reset() {
	_ = l.Conn.(*net.TCPConn).SetLinger(0)
	l.Close()
}

const deflateExtension = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

// accept is the answer to the upgrade that RFC 6455, section 4.2.2, demands.
func (l *line) accept() string {
	sum := sha1.Sum([]byte(l.request.Header.Get("Sec-Websocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// upgrade answers 101 with the given headers beside the constant ones, and
// listens to the client from then on.
func (l *line) upgrade(headers ...string) {
	const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: " + wire.Subprotocol + "\r\n"
	l.write([]byte(head + strings.Join(append(headers, "\r\n"), "\r\n")))
	l.f.running.Go(l.listen)
}

// open upgrades as a good server does, with further headers.
func (l *line) open(headers ...string) {
	l.upgrade(append(headers, "Sec-WebSocket-Accept: "+l.accept())...)
}

// greet opens the stream, says hello and waits until the client has heard it.
func (l *line) greet(headers ...string) {
	l.open(headers...)
	l.text(hello(wire.Hello{PingMS: 25_000}))
	l.settle()
}

// settle waits until the client has read everything so far, or has left.
func (l *line) settle() string {
	l.frame(flagFin|opPing, []byte("settle"))
	select {
	case data := <-l.pongs:
		return data
	case <-l.left:
		return ""
	}
}

// frame writes one frame of a server: not masked, its length in as few bytes as
// there can be.
func (l *line) frame(first byte, payload []byte) {
	if first&0xf == opClose {
		l.mu.Lock()
		l.closed = true
		l.mu.Unlock()
	}
	l.write(append(header(first, uint64(len(payload))), payload...))
}

// header is that of a frame of n bytes.
func header(first byte, n uint64) []byte {
	switch {
	case n <= 125:
		return []byte{first, byte(n)}
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16([]byte{first, 126}, uint16(n))
	}
	return binary.BigEndian.AppendUint64([]byte{first, 127}, n)
}

func (l *line) text(b []byte) { l.frame(flagFin|opText, b) }

// closing writes a close frame.
func (l *line) closing(code int, reason string) {
	l.frame(flagFin|opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
}

// listen reads what the client sends until it has left, and answers its close.
func (l *line) listen() {
	defer close(l.left)
	for {
		op, payload, err := l.next()
		if err != nil {
			return
		}
		switch op {
		case opPong:
			l.pongs <- string(payload)
		case opClose:
			code := wire.CloseNoStatus
			if len(payload) >= 2 {
				code = int(binary.BigEndian.Uint16(payload))
			}
			l.f.mu.Lock()
			if l.first {
				l.f.said = code
			}
			l.f.mu.Unlock()
			l.mu.Lock()
			answered := l.closed
			l.closed = true
			l.mu.Unlock()
			if !answered {
				l.write(append(header(flagFin|opClose, uint64(len(payload))), payload...))
			}
		default:
			l.f.t.Errorf("the client sent a frame of opcode %d: %.80q", op, payload)
		}
	}
}

// next reads a frame of the client, which must be masked and short.
func (l *line) next() (op byte, payload []byte, err error) {
	head := make([]byte, 6) // with the mask
	if _, err := io.ReadFull(l.in, head); err != nil {
		return 0, nil, err
	}
	n := int(head[1] &^ masked)
	if head[0]&^0xf != flagFin || head[1]&masked == 0 || n > 125 {
		l.f.t.Errorf("the client sent a frame that begins with %x", head)
		return 0, nil, io.ErrUnexpectedEOF
	}
	payload = make([]byte, n)
	if _, err := io.ReadFull(l.in, payload); err != nil {
		return 0, nil, err
	}
	for i := range payload {
		payload[i] ^= head[2+i%4]
	}
	return head[0] & 0xf, payload, nil
}
