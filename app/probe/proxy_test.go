package probe

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// proxyServer speaks CONNECT and opens what the table of w holds. It wants login
// unless that is empty.
type proxyServer struct {
	w     *wires
	login string
	mu    sync.Mutex
	asked []string
}

func (s *proxyServer) serve(conn net.Conn) {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, req.Method+" "+req.Host)
	s.mu.Unlock()
	if s.login != "" && req.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte(s.login)) {
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
		return
	}
	s.w.mu.Lock()
	to, ok := s.w.servers["proxied "+req.Host]
	s.w.mu.Unlock()
	if !ok {
		_, _ = io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
		return
	}
	onward(conn, to, "HTTP/1.1 200 Connection established\r\n\r\n")
}

func onward(conn net.Conn, to, hello string) {
	up, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, hello)
	go func() {
		_, _ = io.Copy(up, conn)
		up.Close()
	}()
	_, _ = io.Copy(conn, up)
}

// socks speaks as much of SOCKS5 (RFC 1928) as a client without a login needs.
func socks(w *wires, method byte) func(net.Conn) {
	return func(conn net.Conn) {
		head := make([]byte, 2)
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		_, _ = io.ReadFull(conn, make([]byte, head[1]))
		_, _ = conn.Write([]byte{5, method})
		ask := make([]byte, 5)
		if _, err := io.ReadFull(conn, ask); err != nil || ask[3] != 3 { // 3: a name
			return
		}
		name := make([]byte, int(ask[4])+2)
		_, _ = io.ReadFull(conn, name)
		w.mu.Lock()
		to, ok := w.servers["proxied "+string(name[:ask[4]])+":443"]
		w.mu.Unlock()
		if !ok {
			_, _ = conn.Write([]byte{5, 4, 0, 1, 0, 0, 0, 0, 0, 0}) // host unreachable
			return
		}
		onward(conn, to, "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
	}
}

// Where a proxy is set nobody is reached, and no name asked for, but through it.
func TestThroughAProxy(t *testing.T) {
	a, w := newAuthority(t), newWires(t)
	var seen handshakes
	w.server("proxied "+serviceHost+":443", listen(t, "127.0.0.1:0", seen.service(a.issue(t, soon(), serviceHost))))
	w.server("proxied "+feedHost+":443", listen(t, "127.0.0.1:0", feedServer(a.issue(t, soon(), feedHost), func(r *http.Request) string { return jsonAnswer })))
	open, closed := &proxyServer{w: w}, &proxyServer{w: w, login: "user:secret"}
	w.server("open.example:8080", listen(t, "127.0.0.1:0", open.serve))
	w.server("closed.example:80", listen(t, "127.0.0.1:0", closed.serve))
	w.server("socks.example:1080", listen(t, "127.0.0.1:0", socks(w, 0)))
	w.server("socks-login.example:1080", listen(t, "127.0.0.1:0", socks(w, 0xff)))
	w.server("mute.example:80", listen(t, "127.0.0.1:0", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }))
	w.server("flood.example:80", listen(t, "127.0.0.1:0", func(c net.Conn) {
		answerOne(c, func(*http.Request) string {
			return "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2*maxHeader) + "\r\n\r\n"
		})
	}))
	w.server("odd.example:80", listen(t, "127.0.0.1:0", func(c net.Conn) { _, _ = io.WriteString(c, "220 mail\r\n") }))
	for _, c := range []struct {
		proxy, host, want string
		feed              string
	}{
		{"http://open.example:8080", serviceHost, "proxy ok, tls ok", "proxy ok, tls ok, answer ok"},
		{"http://open.example:8080", "down.example", "proxy proxy_refused", "proxy ok, tls ok, answer ok"},
		{"http://closed.example", serviceHost, "proxy proxy_auth", "proxy proxy_auth"},
		{"http://user:secret@closed.example", serviceHost, "proxy ok, tls ok", "proxy ok, tls ok, answer ok"},
		{"http://gone.example", serviceHost, "proxy proxy_unreachable", "proxy proxy_unreachable"},
		{"http://mute.example", serviceHost, "proxy proxy_unreachable", "proxy proxy_unreachable"},
		{"http://flood.example", serviceHost, "proxy proxy_unreachable", "proxy proxy_unreachable"},
		{"http://odd.example", serviceHost, "proxy proxy_unreachable", "proxy proxy_unreachable"},
		{"socks5://socks.example", serviceHost, "proxy ok, tls ok", "proxy ok, tls ok, answer ok"},
		{"socks5://socks.example", "down.example", "proxy proxy_refused", "proxy ok, tls ok, answer ok"},
		{"socks5://socks-login.example", serviceHost, "proxy proxy_auth", "proxy proxy_auth"},
		{"socks5://gone.example", serviceHost, "proxy proxy_unreachable", "proxy proxy_unreachable"},
		{"gopher://open.example:8080", serviceHost, "proxy proxy_unreachable", "proxy proxy_unreachable"},
	} {
		u, err := url.Parse(c.proxy)
		if err != nil {
			t.Fatal(err)
		}
		p := w.params(a)
		p.Proxy = http.ProxyURL(u)
		if u.Host == "mute.example" {
			p.Timing.Proxy = brief
		}
		r, err := Run(t.Context(), p, Request{Feed: feedURL, Hosts: []string{c.host}, Approved: []string{c.host, feedHost}})
		if err != nil {
			t.Fatal(err)
		}
		h := r.Hosts[0]
		if outcomes(h) != c.want || outcomes(*r.Feed) != c.feed || !h.Proxied || !r.Feed.Proxied || h.V4+h.V6 != "" {
			t.Errorf("%s, %s: %s; feed %s", c.proxy, c.host, outcomes(h), outcomes(*r.Feed))
		}
		want := CannotReach
		switch {
		case h.Reached():
			want = ReachedNone
		case !r.Feed.Reached():
			want = YourConnection
		}
		if got := Judge(r, "operational", false); got != want {
			t.Errorf("%s, %s: %s, want %s", c.proxy, c.host, got, want)
		}
		for _, s := range append(slices.Clone(h.Steps), r.Feed.Steps...) {
			if strings.Contains(s.Detail, "secret") {
				t.Errorf("%s tells the password: %s", c.proxy, s.Detail)
			}
		}
	}
	asked, dialled := w.saw()
	if len(asked) > 0 {
		t.Errorf("DNS was asked for %q", asked)
	}
	for _, d := range dialled {
		if !strings.HasPrefix(d, "tcp ") {
			t.Errorf("dialled %s beside the proxy", d)
		}
	}
	if !slices.Contains(open.asked, "CONNECT "+serviceHost+":443") {
		t.Errorf("asked %q", open.asked)
	}
}

func TestProxySettingThatCannotBeRead(t *testing.T) {
	w := newWires(t)
	p := w.params(newAuthority(t))
	p.Proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("http://user:secret@ bad") }
	r, err := Run(t.Context(), p, Request{Hosts: []string{serviceHost}, Approved: []string{serviceHost}})
	if err != nil || outcomes(r.Hosts[0]) != "proxy proxy_unreachable" || strings.Contains(r.Hosts[0].Steps[0].Detail, "secret") {
		t.Errorf("%+v, %v", r.Hosts, err)
	}
}

// A feed on this device is asked without the proxy.
func TestProxyIsNotForThisDevice(t *testing.T) {
	w := newWires(t)
	w.server("127.0.0.1:8080", listen(t, "127.0.0.1:0", func(c net.Conn) { answerOne(c, func(*http.Request) string { return jsonAnswer }) }))
	p := w.params(newAuthority(t))
	p.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://gone.example") }
	r, err := Run(context.Background(), p, Request{Feed: "ws://127.0.0.1:8080", Approved: []string{"127.0.0.1"}})
	if err != nil || outcomes(*r.Feed) != "tcp ok, answer ok" || r.Feed.Proxied {
		t.Errorf("%s, %v", outcomes(*r.Feed), err)
	}
}
