package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"bokgu/sync/server"
	"bokgu/sync/wire"
)

// BenchmarkStreams opens one idle stream after another and states what each
// keeps. The clients are bare sockets, whose part is the few hundred bytes of a
// net.Conn.
func BenchmarkStreams(b *testing.B) {
	e := server.New(server.Params{MaxClients: 1 << 20})
	appendTo(b, e, frame(1))
	s := httptest.NewServer(e)
	defer s.Close()
	request := fmt.Sprintf("GET %s?epoch=e1&seq=1 HTTP/1.1\r\nHost: edge\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
		wire.StreamPath, wire.Subprotocol)
	var conns []net.Conn
	defer func() {
		for _, c := range conns {
			_ = c.Close()
		}
		eventually(b, "all are gone", func() bool { return e.Stats().Clients == 0 })
	}()
	memory := func() float64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapInuse + m.StackInuse)
	}
	before := memory()
	for b.Loop() {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		conns = append(conns, c)
		_ = c.SetDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.WriteString(c, request); err != nil {
			b.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReaderSize(c, 16), nil)
		if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
			b.Fatal(resp, err)
		}
	}
	b.ReportMetric((memory()-before)/float64(len(conns)), "B/stream")
}

// BenchmarkAppend hands one document after another to an edge without streams:
// what is left is deflating and hashing, once for all streams.
func BenchmarkAppend(b *testing.B) {
	e := server.New(server.Params{})
	body := noise(64 << 10)
	b.SetBytes(int64(len(body)))
	for seq := uint64(1); b.Loop(); seq++ {
		f := frame(seq)
		f.Status = body
		appendTo(b, e, f)
	}
}
