package app

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	fynetest "fyne.io/fyne/v2/test"

	"bokgu/app/probe"
	"bokgu/sync/feed"
	"bokgu/sync/store"
	"bokgu/views"
)

// nowhere is a network in which every name has an address and nobody answers.
type nowhere struct{ asked chan string }

func (n nowhere) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.asked <- strings.TrimSuffix(host, ".")
	return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
}

// settle does what waits for the UI goroutine, which is the test's, until a
// condition holds.
func (w *uiQueue) settle(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for !holds() {
		select {
		case f := <-w.calls:
			f()
		case <-deadline:
			t.Fatal("not in time: " + what)
		}
	}
}

// uiQueue holds what other goroutines want done on the UI goroutine.
type uiQueue struct{ calls chan func() }

// newProber is an App that follows a feed with a document, and its dialog.
func newProber(t *testing.T) (*App, *probing, nowhere, *uiQueue) {
	t.Helper()
	fynetest.NewTempApp(t)
	a := newApp(t, t.TempDir())
	sub := store.Subscription{ID: "s", URL: "wss://feed.example"}
	if err := a.user.Update(func(u *store.User) { u.Feeds = append(u.Feeds, sub) }); err != nil {
		t.Fatal(err)
	}
	a.model.change(func(st *state) { st.feeds = []views.Feed{{ID: "s", URL: sub.URL, Name: "s"}} })
	a.model.open("s")
	doc := document(feed.MajorOutage, 1)
	doc.Feed.URL = "https://www.service.example/status"
	a.model.screen("s").Accepted(accepted(doc))
	world := nowhere{make(chan string, 16)}
	p := newProbing(a)
	p.params = func() probe.Params {
		return probe.Params{
			Resolver: world,
			Dial:     func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("nobody there") },
		}
	}
	ui := &uiQueue{make(chan func(), 256)}
	p.do = func(f func()) { ui.calls <- f }
	return a, p, world, ui
}

func TestProbingAsksOnlyWhomTheReaderApproved(t *testing.T) {
	a, p, world, ui := newProber(t)
	w := fynetest.NewTempWindow(t, nil)
	p.show(w.Canvas(), "s", "chat")
	if len(world.asked) > 0 {
		t.Fatal("opening the dialog asks somebody")
	}
	if p.add("http://odd") || !p.add("Other.Example") {
		t.Error("what may be typed is read wrongly")
	}
	p.run()
	ui.settle(t, "the end", func() bool { return p.state == views.ProbeDone })
	close(world.asked)
	var asked []string
	for host := range world.asked {
		asked = append(asked, host)
	}
	slices.Sort(asked)
	if asked = slices.Compact(asked); !slices.Equal(asked, []string{"feed.example", "other.example"}) {
		t.Errorf("asked %q", asked)
	}
	if p.result == nil || len(p.result.Hosts) != 1 || p.result.Feed == nil {
		t.Fatalf("%+v", p.result)
	}
	if s := a.snapshotNow(); s.Services[0].Status != feed.MajorOutage {
		t.Error("the operator's word was changed")
	}
	eventually(t, "the file", func() bool { return slices.Equal(a.user.Get().Hosts["s"], []string{"other.example"}) })

	p.dialog.Hide()
	p.show(w.Canvas(), "s", "")
	if p.result != nil || !slices.Equal(p.typed, []string{"other.example"}) {
		t.Errorf("opened again: %+v, typed %q", p.result, p.typed)
	}
	p.approve("other.example", false)
	eventually(t, "the file", func() bool { return len(a.user.Get().Hosts["s"]) == 0 })
}

// What a measurement finds after its dialog was closed goes nowhere.
func TestProbingDropsWhatComesTooLate(t *testing.T) {
	_, p, world, ui := newProber(t)
	w := fynetest.NewTempWindow(t, nil)
	p.show(w.Canvas(), "s", "")
	hold := make(chan struct{})
	p.params = func() probe.Params {
		return probe.Params{Resolver: world, Dial: func(context.Context, string, string) (net.Conn, error) {
			<-hold
			return nil, errors.New("nobody there")
		}}
	}
	p.run()
	<-world.asked
	p.dialog.Hide()
	p.show(w.Canvas(), "s", "")
	again := make(chan struct{})
	late := p.params
	p.params = func() probe.Params {
		r := late()
		r.Dial = func(context.Context, string, string) (net.Conn, error) {
			<-again
			return nil, errors.New("nobody there")
		}
		return r
	}
	close(hold)
	p.run()
	<-world.asked
	// What the first one found has come by now, if it comes at all.
	for range len(ui.calls) {
		(<-ui.calls)()
	}
	if p.state != views.ProbeRunning || p.result != nil {
		t.Errorf("state %v, result %+v", p.state, p.result)
	}
	close(again)
	ui.settle(t, "the end", func() bool { return p.state == views.ProbeDone })
}
