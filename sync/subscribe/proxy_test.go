package subscribe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestProxySetting(t *testing.T) {
	request, err := http.NewRequest(http.MethodGet, "https://feed.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[string]string{
		"direct":                      "<nil>",
		" http://proxy.example:3128 ": "http://proxy.example:3128",
		"http://proxy.example/":       "http://proxy.example/",
		"socks5://[::1]:1080":         "socks5://[::1]:1080",
	} {
		f, err := Proxy(setting)
		if err != nil {
			t.Errorf("%q: %v", setting, err)
			continue
		}
		u, err := f(request)
		if got := fmt.Sprint(u); err != nil || got != want {
			t.Errorf("%q: %s, %v", setting, got, err)
		}
	}
	if f, err := Proxy(""); f == nil || err != nil {
		t.Errorf("the environment: %v", err)
	}
	for _, setting := range []string{
		"proxy.example:3128", "https://proxy.example", "http://", "http://u:hunter2@proxy.example",
		"http://proxy.example/x", "http://proxy.example?hunter2", "http://hunter2%zz", "ftp://x",
	} {
		if _, err := Proxy(setting); !errors.Is(err, ErrProxy) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", setting, err)
		}
	}
}

// The password comes from the callback, goes only to the proxy, and is asked for
// again after the proxy has refused it; this machine is reached directly.
func TestProxyLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		var mu sync.Mutex
		var seen []string
		n := newPipes(t, http.NotFoundHandler())
		n.fail = func(context.Context, int) (net.Conn, error) {
			client, server := net.Pipe()
			go func() {
				defer server.Close()
				r, err := http.ReadRequest(bufio.NewReader(server))
				if err != nil {
					return
				}
				mu.Lock()
				seen = append(seen, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
				mu.Unlock()
				_, _ = io.WriteString(server, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
			}()
			return client, nil
		}
		l := &listener{}
		log, text := logger()
		params := l.params(p, n)
		params.URL, params.Logger = "wss://edge.example", log
		params.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.example:3128"})
		logins := 0
		params.ProxyLogin = func(_ context.Context, host string) (string, string, error) {
			logins++
			if logins == 3 {
				return "", "", errors.New("locked hunter2")
			}
			return host, "hunter2", nil
		}
		start(t, params)
		pass(20 * time.Minute)
		const basic = "Basic cHJveHkuZXhhbXBsZTozMTI4Omh1bnRlcjI=" // proxy.example:3128:hunter2
		equal(t, "seen", seen, []string{"CONNECT edge.example:443 " + basic, "CONNECT edge.example:443 " + basic})
		equal(t, "asked", logins, 3)
		equal(t, "reason", l.last().Reason, ProxyAuth)
		if strings.Contains(text()+fmt.Sprintf("%+v", l.healths), "hunter2") {
			t.Error("the password is in the log or a condition")
		}
		equal(t, "proxies", n.dialled()[0], "proxy.example:3128")
	})
	tr := newTransport(nil, http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.example:3128"}), nil, nil)
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]"} {
		r, err := http.NewRequest(http.MethodGet, "http://"+host+":80/", nil)
		if err != nil {
			t.Fatal(err)
		}
		if u, err := tr.proxy(r); u != nil || err != nil {
			t.Errorf("%s goes through %v, %v", host, u, err)
		}
	}
}

// gorilla panics on a proxy whose status line has no text. The program does not.
func TestProxyWithoutWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPress(t, time.Now)
		n := newPipes(t, http.NotFoundHandler())
		n.fail = answers("HTTP/1.1 407\r\n\r\n")
		l := &listener{}
		params := l.params(p, n)
		params.URL = "wss://edge.example"
		params.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.example:3128"})
		start(t, params)
		pass(3 * time.Second)
		equal(t, "condition", string(l.last().State)+" "+string(l.last().Reason), "waiting unreachable")
	})
}
