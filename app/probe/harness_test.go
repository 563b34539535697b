package probe

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/net/dns/dnsmessage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The names and addresses of the tests; none of them exists (RFC 2606, 5737, 3849).
const (
	serviceHost = "talk.service.example"
	feedHost    = "feed.example"
	feedURL     = "wss://feed.example/kakao/v1/stream"
)

// authority signs certificates.
type authority struct {
	key   *ecdsa.PrivateKey
	cert  *x509.Certificate
	roots *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{key: newKey(t), roots: x509.NewCertPool()}
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.roots.AddCert(a.cert)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue makes a certificate for names that ends at until.
func (a *authority) issue(t *testing.T, until time.Time, names ...string) tls.Certificate {
	t.Helper()
	key := newKey(t)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: until.Add(-2 * time.Hour), NotAfter: until,
		DNSNames: names, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// listen serves connections on this device until the test ends.
func listen(t *testing.T, address string, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(ctx, func() { conn.Close() })()
				serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		cancel()
		l.Close()
		running.Wait()
	})
	return l.Addr().String()
}

// handshakes notes what a TLS server was told.
type handshakes struct {
	mu    sync.Mutex
	names []string // SNI
	after int64    // bytes that followed the handshakes
}

// service is a host of the operator: a TLS handshake, and then whatever comes.
func (h *handshakes) service(cert tls.Certificate) func(net.Conn) {
	return func(conn net.Conn) {
		c := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}})
		if c.Handshake() != nil {
			return
		}
		n, _ := io.Copy(io.Discard, c)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.names, h.after = append(h.names, c.ConnectionState().ServerName), h.after+n
	}
}

// feedServer answers one request with the raw text of a response.
func feedServer(cert tls.Certificate, answer func(*http.Request) string) func(net.Conn) {
	return func(conn net.Conn) {
		c := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}})
		if c.Handshake() != nil {
			return
		}
		answerOne(c, answer)
	}
}

func answerOne(c net.Conn, answer func(*http.Request) string) {
	req, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	if text := answer(req); text != "" {
		_, _ = io.WriteString(c, text)
		return
	}
	_, _ = io.Copy(io.Discard, c) // silence
}

const jsonAnswer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

// wires is a made-up internet over sockets of this device: a DNS server that
// speaks UDP, and a table of which address is which listener.
type wires struct {
	mu      sync.Mutex
	names   map[string][]string // addresses of a name; nil: no such name
	servers map[string]string   // "192.0.2.1:443" → listener
	failing map[string]dnsmessage.RCode
	asked   []string // names asked for
	dialled []string
	dns     string
	silent  bool // DNS says nothing
	end     context.Context
}

func newWires(t *testing.T) *wires {
	t.Helper()
	w := &wires{names: map[string][]string{}, servers: map[string]string{}, failing: map[string]dnsmessage.RCode{}}
	w.end = t.Context()
	w.dns = w.serveDNS(t)
	return w
}

func (w *wires) name(name string, addresses ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names[name] = addresses
}

func (w *wires) server(address, listener string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.servers[address] = listener
}

// saw returns the names that DNS was asked for, and what was dialled.
func (w *wires) saw() (asked, dialled []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.asked), slices.Clone(w.dialled)
}

func (w *wires) serveDNS(t *testing.T) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 2048)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := w.reply(buf[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	t.Cleanup(func() {
		conn.Close()
		<-done
	})
	return conn.LocalAddr().String()
}

func (w *wires) reply(raw []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(raw) != nil || len(m.Questions) != 1 {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	q := m.Questions[0]
	name := strings.TrimSuffix(q.Name.String(), ".")
	w.asked = append(w.asked, name)
	if w.silent {
		return nil
	}
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	list, ok := w.names[name]
	if !ok {
		m.RCode = dnsmessage.RCodeNameError
	}
	if code, ok := w.failing[name]; ok {
		m.RCode = code
	}
	for _, a := range list {
		ip := netip.MustParseAddr(a)
		h := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1}
		switch {
		case ip.Is4() && q.Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: ip.As4()}})
		case ip.Is6() && q.Type == dnsmessage.TypeAAAA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}})
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil
	}
	return out
}

func (w *wires) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "udp", w.dns)
		if err == nil {
			// A lookup outlives its context by its own time-outs; no test does.
			context.AfterFunc(w.end, func() { conn.Close() })
		}
		return conn, errors.Join(err, w.end.Err())
	}}
}

var errNoWire = errors.New("network is unreachable")

func (w *wires) dial(ctx context.Context, network, address string) (net.Conn, error) {
	w.mu.Lock()
	w.dialled = append(w.dialled, network+" "+address)
	to, ok := w.servers[address]
	w.mu.Unlock()
	if !ok {
		return nil, errNoWire
	}
	return new(net.Dialer).DialContext(ctx, "tcp", to)
}

// patient is enough for whatever answers, on a machine that is busy with other
// things; a test of silence shortens the one step that is silent to brief.
func patient() Timing {
	const step = 20 * time.Second
	return Timing{DNS: step, TCP: step, TLS: step, Proxy: step, Answer: step, Family: step, Total: time.Minute}
}

const brief = 300 * time.Millisecond

func (w *wires) params(a *authority) Params {
	return Params{Resolver: w.resolver(), Dial: w.dial, TLS: &tls.Config{RootCAs: a.roots}, Timing: patient()}
}

// outcomes writes the steps of a target as "dns ok, tcp refused".
func outcomes(t Target) string {
	var out []string
	for _, s := range t.Steps {
		out = append(out, string(s.Name)+" "+string(s.Outcome))
	}
	return strings.Join(out, ", ")
}

// soon is when the certificates of the tests end.
func soon() time.Time { return time.Now().Add(time.Hour) }
