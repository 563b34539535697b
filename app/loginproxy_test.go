package app

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// loginProxy is a proxy on a real socket that wants a login and knows one host.
type loginProxy struct {
	user, password string
	target         string // where status.example.com is
	url            string

	mu     sync.Mutex
	logins []string // every one that was tried, "" for none
}

func (p *loginProxy) note(login string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.logins = append(p.logins, login)
	return login == p.user+":"+p.password
}

func (p *loginProxy) tried() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.logins...)
}

func newLoginProxy(t *testing.T, scheme, user, password, target string) *loginProxy {
	t.Helper()
	p := &loginProxy{user: user, password: password, target: target}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.url = scheme + "://" + listener.Addr().String()
	serve := p.connect
	if scheme == "socks5" {
		serve = p.socks
	}
	var running sync.WaitGroup
	var mu sync.Mutex
	var open []net.Conn
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open = append(open, conn)
			mu.Unlock()
			running.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for _, c := range open {
			_ = c.Close()
		}
		mu.Unlock()
		running.Wait()
	})
	return p
}

// connect speaks HTTP CONNECT (RFC 9110, section 9.3.6).
func (p *loginProxy) connect(conn net.Conn) {
	in := bufio.NewReader(conn)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	login := ""
	if basic, ok := strings.CutPrefix(r.Header.Get("Proxy-Authorization"), "Basic "); ok {
		raw, _ := base64.StdEncoding.DecodeString(basic)
		login = string(raw)
	}
	switch {
	case !p.note(login):
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
	case r.Host != "status.example.com:443":
		_, _ = io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
	default:
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		p.through(conn, in)
	}
}

// socks speaks SOCKS5 (RFC 1928) with a name and a password (RFC 1929).
func (p *loginProxy) socks(conn net.Conn) {
	in := bufio.NewReader(conn)
	bytes := func(n int) []byte {
		b := make([]byte, n)
		if _, err := io.ReadFull(in, b); err != nil {
			return make([]byte, n)
		}
		return b
	}
	methods := bytes(int(bytes(2)[1]))
	if !strings.Contains(string(methods), "\x02") {
		p.note("")
		_, _ = conn.Write([]byte{5, 0xff})
		return
	}
	_, _ = conn.Write([]byte{5, 2})
	user := bytes(int(bytes(2)[1]))
	password := bytes(int(bytes(1)[0]))
	if !p.note(string(user) + ":" + string(password)) {
		_, _ = conn.Write([]byte{1, 1})
		return
	}
	_, _ = conn.Write([]byte{1, 0})
	head := bytes(4)
	host := ""
	if head[3] == 3 {
		host = string(bytes(int(bytes(1)[0])))
	}
	port := binary.BigEndian.Uint16(bytes(2))
	if host != "status.example.com" || port != 443 {
		_, _ = conn.Write([]byte{5, 2, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	_, _ = conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	p.through(conn, in)
}

func (p *loginProxy) through(conn net.Conn, in io.Reader) {
	out, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer out.Close()
	go func() {
		_, _ = io.Copy(out, in)
		_ = out.Close()
	}()
	_, _ = io.Copy(conn, out)
}
