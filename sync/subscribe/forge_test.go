package subscribe

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"bokgu/sync/wire"
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
