package subscribe

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"bokgu/sync/wire"
)

// A SOCKS5 proxy that wants a login says so in its own way; both roads, that of
// the stream and that of a GET, understand it.
func TestSOCKSLogin(t *testing.T) {
	for name, answer := range map[string]string{
		"wants one":     "\x05\xff",         // no method that was offered
		"wants another": "\x05\x02\x01\x01", // name and password, and then: no
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				go func() {
					defer conn.Close()
					r := bufio.NewReader(conn)
					_, _ = r.Peek(3)
					_, _ = io.WriteString(conn, answer)
					_, _ = io.Copy(io.Discard, r) // until the client leaves
				}()
			}
		}()
		pick := http.ProxyURL(&url.URL{Scheme: "socks5", Host: listener.Addr().String()})
		login := func(context.Context, string) (string, string, error) { return "kim", "hunter2", nil }
		_, _, err = FetchProfile(t.Context(), "https://feed.example", "", WithProxy(pick, login))
		if ReasonOf(err) != ProxyAuth {
			t.Errorf("%s: %s, %v", name, ReasonOf(err), err)
		}
		c := &Client{net: newTransport(nil, pick, login, nil), timing: wire.DefaultTiming(), now: time.Now}
		a, err := parseAddress("wss://feed.example")
		if err != nil {
			t.Fatal(err)
		}
		if _, end := c.dial(t.Context(), a, nil, ""); end.reason != ProxyAuth {
			t.Errorf("%s: the stream ends with %s, %v", name, end.reason, end.err)
		}
	}
}
