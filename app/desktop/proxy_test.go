//go:build linux && desktop

package desktop

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/pem"
	"image"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bokgu/sync/scenario"
	"bokgu/sync/subscribe"
)

// behind is a feed of status.example.com that only a proxy with a login leads to. httptest's certificate is for *.example.com.
type behind struct {
	proxy, user, password string
	certificates          string        // file with the certificate that its server has
	let, refused          atomic.Int32  // by the proxy
	shut                  atomic.Bool   // it lets nobody through
	feed                  net.Addr      // where status.example.com is
	open                  chan net.Conn // to be closed at the end
}

const behindURL = "wss://status.example.com/v1/stream"

func serveBehindProxy(t *testing.T) *behind {
	t.Helper()
	recording, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	player, err := scenario.NewPlayer(scenario.PlayerParams{Scenario: recording, From: morning, Speed: 1, Origins: []string{"https://status.example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- player.Run(ctx) }()
	b := serveBehind(t, player.Handler())
	t.Cleanup(func() {
		cancel()
		<-ended
		stopping, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		if err := player.Shutdown(stopping); err != nil {
			t.Errorf("ending the feed: %v", err)
		}
	})
	return b
}

// serveBehind is a proxy with a login, and what answers as status.example.com behind it.
func serveBehind(t *testing.T, feed http.Handler) *behind {
	t.Helper()
	server := httptest.NewTLSServer(feed)
	b := &behind{user: "kim", password: "bokgu-test-" + rand.Text(), feed: server.Listener.Addr(), open: make(chan net.Conn, 1000)}
	b.certificates = filepath.Join(t.TempDir(), "certificates.pem")
	if err := os.WriteFile(b.certificates, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.proxy = listener.Addr().String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			b.open <- conn
			go b.lead(conn)
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		for len(b.open) > 0 {
			_ = (<-b.open).Close()
		}
		server.CloseClientConnections()
		server.Close()
	})
	return b
}

// lead answers one CONNECT.
func (b *behind) lead(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte(b.user+":"+b.password))
	switch {
	case b.shut.Load() || r.Header.Get("Proxy-Authorization") != want:
		b.refused.Add(1)
		_, _ = io.WriteString(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
		return
	case r.Host != "status.example.com:443":
		_, _ = io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
		return
	}
	out, err := net.Dial("tcp", b.feed.String())
	if err != nil {
		return
	}
	defer out.Close()
	b.let.Add(1)
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		_, _ = io.Copy(out, in)
		_ = out.Close()
	}()
	_, _ = io.Copy(conn, out)
}

// cut ends every connection through the proxy; it lets no new one through either.
func (b *behind) cut() {
	b.shut.Store(true)
	for len(b.open) > 0 {
		_ = (<-b.open).Close()
	}
}

// launchIn is launch with more environment.
func (s *Session) launchIn(t *testing.T, env []string, args ...string) (*Process, Window) {
	t.Helper()
	cmd := s.Command(program(t, "BOKGU_BIN"), args...)
	cmd.Env = append(cmd.Env, env...)
	p, err := s.Run(cmd)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.UntilWindow(within(t, 20*time.Second), p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resize(within(t, 5*time.Second), w, tall.X, tall.Y); err != nil {
		t.Fatal(err)
	}
	return p, w
}

// press presses keys, one after the other, as a person without a mouse does.
func (s *Session) press(t *testing.T, keys ...string) {
	t.Helper()
	if err := s.Key(within(t, 5*time.Second), keys...); err != nil {
		t.Fatal(err)
	}
}

// Areas of the tall window: the bar of notices, its button, the proxy's card when it was gone to, and the sheet that asks about a feed
// in the middle.
var (
	bar     = image.Rect(0, 0, 1180, 50)
	barEnd  = image.Rect(1000, 0, 1180, 50)
	network = image.Rect(96, 120, 1180, 700)
	sheet   = image.Rect(430, 500, 760, 860)
)

// A proxy that wants a login says so; the way to its setting is one press; the password is in the keyring and in no file.
func TestProxyWithALogin(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	feed := serveBehindProxy(t)
	s := begin(t, screen)
	data := filepath.Join(s.Dir(), "bokgu")
	flags := []string{"--data", data, "--lang", "ko", "--theme", "light"}
	trust := "SSL_CERT_FILE=" + feed.certificates
	p, w := s.launchIn(t, []string{trust, "HTTPS_PROXY=http://" + feed.proxy}, append(flags, "--feed", behindURL)...)

	s.untilSeen(t, 30*time.Second, w, bar, "요구해요")
	if feed.refused.Load() == 0 || feed.let.Load() != 0 {
		t.Errorf("the proxy refused %d and let through %d", feed.refused.Load(), feed.let.Load())
	}
	s.clickText(t, w, barEnd, "네트워크")
	s.clickText(t, w, network, "직접 넣기")
	s.clickText(t, w, network, "proxy.example.com")
	for i, text := range []string{feed.proxy, feed.user, feed.password} {
		if i > 0 {
			s.press(t, "Tab")
		}
		if err := s.Type(within(t, 20*time.Second), text); err != nil {
			t.Fatal(err)
		}
	}
	s.press(t, "Return")

	t.Run("the password is in the keyring", func(t *testing.T) {
		err := Until(within(t, 20*time.Second), "the keyring holds the password", func() (bool, error) {
			secrets, err := s.Secrets(t.Context())
			for _, secret := range secrets {
				if secret.Value == feed.password {
					return true, nil
				}
			}
			return false, err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("the feed comes through the proxy", func(t *testing.T) {
		s.clickText(t, w, rail, "현황")
		s.untilSeen(t, 60*time.Second, w, names, morningService)
		if feed.let.Load() == 0 {
			t.Error("the proxy let nobody through")
		}
	})
	t.Run("after a new start it comes from the keyring", func(t *testing.T) {
		quit(t, p)
		before := feed.let.Load()
		again, _ := s.launchIn(t, []string{trust}, flags...)
		err := Until(within(t, 30*time.Second), "the proxy lets the app through", func() (bool, error) {
			return feed.let.Load() > before, nil
		})
		if err != nil {
			t.Error(err)
		}
		quit(t, again)
	})
	t.Run("it is in no file", func(t *testing.T) {
		if files := holding(t, s.Dir(), feed.password); len(files) > 0 {
			t.Errorf("the password stands in %v", files)
		}
		if files := holding(t, data, feed.proxy); len(files) == 0 {
			t.Error("not even the proxy's address is in the data folder: the search proves nothing")
		}
	})
}

// A link asks before it adds anything, at the first start and from a second one.
func TestLink(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	s := begin(t, screen)
	feed := servePublic(t)
	profile, _, err := subscribe.FetchProfile(within(t, 10*time.Second), feed, "")
	if err != nil {
		t.Fatal(err)
	}
	link, err := subscribe.NewLink(feed, profile.Root.ID)
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(s.Dir(), "bokgu")
	flags := []string{"--data", data, "--lang", "ko", "--theme", "light"}
	p, w := s.launch(t, append(flags, link.String())...)

	s.untilSeen(t, 30*time.Second, w, sheet, "이 피드를 추가할까요", "비공식 피드", link.Host())
	s.press(t, "Tab", "space") // on the first button: cancel
	s.untilRead(t, 20*time.Second, w, head, "nothing was added", func(r Reading) bool { return r.Has("소식을 받는 곳이 없어요") })
	if code, _, stderr := s.said(t, append(flags, link.String()+"&token=x")...); code != 2 || strings.Count(stderr, "\n") != 1 {
		t.Errorf("a link with a token: exit code %d, %q", code, stderr)
	}
	if code, _, stderr := s.said(t, append(flags, link.String())...); code != 0 {
		t.Fatalf("the second start: exit code %d, %q", code, stderr)
	}
	s.untilSeen(t, 30*time.Second, w, sheet, "이 피드를 추가할까요", link.Host())
	s.press(t, "Tab", "Tab", "space")
	s.untilSeen(t, 30*time.Second, w, names, morningService)
	quit(t, p)
}

// servePublic is the recording on this machine, for everybody.
func servePublic(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	origin := "http://" + server.Listener.Addr().String()
	recording, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	player, err := scenario.NewPlayer(scenario.PlayerParams{Scenario: recording, From: morning, Speed: 1, Origins: []string{origin}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- player.Run(ctx) }()
	server.Config.Handler = player.Handler()
	server.Start()
	t.Cleanup(func() {
		cancel()
		<-ended
		stopping, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		if err := player.Shutdown(stopping); err != nil {
			t.Errorf("ending the feed: %v", err)
		}
		server.Close()
	})
	return "ws" + strings.TrimPrefix(origin, "http") + "/v1/stream"
}
