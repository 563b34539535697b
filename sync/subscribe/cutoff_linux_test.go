package subscribe

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/server"
	"bokgu/sync/wire"
)

// station says where the server of the other namespace is, as one line of JSON.
type station struct {
	URL, Root         string
	Certificate, Feed []byte
}

// Two networks with one cable between them: the client in one, the edge in the
// other, each in a namespace of its own. The cable is cut without a word, and
// pulled out so that the kernel says so. What is published meanwhile comes when
// the cable is back, once; without a network nobody knocks.
func TestCutOffs(t *testing.T) {
	switch os.Getenv(inNamespace) {
	case "":
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "unshare", "-rn", os.Args[0], "-test.run=^TestCutOffs$", "-test.v")
		cmd.Env = append(os.Environ(), inNamespace+"=client")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	case "client":
		followAcross(t)
	case "server":
		serveAcross(t)
	}
}

// impatient is the table for a cable of a metre: what hangs is noticed within a
// second.
func impatient() wire.Timing {
	t := quick()
	t.Ping, t.PongGrace, t.Dial, t.Hello = 300*time.Millisecond, 500*time.Millisecond, time.Second, time.Second
	t.BackoffCap = 200 * time.Millisecond
	return t
}

// ip runs ip(8).
func ip(t *testing.T, args string) {
	t.Helper()
	if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v: %s", args, err, out)
	}
}

// serveAcross is the other namespace: it does what its standard input says and
// answers each line with one.
func serveAcross(t *testing.T) {
	var pub *publication
	fmt.Println("ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		verb, rest, _ := strings.Cut(in.Text(), " ")
		switch verb {
		case "ip":
			ip(t, rest)
		case "publish":
			pub.publish(t, feed.ComponentStatus(rest), nil)
		case "serve":
			pub = newPublication(t, server.Params{Timing: impatient()})
			listener, err := net.Listen("tcp", rest+":0")
			if err != nil {
				t.Fatal(err)
			}
			ts := httptest.NewUnstartedServer(pub.edge)
			_ = ts.Listener.Close()
			ts.Listener = listener
			ts.Config.ErrorLog = log.New(io.Discard, "", 0)
			ts.StartTLS()
			line, err := json.Marshal(station{ts.URL, pub.root, ts.Certificate().Raw, pub.profile})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println(string(line))
			continue
		}
		fmt.Println("done")
	}
	os.Exit(0) // without the words of a test
}

// far is the other namespace as the client's process sees it.
type far struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
	pid int
}

func newFar(t *testing.T) *far {
	t.Helper()
	cmd := exec.Command("unshare", "-n", os.Args[0], "-test.run=^TestCutOffs$")
	cmd.Env = append(os.Environ(), inNamespace+"=server")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the other namespace: %v", err)
		}
	})
	f := &far{t, stdin, bufio.NewScanner(stdout), cmd.Process.Pid}
	if got := f.line(); got != "ready" {
		t.Fatalf("it says %q", got)
	}
	return f
}

func (f *far) line() string {
	f.t.Helper()
	if !f.out.Scan() {
		f.t.Fatal("the other namespace has ended")
	}
	return f.out.Text()
}

func (f *far) do(line string) string {
	f.t.Helper()
	if _, err := io.WriteString(f.in, line+"\n"); err != nil {
		f.t.Fatal(err)
	}
	return f.line()
}

func followAcross(t *testing.T) {
	other := newFar(t)
	ip(t, "link set lo up")
	ip(t, "link add v0 type veth peer name v1")
	ip(t, "link set v1 netns "+strconv.Itoa(other.pid))
	ip(t, "addr add 10.9.7.1/24 dev v0")
	ip(t, "link set v0 up")
	other.do("ip link set lo up")
	other.do("ip addr add 10.9.7.2/24 dev v1")
	other.do("ip link set v1 up")
	var st station
	if err := json.Unmarshal([]byte(other.do("serve 10.9.7.2")), &st); err != nil {
		t.Fatal(err)
	}
	other.do("publish operational")
	certificate, err := x509.ParseCertificate(st.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := envelope.OpenProfile(st.Feed, st.Root, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(certificate)

	l := &listener{}
	p := l.params(newPress(t, time.Now), newPipes(t, http.NotFoundHandler()))
	p.URL, p.Profile, p.Timing = st.URL, profile, impatient()
	p.TLS = &tls.Config{RootCAs: roots, ServerName: "example.com"} // the name in httptest's certificate
	p.Network = nil                                                // that of this namespace
	var knocks atomic.Int64
	p.NetDialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		knocks.Add(1)
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	start(t, p)
	states := func(n int) func() bool {
		return func() bool { return l.taken() == n && l.last().State == Live }
	}
	until(t, "the first document", states(1))

	// Cut without a word: nothing answers any more, and the kernel says nothing.
	other.do("ip addr del 10.9.7.2/24 dev v1")
	until(t, "silence is noticed", func() bool { return l.last().State != Live })
	if h := l.last(); l.taken() != 1 || h.Reason == NoNetwork {
		t.Errorf("after the cut: %d documents, %+v", l.taken(), h)
	}
	other.do("publish major_outage")
	other.do("ip addr add 10.9.7.2/24 dev v1")
	until(t, "what came meanwhile", states(2))

	// Pulled out: the kernel says so, and nobody knocks until it is back.
	ip(t, "link set v0 down")
	until(t, "no network", func() bool { return l.last().State == Waiting && l.last().Reason == NoNetwork })
	before := knocks.Load()
	for _, state := range []string{"partial_outage", "degraded_performance", "operational"} {
		other.do("publish " + state)
	}
	if n := knocks.Load() - before; n != 0 {
		t.Errorf("%d attempts without a network", n)
	}
	ip(t, "link set v0 up")
	until(t, "what came meanwhile", states(3))
	last := l.nth(2)
	if got := last.Status.Component("text").Status; got != feed.Operational || len(last.Changes) != 3 || last.Digest {
		t.Errorf("caught up with %s and %d changes, a digest: %v", got, len(last.Changes), last.Digest)
	}
	if ids := l.ids(); len(ids) != len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
		t.Errorf("twice: %q", ids)
	}
}
