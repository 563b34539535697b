package subscribe

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bokgu/sync/wire"
)

// cutting is a connection that ends in the middle of what is written next.
type cutting struct {
	net.Conn
	now atomic.Bool
}

func (c *cutting) Write(b []byte) (int, error) {
	if !c.now.Load() {
		return c.Conn.Write(b)
	}
	n, _ := c.Conn.Write(b[:len(b)/2])
	c.Close()
	return n, net.ErrClosed
}

// TLS says of a connection that ends in the middle of a record what an inflater
// says of a message that lacks its end. The one is a loss, and the client is soon
// back; the other is a server that does it again.
func TestCutDeflateOverTLS(t *testing.T) {
	ts := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	server, client := ts.TLS, ts.Client().Transport.(*http.Transport).TLSClientConfig
	ts.Close()
	for _, c := range []struct {
		name   string
		cut    bool
		reason Reason
		wait   time.Duration
	}{
		{"the connection", true, Lost, afterLoss},
		{"the message", false, Protocol, afterMistake},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPress(t, time.Now)
				var under *cutting
				f := newForge(t)
				f.patience = time.Hour
				f.play = func(l *line) {
					l.greet(extension)
					b := deflate(event(wire.TypeStatus, p.status(p.doc(1, 0))))
					under.now.Store(c.cut)
					l.frame(flagFin|flagRSV1|opText, b[:len(b)/2])
				}
				l := &listener{}
				params := l.params(p, &pipes{})
				params.URL, params.TLS = "wss://edge.example", client.Clone()
				params.TLS.ServerName = "example.com"
				params.NetDialContext = func(context.Context, string, string) (net.Conn, error) {
					ours, theirs := net.Pipe()
					under = &cutting{Conn: theirs}
					f.take(tls.Server(under, server))
					return ours, nil
				}
				start(t, params)
				pass(10 * time.Second)
				if _, ok := l.told(Live, None); !ok {
					t.Fatalf("never live: %q", l.reasons())
				}
				h, ok := l.told(Waiting, c.reason)
				if !ok || h.RetryAt.Sub(h.Since) != c.wait {
					t.Errorf("%q, back after %s; want %s, back after %s", l.reasons(), h.RetryAt.Sub(h.Since), c.reason, c.wait)
				}
			})
		})
	}
}
