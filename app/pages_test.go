package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/source"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// site is a company's status page on this machine. It answers from testdata, and
// what it says can be changed.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	file  string
	code  int
	asked int
	agent string
}

// host is the address as somebody types it.
func (s *site) host() string {
	return strings.TrimPrefix(strings.TrimPrefix(s.URL, "http://"), "https://")
}

// say changes what it answers: a file of testdata, or a code without one.
func (s *site) say(file string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.file, s.code = file, code
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	s.agent = r.Header.Get("User-Agent")
	switch {
	case s.code != 0:
		w.WriteHeader(s.code)
		_, _ = io.WriteString(w, "<html>error</html>")
	case r.URL.Path == "/api/v2/summary.json":
		raw, err := os.ReadFile("testdata/pages/" + s.file)
		if err != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		stamp := time.Now().UTC().Format(time.RFC3339)
		_, _ = w.Write(bytes.ReplaceAll(raw, []byte("NOW"), []byte(stamp)))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func newSite(t *testing.T, file string) *site {
	t.Helper()
	s := &site{file: file}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// look looks at an address and waits for what comes of it.
func (b *bench) look(r views.PageRequest) (found *views.FoundPage, p *views.Problem) {
	b.t.Helper()
	done := make(chan bool)
	b.findPage(r, func(int, string) {}, func(f *views.FoundPage, problem *views.Problem) {
		found, p = f, problem
		close(done)
	})
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		b.t.Fatal("nothing comes of it")
	}
	return found, p
}

// keepFound adds what was found.
func (b *bench) keepFound(f *views.FoundPage) (p *views.Problem) {
	b.t.Helper()
	done := make(chan bool)
	b.addPage(f, func(problem *views.Problem) {
		p = problem
		close(done)
	})
	<-done
	return p
}

// reopen ends what is followed and begins anew, as a start of the app does.
func (b *bench) reopen() {
	b.t.Helper()
	done := make(chan bool)
	b.do(func(context.Context) {
		b.openAll()
		close(done)
	})
	<-done
}

// work carries something out on the worker and waits for it.
func (b *bench) work(f func(context.Context)) {
	b.t.Helper()
	done := make(chan bool)
	b.do(func(ctx context.Context) {
		f(ctx)
		close(done)
	})
	<-done
}

func (b *bench) shownNotices() (titles []string) {
	n := b.notifier.(*screenOfNotices)
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.shown {
		titles = append(titles, s.Title)
	}
	return titles
}

// settledAlerts waits until nothing is left to be decided or shown of the shown feed.
func (b *bench) settledAlerts() {
	b.t.Helper()
	sub := b.model.shown()
	eventually(b.t, "the alerts", func() bool {
		pending, err := b.db.Pending(b.t.Context(), sub)
		if err != nil {
			return false
		}
		out, err := b.db.Outbox(b.t.Context())
		return err == nil && len(pending.Changes) == 0 && len(out) == 0
	})
}

func (b *bench) boardSays(id string, want feed.ComponentStatus) {
	b.t.Helper()
	eventually(b.t, fmt.Sprintf("%s is %s", id, want), func() bool {
		s := b.snapshot()
		return s.Status != nil && s.Status.Component(id) != nil && s.Status.Component(id).Status == want
	})
}

// From an address to the board and, when something changes, to one notification; a
// restart tells nothing again, an answer that is none changes nothing but what is
// said of the page, and everywhere it is said that nobody signs it.
func TestAStatusPageFromItsAddressToThePerson(t *testing.T) {
	s := newSite(t, "calm.json")
	b := newBench(t)
	l := b.model.localizer()

	// In the own network: asked about, and nobody was asked.
	found, p := b.look(views.PageRequest{Address: s.host()})
	if found != nil || p == nil || !p.Private || s.asked != 0 {
		t.Fatalf("found %+v, %+v, asked %d times", found, p, s.asked)
	}
	b.says(p, "problem.page_private", nil)
	found, p = b.look(views.PageRequest{Address: s.host(), Local: true})
	if p != nil || found == nil {
		t.Fatalf("%+v", p)
	}
	if want := (views.FoundPage{Name: "Weather", Host: s.host(), Provider: "statuspage", Services: 2}); *found != want {
		t.Errorf("found %+v, want %+v", *found, want)
	}
	if p := b.keepFound(found); p != nil {
		t.Fatalf("%+v", p)
	}
	b.boardSays("chat", feed.Operational)
	if !strings.HasPrefix(s.agent, "Bokgu/") {
		t.Errorf("it says that it is %q", s.agent)
	}
	snap := b.snapshot()
	if snap.Feed.Page != "statuspage" || snap.Feed.Root != "" || snap.Feed.Link != "" || snap.Feed.Name != "Weather" || !snap.Feed.Unvouched() {
		t.Errorf("the feed is %+v", snap.Feed)
	}
	eventually(t, "the connection", func() bool { return b.snapshot().Connection == views.ConnPage })
	if b.snapshot().Contact.IsZero() || b.snapshot().Stale {
		t.Error("it is not said when it was asked")
	}
	b.follows(snap.Feed.ID, "chat", true)
	b.settledAlerts()
	if n := b.shownNotices(); len(n) != 0 {
		t.Fatalf("at first sight it told %q", n)
	}
	_, p = b.look(views.PageRequest{Address: "http://" + s.host() + "/", Local: true})
	b.says(p, "problem.page.known", nil)

	s.say("down.json", 0)
	b.reopen()
	b.boardSays("chat", feed.MajorOutage)
	eventually(t, "a notification", func() bool { return len(b.shownNotices()) > 0 })
	b.settledAlerts()
	if n := b.shownNotices(); len(n) != 1 || !strings.Contains(n[0], "Chat") {
		t.Fatalf("it told %q", n)
	}

	// Another start of the app, on the same page.
	asked := s.asked
	b.reopen()
	eventually(t, "another look", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.asked > asked })
	eventually(t, "the connection", func() bool { return b.snapshot().Connection == views.ConnPage })
	b.settledAlerts()
	if n := b.shownNotices(); len(n) != 1 {
		t.Errorf("after a restart it told %q", n)
	}

	// What is no answer.
	for _, bad := range []struct {
		file string
		code int
		says string
	}{{"", 500, "problem.server_error"}, {"garbage.txt", 0, "problem.page_unread"}, {"", 429, "problem.overloaded"}} {
		s.say(bad.file, bad.code)
		b.reopen()
		eventually(t, bad.says, func() bool {
			for _, n := range b.snapshot().Notices {
				if n.Text == l.T(bad.says, nil) {
					return true
				}
			}
			return false
		})
		b.boardSays("chat", feed.MajorOutage)
		if c := b.snapshot().Connection; c != views.ConnWaiting {
			t.Errorf("%s: the connection is %q", bad.says, c)
		}
	}
	if n := b.shownNotices(); len(n) != 1 {
		t.Errorf("in the end it had told %q", n)
	}

	// Removed and taken back, everything is as it was; in the end nothing of it is left.
	path := b.pagePath(snap.Feed.ID)
	if _, err := os.Stat(path); err != nil {
		t.Errorf("what is known of the page: %v", err)
	}
	id := snap.Feed.ID
	remove := func() views.Notice {
		t.Helper()
		b.work(func(ctx context.Context) { b.removeFeed(ctx, id) })
		for _, n := range b.snapshot().Notices {
			if n.ID == removedNotice {
				return n
			}
		}
		t.Fatal("nobody says that it was removed")
		return views.Notice{}
	}
	notice := remove()
	if notice.Text != l.T("notice.removed", map[string]any{"Name": "Weather"}) || len(b.user.Get().Feeds) != 0 {
		t.Errorf("%+v", notice)
	}
	s.say("calm.json", 0)
	notice.Do()
	b.boardSays("chat", feed.Operational)
	b.settledAlerts()
	if u := b.user.Get(); len(u.Feeds) != 1 || len(u.Removed) != 0 || len(u.Follows[id]) != 1 {
		t.Errorf("taken back: %+v", u)
	}
	if n := b.shownNotices(); len(n) != 2 || !strings.Contains(n[1], "Chat") { // it is back, and that is news
		t.Errorf("taken back it told %q", n)
	}
	late := remove()
	b.work(func(ctx context.Context) { b.throwAway(ctx, id) })
	late.Do()
	b.work(func(context.Context) {})
	if u := b.user.Get(); len(u.Feeds)+len(u.Removed) != 0 {
		t.Errorf("thrown away: %+v", u)
	}
	if held, err := b.db.Held(t.Context(), id); err != nil || held.Status != nil {
		t.Errorf("thrown away, the store holds %+v, %v", held.Status, err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) || len(b.user.Get().Feeds) != 0 {
		t.Errorf("after it was removed: %v, %d feeds", err, len(b.user.Get().Feeds))
	}
}

// Why a page is not found is said in words, with what to do.
func TestStatusPagesThatAreNotFound(t *testing.T) {
	plain := newSite(t, "nothing.json")
	secure := &site{file: "calm.json"}
	secure.Server = httptest.NewTLSServer(secure)
	secure.Config.ErrorLog = nil
	t.Cleanup(secure.Close)
	busy := newSite(t, "calm.json")
	busy.say("", 429)
	b := newBench(t)
	host := func(s string) map[string]any { return map[string]any{"Host": s} }
	for _, c := range []struct {
		request views.PageRequest
		says    string
		data    map[string]any
	}{
		{views.PageRequest{Address: plain.URL, Local: true}, "problem.page.not_found", host(plain.host())},
		{views.PageRequest{Address: secure.URL, Local: true}, "problem.certificate", nil},
		{views.PageRequest{Address: busy.URL, Local: true}, "problem.page.refused", host(busy.host())},
		{views.PageRequest{Address: "ftp://a.example.com"}, "problem.page.address", nil},
		{views.PageRequest{Address: "https://me:hunter2@a.example.com"}, "problem.page.address", nil},
		{views.PageRequest{Address: "bokgu:page?url=https://127.0.0.1"}, "problem.page.link", nil},
		{views.PageRequest{Address: "bokgu:add?url=wss://a.example.com"}, "problem.page.link", nil},
		{views.PageRequest{Address: "printer.local"}, "problem.page_private", nil},
	} {
		found, p := b.look(c.request)
		if found != nil {
			t.Errorf("%s: found %+v", c.request.Address, found)
		}
		b.says(p, c.says, c.data)
		if p != nil && (strings.Contains(p.Text+p.Todo, "hunter2") || p.Private != (c.says == "problem.page_private")) {
			t.Errorf("%s: %+v", c.request.Address, *p)
		}
	}
	// What nobody can try without a network of one's own.
	for _, c := range []struct {
		err  error
		says string
	}{
		{fmt.Errorf("%w: x", source.ErrSlow), "problem.timed_out"},
		{context.DeadlineExceeded, "problem.timed_out"},
	} {
		if p := b.pageProblem(c.err, "a.example"); p.Text != b.model.localizer().T(c.says, nil) || !p.Unreached {
			t.Errorf("%v: %+v", c.err, *p)
		}
	}
	if p := b.pageProblem(fmt.Errorf("%w: x", source.ErrUnreachable), "a.example"); !p.Unreached || p.Todo != b.model.localizer().T("problem.add.todo", nil) {
		t.Errorf("%+v", *p)
	}
}

// A look that was cancelled says nothing any more.
func TestAPageLookThatIsCancelled(t *testing.T) {
	held := make(chan struct{})
	asked := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-held:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(held)
	b := newBench(t)
	told := make(chan bool, 1)
	cancel := b.findPage(views.PageRequest{Address: server.URL, Local: true}, func(int, string) {}, func(*views.FoundPage, *views.Problem) { told <- true })
	<-asked
	cancel()
	if found, p := b.look(views.PageRequest{Address: "ftp://x"}); found != nil || p == nil {
		t.Error("the next look finds nothing to say")
	}
	select {
	case <-told:
		t.Error("it told something after it was cancelled")
	default:
	}
}

// What was found before is not added in the place of what was found last.
func TestOnlyWhatWasFoundLastIsAdded(t *testing.T) {
	one, two := newSite(t, "calm.json"), newSite(t, "calm.json")
	b := newBench(t)
	first, _ := b.look(views.PageRequest{Address: one.URL, Local: true})
	second, _ := b.look(views.PageRequest{Address: two.URL, Local: true})
	b.addPage(first, func(*views.Problem) { t.Error("it was added") })
	if p := b.keepFound(second); p != nil {
		t.Errorf("%+v", p)
	}
	if f := b.user.Get().Feeds; len(f) != 1 || f[0].URL != two.URL {
		t.Errorf("%+v", f)
	}
}

// Exported and imported, a page in the own network is there and is not asked until
// the reader allows it on this device too.
func TestAnImportedPageAsksAgain(t *testing.T) {
	s := newSite(t, "calm.json")
	from := newBench(t)
	found, p := from.look(views.PageRequest{Address: s.URL, Local: true})
	if p != nil {
		t.Fatalf("%+v", p)
	}
	if p := from.keepFound(found); p != nil {
		t.Fatalf("%+v", p)
	}
	from.boardSays("chat", feed.Operational)
	var file bytes.Buffer
	if err := store.Export(t.Context(), &file, portable(from.user.Get()), from.db); err != nil {
		t.Fatal(err)
	}

	to := newBench(t)
	l := to.model.localizer()
	to.model.change(func(st *state) {
		st.allowPage = func() { go to.do(func(context.Context) { to.allowPage(to.model.shown()) }) }
	})
	imported := make(chan error, 1)
	to.do(func(ctx context.Context) {
		_, err := readExport(ctx, bytes.NewReader(file.Bytes()), to.user, to.db, to.settings, false)
		to.openAll()
		to.showFirst()
		imported <- err
	})
	if err := <-imported; err != nil {
		t.Fatal(err)
	}
	var notice views.Notice
	eventually(t, "the question", func() bool {
		for _, n := range to.snapshot().Notices {
			if n.Text == l.T("problem.page_private", nil) {
				notice = n
				return true
			}
		}
		return false
	})
	if notice.Button != l.T("pages.private.allow", nil) || to.snapshot().Status != nil {
		t.Errorf("%+v", notice)
	}
	notice.Do()
	to.boardSays("chat", feed.Operational)
}

// A link to a page, from the command line or from a second start, opens the dialog,
// which looks at it and asks.
func TestInvitedToAPage(t *testing.T) {
	b := newBench(t)
	actions := b.actions()
	var asked []views.PageRequest
	actions.FindPage = func(r views.PageRequest, _ func(int, string), _ func(*views.FoundPage, *views.Problem)) func() {
		asked = append(asked, r)
		return func() {}
	}
	b.shell = views.NewShell(actions, views.ShellOptions{})
	b.model.change(func(st *state) { st.prefs = b.prefs() })
	b.shell.Update(b.snapshot())
	b.window.SetContent(b.shell.Object())
	link := "bokgu:page?url=https://a.example.com"
	b.invited(link)
	b.has(b.dialog(), b.model.localizer().T("pages.title", nil), "a.example.com")
	if len(asked) != 1 || asked[0] != (views.PageRequest{Address: link}) || len(b.user.Get().Feeds) != 0 {
		t.Errorf("asked for %v", asked)
	}
	opts, err := ParseFlags([]string{"bokgu:page?url=https://a.example.com"}, b.meta, io.Discard)
	if err != nil || opts.Add != "bokgu:page?url=https://a.example.com" {
		t.Errorf("%+v, %v", opts, err)
	}
}

// A public page has a link that others add it with; it reads back as the page.
func TestTheLinkOfAPage(t *testing.T) {
	b := newBench(t)
	if err := b.user.Update(func(u *store.User) {
		u.Feeds = append(u.Feeds,
			store.Subscription{ID: "a", URL: "https://www.githubstatus.com", Page: &store.StatusPage{Provider: "statuspage", Main: "https://www.githubstatus.com/api/v2/summary.json"}},
			store.Subscription{ID: "b", URL: "http://10.0.0.1", Page: &store.StatusPage{Provider: "gatus", Main: "http://10.0.0.1/x", Local: true}},
			store.Subscription{ID: "c", URL: "wss://feed.example.com"})
	}); err != nil {
		t.Fatal(err)
	}
	f := b.feeds()
	if address, err := source.ParseLink(f[0].Link); err != nil || address != "https://www.githubstatus.com" || !subscribe.IsLink(f[0].Link) {
		t.Errorf("%q, %v", f[0].Link, err)
	}
	if f[1].Link != "" || f[1].Page != "gatus" || f[2].Page != "" {
		t.Errorf("%+v", f)
	}
}
