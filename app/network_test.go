package app

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fynetest "fyne.io/fyne/v2/test"

	"bokgu/app/credential"
	"bokgu/app/notify"
	"bokgu/i18n"
	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/views"

	"github.com/gorilla/websocket"
)

// keyringInMemory is the system's keyring of a test.
type keyringInMemory struct {
	mu      sync.Mutex
	secrets map[string]string
}

func (k *keyringInMemory) Get(_, user string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s, ok := k.secrets[user]; ok {
		return s, nil
	}
	return "", credential.ErrNotFound
}

func (k *keyringInMemory) Set(_, user, secret string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.secrets[user] = secret
	return nil
}

func (k *keyringInMemory) Delete(_, user string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.secrets, user)
	return nil
}

func (k *keyringInMemory) holds() map[string]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := make(map[string]string)
	for id, s := range k.secrets {
		out[id] = s
	}
	return out
}

// bench is a whole App but for the toolkit's loop.
type bench struct {
	*App
	t       *testing.T
	keyring *keyringInMemory
}

func newBench(t *testing.T) *bench {
	t.Helper()
	fynetest.NewTempApp(t)
	a := &App{
		system: thisSystem,
		meta:   Metadata{ID: "app.bokgu.test"}, dir: t.TempDir(), log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		commands: make(chan func(context.Context), 64), ready: make(chan struct{}),
	}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	a.model = &Model{dispatch: func(f func()) { f() }, show: func(*views.Snapshot) {}, now: time.Now, log: a.log}
	a.model.st.loc = i18n.New("en")
	a.preview = &previewer{ctx: a.ctx, begin: a.ready, log: a.log, show: func(views.Preview) {}}
	a.openUser()
	a.openChoices()
	keyring := &keyringInMemory{secrets: make(map[string]string)}
	a.keeper = credential.New(credential.Params{Service: "test", Keyring: keyring, Changed: func(sub string) {
		a.do(func(context.Context) { a.credentialChanged(sub) })
	}})
	a.notifier = notify.Notifier(&screenOfNotices{})
	a.model.st.prefs = a.prefs()
	a.window = fynetest.NewTempWindow(t, nil)
	a.window.Resize(fyne.NewSize(800, 600))
	close(a.ready)
	a.openStore()
	a.worker.Go(func() {
		for {
			select {
			case <-a.ctx.Done():
				a.closeFeeds()
				return
			case f := <-a.commands:
				f(a.ctx)
			}
		}
	})
	t.Cleanup(func() {
		a.cancel()
		a.worker.Wait()
	})
	return &bench{App: a, t: t, keyring: keyring}
}

func (b *bench) snapshot() *views.Snapshot {
	b.model.mu.Lock()
	defer b.model.mu.Unlock()
	return b.model.snapshot()
}

// add adds a feed and says how that ended.
func (b *bench) add(r views.FeedRequest) (added bool, p *views.Problem) {
	b.t.Helper()
	b.addFeed(r, func(yes bool, problem *views.Problem) { added, p = yes, problem })
	return added, p
}

// says fails unless a problem is the one with a message id.
func (b *bench) says(p *views.Problem, id string, data map[string]any) {
	b.t.Helper()
	if want := b.model.localizer().T(id, data); p == nil || p.Text != want || p.Todo == "" {
		b.t.Errorf("said %+v, want %q", p, want)
	}
}

// operator is a feed with a certificate for status.example.com, on this device.
type operator struct {
	*badFeed
	addr string
	tls  *tls.Config
	root *envelope.Signer
}

const operatorURL = "wss://status.example.com/v1/stream"

func newOperator(t *testing.T, change func(*envelope.Profile)) *operator {
	t.Helper()
	root, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &badFeed{t: t, after: func(*badFeed, *websocket.Conn) {}}
	if b.signer, err = envelope.NewRandomSigner(rand.Reader); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(b)
	server.Config.ErrorLog = nil
	server.StartTLS()
	t.Cleanup(server.Close)
	now := time.Now()
	p := &envelope.Profile{
		FeedID: "f", Mode: feed.ModeLive, Name: feed.Plain("Example"), Version: 1,
		IssuedAt: now.Add(-time.Hour), ExpiresAt: now.Add(24 * time.Hour),
		Origins: []string{"https://status.example.com"}, PublishKeys: []envelope.Key{b.signer.Key()},
		Links: []envelope.Link{{Origin: "https://www.example.com", Label: feed.Plain("Help")}},
	}
	if change != nil {
		change(p)
	}
	if b.profile, err = envelope.SignProfile(p, root); err != nil {
		t.Fatal(err)
	}
	var log oneFrame
	pub, err := publish.New(publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "f", Name: feed.Plain("Example"), TimeZone: "Asia/Seoul"},
		Signer: b.signer, Epoch: "e", EpochStarted: now.Add(-time.Hour), Now: time.Now, Log: &log,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.doc, err = pub.Publish(t.Context(), feed.Status{Components: []feed.Component{
		{ID: "chat", Name: feed.Plain("Chat"), Status: feed.MajorOutage, Since: now.Add(-time.Hour)},
	}}, now)
	if err != nil {
		t.Fatal(err)
	}
	b.good = log.Frame
	return &operator{
		badFeed: b, addr: server.Listener.Addr().String(), root: root,
		tls: server.Client().Transport.(*http.Transport).TLSClientConfig,
	}
}

// reach finds the operator without a proxy and without DNS.
func (o *operator) reach() reach {
	return reach{tls: o.tls, dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "status.example.com:443" {
			address = o.addr
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
}

func (o *operator) link() string { return "bokgu:add?url=" + operatorURL + "&root=" + o.root.Key().ID }

// filesWith returns the files below a folder that hold a text.
func filesWith(t *testing.T, dir, text string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if strings.Contains(string(raw), text) {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (b *bench) setProxy(r views.ProxyRequest) (p *views.Problem) {
	b.t.Helper()
	b.saveProxy(r, func(problem *views.Problem) { p = problem })
	return p
}

func (b *bench) tryOut(r views.ProxyRequest) (said string, p *views.Problem) {
	b.t.Helper()
	b.testProxy(r, func(text string, problem *views.Problem) { said, p = text, problem })
	return said, p
}
