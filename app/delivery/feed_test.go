package delivery

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bokgu/app/alert"
	"bokgu/i18n"
	"bokgu/sync/feed"
	"bokgu/sync/scenario"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
)

// play serves a replay on a real socket.
func play(t *testing.T, from, until string, speed float64, clients int) (*scenario.Player, store.Subscription) {
	t.Helper()
	sc, err := scenario.Load("kakao-2022")
	if err != nil {
		t.Fatal(err)
	}
	moment := func(s string) time.Time {
		m, err := scenario.ParseTime(s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	p, err := scenario.NewPlayer(scenario.PlayerParams{
		Scenario: sc, From: moment(from), Until: moment(until), Speed: speed, WaitClients: clients,
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	addr, served, err := scenario.Serve(ctx, "127.0.0.1:0", p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return p, store.Subscription{ID: "s", URL: scenario.StreamURL(addr), Root: p.Root()}
}

// inKorean gives a device's feed a Korean reader.
func inKorean(p Params) Params {
	l := i18n.New("ko")
	p.Loc = func() *i18n.Localizer { return l }
	return p
}

// The whole way: a feed is published, travels over a real WebSocket, is verified,
// stored and shown, and the person is told of what they follow, and only of it.
func TestFromTheSocketToThePerson(t *testing.T) {
	player, sub := play(t, "2022-10-16T01:00", "2022-10-16T22:00", 36_000, 1)
	d := newDevice(t, t.TempDir())
	rules := alert.Rules{Follows: []string{"talk.text"}}
	f := d.start(inKorean(d.params(sub, rules)))
	eventually(t, "the end of the replay", func() bool {
		doc, _, _ := f.screen.seen()
		return player.State().Ended && doc != nil && doc.Replay != nil && !doc.Replay.At.Before(player.State().Until)
	})
	eventually(t, "the last alert", f.decided)
	held, err := d.db.Held(t.Context(), sub.ID)
	if err != nil || held.Status == nil || held.Status.Seq != f.Status().Seq {
		t.Fatalf("the store does not hold what is shown: %v", err)
	}
	if held.Library == nil {
		t.Error("the library is not in the store")
	}
	shown := d.notices.all()
	if len(shown) == 0 {
		t.Fatal("nobody was told anything")
	}
	text := false
	for _, n := range shown {
		if !strings.HasPrefix(n.Title, "[재현]") {
			t.Errorf("%q is not marked as a replay", n.Title)
		}
		if strings.Contains(n.Title+n.Body, "택시") {
			t.Errorf("told of what nobody follows: %q %q", n.Title, n.Body)
		}
		text = text || strings.Contains(n.Title+n.Body, "문자")
	}
	if !text {
		t.Errorf("not told of what is followed: %+v", shown)
	}
	d.close()

	// The next start knows it all before any network, and tells nothing twice.
	again := newDevice(t, d.dir)
	f = again.start(inKorean(again.params(sub, rules)))
	<-f.Opened()
	if doc := f.screen.opened.Status; doc == nil || doc.Seq != held.Status.Seq {
		t.Error("the last known state is not there at start")
	}
	if f.screen.opened.Library == nil {
		t.Error("the library is not there at start")
	}
	eventually(t, "the connection", f.live)
	eventually(t, "a look at the outbox", func() bool { return len(f.alerts.woken) == 0 && f.decided() })
	again.close()
	if told := again.notices.all(); len(told) > 0 {
		t.Errorf("told again: %+v", told)
	}
}

// A feed that is not there: what the store holds is shown, and why nothing newer
// comes is said.
func TestNoNetworkShowsTheLastKnownState(t *testing.T) {
	_, sub := play(t, "2022-10-16T08:00", "2022-10-16T09:00", 1, 0)
	d := newDevice(t, t.TempDir())
	f := d.start(d.params(sub, alert.Rules{}))
	eventually(t, "the first document", func() bool { return f.Status() != nil })
	d.close()

	again := newDevice(t, d.dir)
	sub.URL = "ws://127.0.0.1:1/v1/stream" // nobody listens there
	f = again.start(again.params(sub, alert.Rules{}))
	<-f.Opened()
	if h := f.screen.opened; h.Status == nil || h.LastContact.IsZero() {
		t.Errorf("the stored state is not shown: %+v", h)
	}
	eventually(t, "an explanation", func() bool {
		doc, h, _ := f.screen.seen()
		return doc != nil && h.State == subscribe.Waiting && h.Reason == subscribe.Unreachable
	})
}

// The outage comes at the heels of the first document, before anything was
// decided about that one. It is told all the same.
func TestWhatComesRightAfterTheFirstDocumentIsTold(t *testing.T) {
	d := newLifeline(t, t.TempDir(), &alert.Rules{}, noon)
	doc := document(feed.Identified)
	doc.Seq, doc.Components[0].Status = 2, down
	d.take(doc, feed.Change{ID: feed.ChangeID("e1", 2, 0), At: noon, Kind: feed.ChangeComponentStatus, ComponentID: "chat", From: string(up), To: string(down)})
	d.after(1, alert.Link{Live: true})
	d.told("after the second document", "chat")
}
