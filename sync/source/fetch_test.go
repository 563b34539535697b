package source

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestPrivateAddressesAreRefused(t *testing.T) {
	var asked atomic.Bool
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Store(true) }))
	t.Cleanup(server.Close)
	c := NewClient(ClientParams{Proxy: noProxy})
	for _, address := range []string{server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), "https://[::1]:1/", "http://1.1.1.1/", "https://a@1.1.1.1/"} {
		if _, err := c.Get(t.Context(), address, Validators{}); !errors.Is(err, ErrPrivate) && !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", address, err)
		}
	}
	// A name that leads there is found out when it is dialed.
	if err := c.control("tcp", "127.0.0.1:443", nil); !errors.Is(err, ErrPrivate) {
		t.Error(err)
	}
	if err := c.control("tcp", "1.1.1.1:443", nil); err != nil {
		t.Error(err)
	}
	// And so is a redirect, before it is followed.
	for address, allowed := range map[string]bool{"https://10.0.0.1/": false, "http://status.example/": false, "https://me@status.example/": false, "https://status.example/": true} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.redirect(&http.Request{URL: u}, nil); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
	if asked.Load() {
		t.Error("the server was asked")
	}
}

func TestCertificatesAreExplained(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshakes that are to fail
	server.StartTLS()
	t.Cleanup(server.Close)
	good := client(t, server, 5*time.Second)
	if _, err := good.Get(t.Context(), server.URL, Validators{}); err != nil {
		t.Error(err)
	}
	if _, err := good.Get(t.Context(), strings.Replace(server.URL, "127.0.0.1", "localhost", 1), Validators{}); !errors.Is(err, ErrCertificate) || !strings.Contains(err.Error(), "another name than localhost") {
		t.Error(err)
	}
	if _, err := client(t, nil, 5*time.Second).Get(t.Context(), server.URL, Validators{}); !errors.Is(err, ErrCertificate) || !strings.Contains(err.Error(), "vouches") {
		t.Error(err)
	}
	server.Close()
	if _, err := good.Get(t.Context(), server.URL, Validators{}); !errors.Is(err, ErrUnreachable) {
		t.Error(err)
	}
}

// One request of a host is under way at a time, of several hosts several.
func TestOneRequestOfAHostAtATime(t *testing.T) {
	var mu sync.Mutex
	now, most := map[string]int{}, 0
	arrived, let := make(chan string, 8), make(chan struct{})
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now[r.Host]++
		most = max(most, now[r.Host])
		mu.Unlock()
		arrived <- r.Host
		<-let
		mu.Lock()
		now[r.Host]--
		mu.Unlock()
	})
	a, b := httptest.NewServer(handler), httptest.NewServer(handler)
	t.Cleanup(a.Close)
	t.Cleanup(b.Close)
	c := client(t, nil, 20*time.Second)
	var all sync.WaitGroup
	for _, address := range []string{a.URL, a.URL, a.URL, b.URL} {
		all.Go(func() {
			if _, err := c.Get(t.Context(), address, Validators{}); err != nil {
				t.Error(err)
			}
		})
	}
	first, second := <-arrived, <-arrived
	if first == second {
		t.Error("two requests of one host")
	}
	close(let)
	all.Wait()
	if most != 1 {
		t.Errorf("%d requests of one host at a time", most)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done, err := c.turn(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := c.turn(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	done()
}

// A proxy is asked only for what may be asked for.
func TestThroughAProxy(t *testing.T) {
	seen := make(chan string, 8)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Method + " " + r.Host
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(proxy.Close)
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := NewClient(ClientParams{Proxy: http.ProxyURL(at)})
	t.Cleanup(c.CloseIdleConnections)
	if _, err := c.Get(t.Context(), "https://status.example/x", Validators{}); !errors.Is(err, ErrUnreachable) {
		t.Error(err)
	}
	if _, err := c.Get(t.Context(), "https://192.168.0.1/x", Validators{}); !errors.Is(err, ErrPrivate) {
		t.Error(err)
	}
	if got := <-seen; got != "CONNECT status.example:443" || len(seen) != 0 {
		t.Errorf("%s, and %d more", got, len(seen))
	}
}

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, "-5": 0, "999999999999": time.Hour, "90000": time.Hour, "soon": 0,
		"Tue, 10 Mar 2026 00:10:00 GMT": 10 * time.Minute, "Mon, 09 Mar 2026 00:10:00 GMT": 0, "Wed, 11 Mar 2026 00:10:00 GMT": time.Hour,
	} {
		if got := retryAfter(value, base); got != want {
			t.Errorf("%q: %s", value, got)
		}
	}
}
