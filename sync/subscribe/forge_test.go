package subscribe

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

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

// forge is a server that speaks bytes: no library stands between a test and the
// wire, so it can break every rule of it. Its first stream is played as the test
// says; each later one waits until the forge is told to be good.
type forge struct {
	t        testing.TB
	host     string        // as clients dial it
	play     func(*line)   // nil: it is good from the start
	behave   func(*line)   // what a good server does
	profile  []byte        // its twin, the only one that it has
	patience time.Duration // bounds every read and write
	told     chan struct{} // one is sent, if there is room, when something has happened

	good    chan struct{} // closed: streams after the first are served as they should be
	drop    chan struct{} // closed: the first ends, if the client has not ended it
	done    chan struct{} // closed: everything ends
	running sync.WaitGroup
	mu      sync.Mutex
	conns   []net.Conn
	streams []string // the queries of streams
	asked   []string // the paths of everything else
	said    int      // the close code of the client on the first stream, 0: none
}

func newForge(t testing.TB) *forge {
	f := &forge{
		t: t, good: make(chan struct{}), drop: make(chan struct{}), done: make(chan struct{}),
		told: make(chan struct{}, 1), patience: 20 * time.Second,
	}
	t.Cleanup(f.stop)
	return f
}

// listen opens the forge on a port of this machine.
func (f *forge) listen() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.t.Fatal(err)
	}
	f.host = l.Addr().String()
	f.running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			f.take(c)
		}
	})
	f.running.Go(func() {
		<-f.done
		l.Close()
	})
}

// take serves a connection.
func (f *forge) take(c net.Conn) {
	f.mu.Lock()
	f.conns = append(f.conns, c)
	f.mu.Unlock()
	f.running.Go(func() {
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(f.patience))
		f.handle(c)
	})
}

// stop ends the forge and everything in it. It is not called twice at once.
func (f *forge) stop() {
	select {
	case <-f.done:
		return
	default:
	}
	close(f.done)
	f.mu.Lock()
	for _, c := range f.conns {
		c.Close()
	}
	f.mu.Unlock()
	f.running.Wait()
}

func (f *forge) tell() {
	select {
	case f.told <- struct{}{}:
	default:
	}
}

func (f *forge) handle(c net.Conn) {
	in := bufio.NewReader(c)
	request, err := http.ReadRequest(in)
	if err != nil {
		return // the client has thought better of it
	}
	l := &line{Conn: c, f: f, request: request, in: in, pongs: make(chan string, 16), left: make(chan struct{})}
	f.mu.Lock()
	first := len(f.streams) == 0
	if request.URL.Path == wire.StreamPath {
		f.streams = append(f.streams, request.URL.RawQuery)
	} else {
		f.asked = append(f.asked, request.URL.Path)
	}
	f.mu.Unlock()
	f.tell()
	switch {
	case request.URL.Path == wire.ProfilePath && f.profile != nil:
		l.answer(fmt.Sprintf("200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(f.profile), f.profile))
	case request.URL.Path != wire.StreamPath:
		l.answer("404 Not Found\r\nContent-Length: 0\r\n\r\n")
	case first && f.play != nil:
		l.first = true
		f.play(l)
		select {
		case <-l.left:
		case <-f.drop:
		case <-f.done:
		}
		l.Close()
		<-l.left
	default:
		select {
		case <-f.good:
		case <-f.done:
			return
		}
		f.behave(l)
		select {
		case <-l.left:
		case <-f.done:
		}
	}
}

func (f *forge) seen() (streams, asked []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.streams...), append([]string(nil), f.asked...)
}

func (f *forge) clientSaid() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.said
}

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
