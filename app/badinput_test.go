package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetest "fyne.io/fyne/v2/test"
	"github.com/gorilla/websocket"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
	"bokgu/views"
)

// oneFrame is a log that keeps the newest frame.
type oneFrame struct{ publish.Frame }

func (o *oneFrame) Append(_ context.Context, f publish.Frame) error {
	o.Frame = f
	return nil
}

// badFeed is a signed live feed that sends one good document and then whatever
// a test wants.
type badFeed struct {
	t       *testing.T
	signer  *envelope.Signer
	profile []byte
	good    publish.Frame
	doc     *feed.Status
	after   func(*badFeed, *websocket.Conn)
	sub     store.Subscription
}

func newBadFeed(t *testing.T, after func(*badFeed, *websocket.Conn)) *badFeed {
	t.Helper()
	b := &badFeed{t: t, after: after}
	root, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if b.signer, err = envelope.NewRandomSigner(rand.Reader); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	now := time.Now()
	b.profile, err = envelope.SignProfile(&envelope.Profile{
		FeedID: "f", Mode: feed.ModeLive, Name: feed.Plain("예시"), Version: 1,
		IssuedAt: now.Add(-time.Hour), ExpiresAt: now.Add(24 * time.Hour),
		Origins: []string{server.URL}, PublishKeys: []envelope.Key{b.signer.Key()},
	}, root)
	if err != nil {
		t.Fatal(err)
	}
	var log oneFrame
	p, err := publish.New(publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "f", Name: feed.Plain("예시"), TimeZone: "Asia/Seoul"},
		Signer: b.signer, Epoch: "e", EpochStarted: now.Add(-time.Hour), Now: time.Now, Log: &log,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.doc, err = p.Publish(t.Context(), feed.Status{Components: []feed.Component{
		{ID: "chat", Name: feed.Plain("대화방"), Status: feed.MajorOutage, Since: now.Add(-time.Hour)},
	}}, now)
	if err != nil {
		t.Fatal(err)
	}
	b.good = log.Frame
	b.sub = store.Subscription{ID: "s", URL: server.URL, Root: root.Key().ID}
	return b
}

func (b *badFeed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == wire.ProfilePath {
		_, _ = w.Write(b.profile)
		return
	}
	up := websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	hello, err := json.Marshal(wire.Hello{ServerTime: time.Now(), PingMS: 25_000, Epoch: b.good.Epoch, Seq: b.good.Seq, Cursor: wire.CursorUnknown})
	if err != nil {
		b.t.Error(err)
	}
	b.send(conn, wire.TypeHello, hello)
	b.send(conn, wire.TypeStatus, b.good.Status)
	b.after(b, conn)
	for { // until the client leaves
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
	}
}

func (b *badFeed) send(conn *websocket.Conn, eventType string, data []byte) {
	raw, err := wire.NewEvent(eventType, rand.Text(), time.Now(), data).Encode()
	if err != nil {
		b.t.Error(err)
	}
	_ = conn.WriteMessage(websocket.TextMessage, raw) // the client may have left already
}

// signed sends another document, signed as it should be.
func (b *badFeed) signed(change func(*feed.Status)) func(*badFeed, *websocket.Conn) {
	return func(b *badFeed, conn *websocket.Conn) {
		d := *b.doc
		d.Seq++
		change(&d)
		payload, err := json.Marshal(&d)
		if err != nil {
			b.t.Error(err)
		}
		raw, err := b.signer.Sign(envelope.StatusType(feed.ModeLive), payload)
		if err != nil {
			b.t.Error(err)
		}
		b.send(conn, wire.TypeStatus, raw)
	}
}

// onScreen collects the words that a person sees.
func onScreen(o fyne.CanvasObject) []string {
	var out []string
	switch o := o.(type) {
	case *canvas.Text:
		if o.Visible() && o.Text != "" {
			out = append(out, o.Text)
		}
	case *container.Scroll:
		out = onScreen(o.Content)
	case *fyne.Container:
		for _, c := range o.Objects {
			if c.Visible() {
				out = append(out, onScreen(c)...)
			}
		}
	case fyne.Widget:
		for _, c := range fynetest.WidgetRenderer(o).Objects() {
			if c.Visible() {
				out = append(out, onScreen(c)...)
			}
		}
	}
	return out
}

// Whatever comes after a good document: that one stays on the screen, and why
// nothing newer is shown stands above it, in the reader's words.
func TestBadInputLeavesTheLastGoodStateOnScreen(t *testing.T) {
	fynetest.NewTempApp(t)
	var b *badFeed
	text := func(s string) func(*badFeed, *websocket.Conn) {
		return func(_ *badFeed, c *websocket.Conn) { _ = c.WriteMessage(websocket.TextMessage, []byte(s)) }
	}
	for _, tc := range []struct {
		name   string
		reason subscribe.Reason
		after  func(*badFeed, *websocket.Conn)
	}{
		{"frame that is no JSON", subscribe.Protocol, text("{")},
		{"frame that is no text", subscribe.Protocol, func(_ *badFeed, c *websocket.Conn) { _ = c.WriteMessage(websocket.BinaryMessage, []byte{0}) }},
		{"frame that is too big", subscribe.TooBig, text(strings.Repeat(" ", wire.MaxWireBytes+1))},
		{"envelope of another shape", subscribe.RefusedEnvelope, func(b *badFeed, c *websocket.Conn) { b.send(c, wire.TypeStatus, []byte(`{"no":"envelope"}`)) }},
		{"envelope of an unknown key", subscribe.RefusedKey, func(b *badFeed, c *websocket.Conn) {
			stranger, err := envelope.NewRandomSigner(rand.Reader)
			if err != nil {
				b.t.Error(err)
			}
			raw, err := stranger.Sign(envelope.StatusType(feed.ModeLive), []byte(`{}`))
			if err != nil {
				b.t.Error(err)
			}
			b.send(c, wire.TypeStatus, raw)
		}},
		{"envelope of a replay", subscribe.RefusedEnvelope, func(b *badFeed, c *websocket.Conn) {
			raw, err := b.signer.Sign(envelope.StatusType(feed.ModeReplay), []byte(`{}`))
			if err != nil {
				b.t.Error(err)
			}
			b.send(c, wire.TypeStatus, raw)
		}},
		{"document without a field", subscribe.RefusedDocument, b.signed(func(d *feed.Status) { d.Epoch = "" })},
		{"document of another feed", subscribe.RefusedFeed, b.signed(func(d *feed.Status) { d.Feed.ID = "other" })},
		{"older document", subscribe.RefusedOlder, b.signed(func(d *feed.Status) { d.EpochStarted = d.EpochStarted.Add(-time.Hour); d.Epoch = "e0" })},
		{"same number, other content", subscribe.RefusedConflict, b.signed(func(d *feed.Status) { d.Seq--; d.Components = nil })},
		{"document from the future", subscribe.RefusedFuture, b.signed(func(d *feed.Status) { d.Epoch = "e9"; d.EpochStarted = time.Now().Add(48 * time.Hour) })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bad := newBadFeed(t, tc.after)
			d := newDevice(t, t.TempDir())
			d.follow(bad.sub)
			var snap *views.Snapshot
			eventually(t, "the refusal", func() bool {
				d.model.mu.Lock()
				defer d.model.mu.Unlock()
				snap = d.model.snapshot()
				return d.model.st.by[bad.sub.ID].health.Reason == tc.reason && snap.Status != nil && len(snap.Notices) > 0
			})
			d.close()
			shell := views.NewShell(&views.Actions{}, views.ShellOptions{})
			w := fynetest.NewTempWindow(t, shell.Object())
			w.Resize(fyne.NewSize(1180, 820))
			shell.Update(snap)
			words := onScreen(shell.Object())
			if !slices.Contains(words, "대화방") || !slices.Contains(words, "장애") {
				t.Errorf("the last good state is gone: %q", words)
			}
			want := snap.Loc.T("problem."+string(tc.reason), nil)
			if !slices.ContainsFunc(words, func(s string) bool { return strings.HasPrefix(s, want) }) {
				t.Errorf("%q is not said: %q", want, words)
			}
			for _, s := range words {
				if strings.Contains(s, "0x") || strings.Contains(s, "err") || strings.Contains(s, "websocket") {
					t.Errorf("a raw error on screen: %q", s)
				}
			}
		})
	}
}
