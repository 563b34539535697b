package app

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fynetest "fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/views"
)

// dialog is what lies over the window: its words, nil for none.
func (b *bench) dialog() []string {
	top := b.window.Canvas().Overlays().Top()
	if top == nil {
		return nil
	}
	return onScreen(top)
}

// press presses a button of the dialog.
func (b *bench) press(id string) {
	b.t.Helper()
	label := b.model.localizer().T(id, nil)
	var find func(fyne.CanvasObject) bool
	find = func(o fyne.CanvasObject) bool {
		if button, ok := o.(*widget.Button); ok && button.Text == label {
			fynetest.Tap(button)
			return true
		}
		switch o := o.(type) {
		case *fyne.Container:
			return slices.ContainsFunc(o.Objects, find)
		case fyne.Widget:
			return slices.ContainsFunc(fynetest.WidgetRenderer(o).Objects(), find)
		}
		return false
	}
	if top := b.window.Canvas().Overlays().Top(); top == nil || !find(top) {
		b.t.Fatalf("there is no button %q in %q", label, b.dialog())
	}
}

func (b *bench) has(words []string, want ...string) {
	b.t.Helper()
	all := strings.Join(words, " ")
	for _, w := range want {
		if !strings.Contains(all, w) {
			b.t.Errorf("%q is not said: %q", w, words)
		}
	}
}

func TestALinkAsksFirst(t *testing.T) {
	o := newOperator(t, nil)
	b := newBench(t)
	b.reach = o.reach()
	l := b.model.localizer()

	ended := make(chan bool, 1)
	answered := func(added bool, p *views.Problem) {
		if p != nil {
			t.Errorf("%+v", p)
		}
		ended <- added
	}
	// The name in the link is not to be seen.
	link := o.link() + "&name=Kakao"
	b.addFeed(views.FeedRequest{URL: link}, answered)
	root := strings.TrimPrefix(o.root.Key().ID, "sha256:")
	b.has(b.dialog(), l.T("offer.title", nil), "Example", "status.example.com", l.T("feed.confirmed", map[string]any{"Domain": "example.com"}), root[:4]+" "+root[4:8])
	if strings.Contains(strings.Join(b.dialog(), " "), "Kakao") {
		t.Errorf("what the link calls the feed is shown: %q", b.dialog())
	}
	if len(b.user.Get().Feeds) != 0 {
		t.Fatal("it was added without asking")
	}
	b.addFeed(views.FeedRequest{URL: link}, func(added bool, p *views.Problem) {
		if added || p != nil {
			t.Errorf("a second link while one is asked about: %v, %+v", added, p)
		}
	})
	b.press("action.cancel")
	if <-ended || len(b.user.Get().Feeds) != 0 || b.dialog() != nil {
		t.Fatalf("added after all: %+v, %q", b.user.Get().Feeds, b.dialog())
	}

	b.addFeed(views.FeedRequest{URL: link}, answered)
	b.press("settings.feed.add")
	if !<-ended {
		t.Fatal("not added")
	}
	if f := b.user.Get().Feeds; len(f) != 1 || f[0].URL != operatorURL || f[0].Root != o.root.Key().ID || f[0].Name != "Example" {
		t.Fatalf("%+v", f)
	}
	eventually(t, "the feed of the link", func() bool {
		s := b.snapshot()
		return s.Status != nil && s.Feed.Official == "example.com" && s.Feed.Link == o.link()
	})
	_, p := b.add(views.FeedRequest{URL: link})
	b.says(p, "problem.known_feed", nil)
}

func TestLinksThatAreNotFollowed(t *testing.T) {
	o, other := newOperator(t, nil), newOperator(t, nil)
	b := newBench(t)
	b.reach = o.reach()
	for link, says := range map[string]string{
		"bokgu:add?url=" + operatorURL + "&root=" + other.root.Key().ID: "problem.other_root",
		o.link() + "&token=hunter2":                                     "problem.link_secret",
		o.link() + "&x=1":                                               "problem.link",
		"bokgu:add?url=" + operatorURL:                                  "problem.link",
		strings.Replace(o.link(), "wss:", "javascript:", 1):             "problem.url",
		strings.Replace(o.link(), "wss:", "ws:", 1):                     "problem.plain",
		strings.Replace(o.link(), "status.example", "none.example", 1):  "problem.unreachable",
	} {
		added, p := b.add(views.FeedRequest{URL: link})
		b.says(p, says, nil)
		if added || b.dialog() != nil {
			t.Errorf("%s: added %v, asked %q", link, added, b.dialog())
		}
		var tested *views.Problem
		b.testFeed(views.FeedRequest{URL: link}, func(p *views.Problem) { tested = p })
		b.says(tested, says, nil)
	}
	var p *views.Problem
	b.testFeed(views.FeedRequest{URL: o.link()}, func(problem *views.Problem) { p = problem })
	if p != nil || b.dialog() != nil || len(b.user.Get().Feeds) != 0 {
		t.Errorf("testing a link: %+v, %q", p, b.dialog())
	}
}

// From the command line, or from a second start: the window asks, and what is
// wrong is told where a person sees it.
func TestInvited(t *testing.T) {
	o := newOperator(t, func(p *envelope.Profile) { p.Links[0].Origin = "https://elsewhere.example"; p.Mode = feed.ModeDrill })
	b := newBench(t)
	b.reach = o.reach()
	l := b.model.localizer()

	b.invited(o.link())
	b.has(b.dialog(), l.T("feed.unofficial", nil), l.T("offer.unofficial", nil), l.T("offer.not_live", nil))
	b.press("action.cancel")
	if n := b.snapshot().Notices; len(n) != 0 {
		t.Errorf("%+v", n)
	}
	b.invited(o.link() + "&token=hunter2")
	n := b.snapshot().Notices
	if len(n) != 1 || !strings.Contains(n[0].Text, l.T("problem.link_secret", nil)) || !n[0].Close || strings.Contains(n[0].Text+n[0].Detail, "hunter2") {
		t.Errorf("%+v", n)
	}
	b.model.closeNotice(n[0].ID)
	b.invited(filepath.Join(t.TempDir(), "gone.json"))
	if n := b.snapshot().Notices; len(n) != 1 || !strings.Contains(n[0].Text, l.T("problem.file.unreadable", nil)) {
		t.Errorf("%+v", n)
	}
	path := filepath.Join(t.TempDir(), "feed.json")
	if err := os.WriteFile(path, o.profile, 0o600); err != nil {
		t.Fatal(err)
	}
	b.invited(path)
	b.has(b.dialog(), "Example", "status.example.com")
	b.press("action.cancel")
}

func TestAFeedFromAFile(t *testing.T) {
	o := newOperator(t, func(p *envelope.Profile) {
		p.Version = 2
		p.Origins = []string{"https://gone.example.com", "https://status.example.com"}
	})
	b := newBench(t)
	b.reach = o.reach()
	ended := make(chan bool, 1)
	// An older profile of the same operator: the server's later one is kept.
	now := time.Now()
	old := &envelope.Profile{
		FeedID: "f", Mode: feed.ModeLive, Name: feed.Plain("Old name"), Version: 1, IssuedAt: now.Add(-2 * time.Hour), ExpiresAt: now.Add(time.Hour),
		Origins: []string{"https://gone.example.com", "https://status.example.com"}, PublishKeys: []envelope.Key{o.signer.Key()},
	}
	raw, err := envelope.SignProfile(old, o.root)
	if err != nil {
		t.Fatal(err)
	}
	b.addFromFile("feed.json", io.NopCloser(bytes.NewReader(raw)), "", func(added bool, p *views.Problem) {
		if p != nil {
			t.Errorf("%+v", p)
		}
		ended <- added
	})
	b.has(b.dialog(), "Example", "status.example.com")
	b.press("settings.feed.add")
	if !<-ended {
		t.Fatal("not added")
	}
	if f := b.user.Get().Feeds; len(f) != 1 || f[0].URL != operatorURL || f[0].Root != o.root.Key().ID {
		t.Fatalf("%+v", f)
	}
	eventually(t, "the feed of the file", func() bool { return b.snapshot().Status != nil })
}

// The other way round, a mirror that lags behind must not take a profile back.
func TestAFileMayBeNewerThanTheServer(t *testing.T) {
	o := newOperator(t, nil)
	b := newBench(t)
	b.reach = o.reach()
	now := time.Now()
	raw, err := envelope.SignProfile(&envelope.Profile{
		FeedID: "f", Mode: feed.ModeLive, Name: feed.Plain("New name"), Version: 2, IssuedAt: now, ExpiresAt: now.Add(time.Hour),
		Origins: []string{"https://status.example.com"}, PublishKeys: []envelope.Key{o.signer.Key()},
	}, o.root)
	if err != nil {
		t.Fatal(err)
	}
	b.addFromFile("feed.json", io.NopCloser(bytes.NewReader(raw)), "", func(bool, *views.Problem) {})
	b.has(b.dialog(), "New name", "status.example.com")
	b.press("action.cancel")
}

func TestFilesThatAreNoProfiles(t *testing.T) {
	o, other := newOperator(t, nil), newOperator(t, nil)
	b := newBench(t)
	b.reach = o.reach()
	signed := func(change func(map[string]any)) string {
		payload, _, err := envelope.Verify(o.profile, envelope.ProfileType, []envelope.Key{o.root.Key()})
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(payload, &m); err != nil {
			t.Fatal(err)
		}
		change(m)
		if payload, err = json.Marshal(m); err != nil {
			t.Fatal(err)
		}
		raw, err := o.root.Sign(envelope.ProfileType, payload)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	l := b.model.localizer()
	for _, c := range []struct {
		raw, says, place string
	}{
		{"", "problem.file.field", l.T("problem.file.line", map[string]any{"N": 1})},
		{"hello", "problem.file.field", l.T("problem.file.line", map[string]any{"N": 1})},
		{"{\n\"payloadType\": \"x\",\n}", "problem.file.field", l.T("problem.file.line", map[string]any{"N": 3})},
		{`{"payload":7}`, "problem.file.field", "payload"},
		{`{}`, "problem.file.form", ""},
		{string(o.good.Status), "problem.file.other", ""},
		{strings.Replace(string(o.profile), `"sig":"`, `"sig":"AAAA`, 1), "problem.file.signature", ""},
		{signed(func(m map[string]any) { m["root"] = other.root.Key() }), "problem.file.signature", ""},
		{signed(func(m map[string]any) { delete(m, "publish_keys") }), "problem.file.field", "publish_keys"},
		{signed(func(m map[string]any) { m["version"] = "one" }), "problem.file.field", "version"},
		{signed(func(m map[string]any) { m["root"] = map[string]any{"id": "x"} }), "problem.file.field", "root"},
		{signed(func(m map[string]any) { m["origins"] = []string{} }), "problem.file.field", "origins"},
		{signed(func(m map[string]any) {
			m["origins"] = []string{"https://gone.example.com", "https://gone.example.net"}
		}), "problem.file.unreachable", "gone.example.com, gone.example.net"},
		{strings.Repeat(" ", envelope.MaxProfile+1), "problem.file.big", ""},
	} {
		closed := false
		var p *views.Problem
		b.addFromFile("my feed.json", closer{strings.NewReader(c.raw), &closed}, "", func(added bool, problem *views.Problem) {
			if added {
				t.Errorf("%.60s: added", c.raw)
			}
			p = problem
		})
		b.says(p, c.says, map[string]any{"Name": "my feed.json", "Place": c.place})
		if p != nil && c.place != "" && !strings.Contains(p.Todo, c.place) {
			t.Errorf("%.60s: %q does not say %q", c.raw, p.Todo, c.place)
		}
		if !closed || b.dialog() != nil {
			t.Errorf("%.60s: closed %v, asked %q", c.raw, closed, b.dialog())
		}
	}
	if _, err := openFeedFile(t.TempDir()); err == nil {
		t.Error("a folder is opened")
	}
}

type closer struct {
	io.Reader
	closed *bool
}

func (c closer) Close() error {
	*c.closed = true
	return nil
}
