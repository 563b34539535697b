package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers every question for an A record with the next of addresses, and
// again with the last.
func nameServer(t *testing.T, asked *atomic.Int32, addresses ...string) *net.Resolver {
	t.Helper()
	listener, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		b := make([]byte, 1500)
		for {
			n, from, err := listener.ReadFrom(b)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(b[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				i := min(int(asked.Add(1)), len(addresses)) - 1
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: netip.MustParseAddr(addresses[i]).As4()},
				}}
			}
			if out, err := m.Pack(); err == nil {
				_, _ = listener.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", listener.LocalAddr().String())
	}}
}

// A public name that leads into a private network is found out when it is dialed,
// also one that led elsewhere a moment ago.
func TestANameThatIsRebound(t *testing.T) {
	var reached atomic.Bool
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(server.Close)
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	for name, addresses := range map[string][]string{
		"this machine":              {"127.0.0.1"},
		"the network it stands in":  {"192.168.0.1"},
		"a cloud's metadata":        {"169.254.169.254"},
		"public first, then inside": {"192.0.2.1", "127.0.0.1"}, // a documentation address counts as private as well
	} {
		var asked atomic.Int32
		c := NewClient(ClientParams{Proxy: noProxy, Resolver: nameServer(t, &asked, addresses...), Timeout: 5 * time.Second})
		for range addresses {
			if _, err := c.Get(t.Context(), "https://status.rebind.example"+port+"/api/v2/summary.json", Validators{}); !errors.Is(err, ErrPrivate) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if int(asked.Load()) < len(addresses) {
			t.Errorf("%s: the name was asked for %d times", name, asked.Load())
		}
	}
	if reached.Load() {
		t.Error("the server was reached")
	}
}

// A page that redirects into a private network is refused, and what is there is never
// asked.
func TestARedirectIntoAPrivateNetwork(t *testing.T) {
	var inside atomic.Bool
	private := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { inside.Store(true) }))
	t.Cleanup(private.Close)
	to := ""
	public := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }))
	t.Cleanup(public.Close)
	roots := x509.NewCertPool()
	roots.AddCert(public.Certificate())
	// The page's name is public; its connection ends at the test's server.
	c := NewClient(ClientParams{Proxy: noProxy, RootCAs: roots, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, public.Listener.Addr().String())
	}})
	t.Cleanup(c.CloseIdleConnections)
	for _, to = range []string{private.URL, strings.Replace(private.URL, "http:", "https:", 1), "https://10.0.0.1/", "https://[::1]/", "https://metadata.internal/", "https://2130706433/", "http://example.com/plain", "https://me:you@example.com/"} {
		if _, err := c.Get(t.Context(), "https://example.com/api/v2/summary.json", Validators{}); !errors.Is(err, ErrPrivate) && !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", to, err)
		}
	}
	if inside.Load() {
		t.Error("what is inside was asked")
	}
}

// What unpacks to more than an answer may have is cut where the limit is, whatever it
// would have become.
func TestAGzipBomb(t *testing.T) {
	const size = 8 * MaxBody
	var bomb bytes.Buffer
	z, err := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(z, blanks{}, size); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	}))
	t.Cleanup(server.Close)
	answer, err := client(t, nil, 20*time.Second).Get(t.Context(), server.URL, Validators{})
	if err != nil || len(answer.Body) != MaxBody+1 || bomb.Len() > MaxBody {
		t.Errorf("%d bytes of %d, %v", len(answer.Body), bomb.Len(), err)
	}
	if _, err := Read(answer.Body); !errors.Is(err, ErrPage) {
		t.Error(err)
	}
	// What is no gzip at all although it says so, and one that ends early.
	for name, body := range map[string][]byte{"none": []byte("{}"), "cut": bomb.Bytes()[:100]} {
		server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(body)
		})
		answer, err := client(t, nil, 5*time.Second).Get(t.Context(), server.URL, Validators{})
		if err == nil {
			t.Errorf("%s: %d bytes", name, len(answer.Body))
		}
	}
}

type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// The words for a certificate that is over, one that is not yet valid, and one that
// nobody vouches for.
func TestACertificateThatIsOver(t *testing.T) {
	for name, c := range map[string]struct {
		from, to time.Duration
		said     string
	}{
		"over":    {-48 * time.Hour, -24 * time.Hour, "has expired or is not valid yet"},
		"not yet": {24 * time.Hour, 48 * time.Hour, "has expired or is not valid yet"},
	} {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "status.example"}, NotBefore: time.Now().Add(c.from), NotAfter: time.Now().Add(c.to),
			IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
		server.StartTLS()
		t.Cleanup(server.Close)
		roots := x509.NewCertPool()
		roots.AddCert(cert)
		client := NewClient(ClientParams{AllowPrivate: true, RootCAs: roots, Proxy: noProxy})
		if _, err := client.Get(t.Context(), server.URL, Validators{}); !errors.Is(err, ErrCertificate) || !strings.Contains(err.Error(), c.said) {
			t.Errorf("%s: %v", name, err)
		}
		client.CloseIdleConnections()
	}
}

// FuzzDetect finds out what a host is that answers whatever it likes, under any address
// that a person could type: it asks that host alone, each document once, and never says
// that there is a page where none can be read.
func FuzzDetect(f *testing.F) {
	for i, name := range fixtures {
		f.Add([]string{"status.example", "https://status.example/ko", "status.example/status/club", "https://status.example/api/v2/summary.json", "https://status.example/index.json?x"}[i%5], fixture(f, name), i)
	}
	f.Fuzz(func(t *testing.T, typed string, body []byte, which int) {
		u, err := ParseAddress(typed, false)
		if err != nil {
			return
		}
		asked := make(map[string]bool)
		recipe, page, attempts, err := Detect(t.Context(), u, func(_ context.Context, address string, _ Validators) (Answer, error) {
			at, err := url.Parse(address)
			if err != nil || at.Host != u.Host || at.Scheme != "https" || asked[address] {
				t.Errorf("asked %q (%v), again: %v", address, err, asked[address])
			}
			asked[address] = true
			if n := len(asked) - 1; which >= 0 && n != which%20 {
				return Answer{Body: []byte("<html>"), URL: address}, nil
			}
			return Answer{Body: body, URL: address}, nil
		})
		if len(attempts) != len(asked) || len(asked) > 25 {
			t.Errorf("%d attempts, %d asked", len(attempts), len(asked))
		}
		_, none := Read(body)
		if (err == nil) != (page != nil) || err == nil && (none != nil || recipe.Main == "" || recipe.Provider != page.Provider) {
			t.Errorf("%+v, %+v, %v", recipe, page, err)
		}
	})
}
