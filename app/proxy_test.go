package app

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"bokgu/app/probe"
	"bokgu/app/settings"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// A feed that can only be reached through a proxy with a login: looking at it,
// its stream, what is said of a wrong password, and what the files hold.
func TestFeedBehindAProxyWithALogin(t *testing.T) {
	for _, scheme := range []string{"http", "socks5"} {
		t.Run(scheme, func(t *testing.T) {
			const user, password = "김 대리", "hunter2 pass:wörd%41"
			o := newOperator(t, nil)
			proxy := newLoginProxy(t, scheme, user, password, o.addr)
			b := newBench(t)
			b.reach.tls = o.tls // and the ordinary dialer, which finds no status.example.com of this operator

			if p := b.setProxy(views.ProxyRequest{Proxy: proxy.url, User: user, Password: "wrong"}); p != nil {
				t.Fatalf("%+v", p)
			}
			_, p := b.add(views.FeedRequest{URL: operatorURL})
			b.says(p, "problem.proxy_auth", nil)
			_, p = b.tryOut(views.ProxyRequest{Proxy: proxy.url, User: user, Password: "wrong too"})
			b.says(p, "problem.proxy_auth", nil)
			said, p := b.tryOut(views.ProxyRequest{Proxy: proxy.url, User: user, Password: password})
			if want := b.model.localizer().T("settings.proxy.answers", nil); said != want || p != nil {
				t.Errorf("tried without a feed: %q, %+v", said, p)
			}

			if p := b.setProxy(views.ProxyRequest{Proxy: strings.TrimPrefix(proxy.url, "http://") + "/", User: user, Password: password}); p != nil {
				t.Fatalf("%+v", p)
			}
			if added, p := b.add(views.FeedRequest{URL: operatorURL}); !added {
				t.Fatalf("not added: %+v", p)
			}
			eventually(t, "live through the proxy", func() bool {
				s := b.snapshot()
				return s.Connection == views.ConnLive && s.Status != nil
			})
			if s := b.snapshot(); s.ProxyPassword != views.TokenKeyring || s.Settings.Proxy != proxy.url {
				t.Errorf("Settings say %q, %q", s.ProxyPassword, s.Settings.Proxy)
			}
			said, p = b.tryOut(views.ProxyRequest{Proxy: proxy.url, User: user}) // with the kept password
			if p != nil || !strings.Contains(said, "status.example.com") {
				t.Errorf("tried with the feed: %q, %+v", said, p)
			}

			// Another password at the proxy: the feed says so, and where to go.
			opened := make(chan bool, 1)
			b.model.change(func(st *state) { st.openProxy = func() { opened <- true } })
			if p := b.setProxy(views.ProxyRequest{Proxy: proxy.url, User: user, Password: "wrong"}); p != nil {
				t.Fatalf("%+v", p)
			}
			var n views.Notice
			eventually(t, "the notice of the proxy", func() bool {
				s := b.snapshot()
				if len(s.Notices) == 0 {
					return false
				}
				n = s.Notices[0]
				return n.Text == s.Loc.T("problem.proxy_auth", nil)
			})
			if l := b.model.localizer(); n.Button != l.T("notice.open_proxy", nil) || n.Detail != l.T("problem.proxy_auth.todo", nil) {
				t.Fatalf("%+v", n)
			}
			n.Do()
			<-opened

			if p := b.setProxy(views.ProxyRequest{Proxy: proxy.url, User: user, Password: password}); p != nil {
				t.Fatalf("%+v", p)
			}
			eventually(t, "live again", func() bool { return b.snapshot().Connection == views.ConnLive })

			// The keyring holds one password, and no file any.
			kept := b.keyring.holds()
			if len(kept) != 1 || !strings.HasPrefix(kept[proxyKey(proxy.url, user)], "hunter2") {
				t.Errorf("the keyring holds %v", kept)
			}
			if files := filesWith(t, b.dir, "hunter2"); len(files) > 0 {
				t.Errorf("the password stands in %v", files)
			}
			if files := filesWith(t, b.dir, proxy.url); len(files) == 0 {
				t.Error("not even the proxy is in a file: the search proves nothing")
			}
			for _, login := range proxy.tried() {
				if !strings.HasPrefix(login, user+":") {
					t.Errorf("the proxy was asked with %q", login)
				}
			}

			// Nor does an export hold either.
			var out bytes.Buffer
			if err := writeExport(t.Context(), nopCloser{&out}, b.user, b.db); err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"hunter2", proxy.url, user} {
				if strings.Contains(out.String(), word) {
					t.Errorf("the export holds %q", word)
				}
			}

			// Without the proxy there is nothing left of it.
			if p := b.setProxy(views.ProxyRequest{Proxy: settings.ProxyDirect}); p != nil {
				t.Fatalf("%+v", p)
			}
			if kept := b.keyring.holds(); len(kept) != 0 {
				t.Errorf("the keyring still holds %v", kept)
			}
		})
	}
}

type nopCloser struct{ *bytes.Buffer }

func (nopCloser) Close() error { return nil }

func TestWhatIsSaidOfAProxy(t *testing.T) {
	o := newOperator(t, nil)
	b := newBench(t)
	// The feed's own goroutines dial as well, so the way changes under them.
	var ordinary atomic.Bool
	b.reach = o.reach()
	operatorOnly := b.reach.dial
	b.reach.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if ordinary.Load() {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
		return operatorOnly(ctx, network, address)
	}
	for _, c := range []struct {
		r    views.ProxyRequest
		says string
	}{
		{views.ProxyRequest{Proxy: "http://"}, "problem.proxy_address"},
		{views.ProxyRequest{Proxy: "https://proxy.example"}, "problem.proxy_address"},
		{views.ProxyRequest{Proxy: "http://kim:hunter2@proxy.example"}, "problem.proxy_address"},
		{views.ProxyRequest{Proxy: "proxy.example/x"}, "problem.proxy_address"},
		{views.ProxyRequest{Proxy: "프록시.example:1"}, "problem.proxy_address"},
		{views.ProxyRequest{Proxy: "proxy.example", User: "a:b"}, "problem.proxy_user"},
		{views.ProxyRequest{Proxy: "proxy.example", Password: "x"}, "problem.proxy_user"},
		{views.ProxyRequest{Proxy: "proxy.example", User: "a", Password: strings.Repeat("x", 9000)}, "problem.proxy_password"},
	} {
		if p := b.setProxy(c.r); p == nil || p.Text != b.model.localizer().T(c.says, nil) {
			t.Errorf("%+v: %+v", c.r.Proxy, p)
		}
	}
	if v := b.settings.Get(); v.Proxy != "" || v.ProxyUser != "" || len(b.keyring.holds()) != 0 {
		t.Errorf("kept %+v, %v", v, b.keyring.holds())
	}
	_, p := b.tryOut(views.ProxyRequest{Proxy: "127.0.0.1:1"}) // where nobody listens
	b.says(p, "problem.proxy_unreachable", nil)

	if added, p := b.add(views.FeedRequest{URL: operatorURL}); !added {
		t.Fatalf("%+v", p)
	}
	proxy := newLoginProxy(t, "http", "kim", "secret", o.addr)
	ordinary.Store(true)
	said, p := b.tryOut(views.ProxyRequest{Proxy: proxy.url, User: "kim", Password: "secret"})
	if p != nil || said != b.model.localizer().T("settings.proxy.works", map[string]any{"Host": "status.example.com"}) {
		t.Errorf("%q, %+v", said, p)
	}
}

func TestVerdictOfAProxy(t *testing.T) {
	b := newBench(t)
	steps := func(outcomes ...probe.Outcome) (out []probe.Step) {
		for i, o := range outcomes {
			out = append(out, probe.Step{Name: []probe.StepName{probe.StepProxy, probe.StepTLS, probe.StepAnswer}[i], Outcome: o})
		}
		return out
	}
	for _, c := range []struct {
		feed    bool
		proxied bool
		steps   []probe.Step
		says    string
		problem bool
	}{
		{true, true, steps(probe.OK, probe.OK, probe.OK), "settings.proxy.works", false},
		{true, true, steps(probe.OK, probe.OK, probe.ServerError), "settings.proxy.works", false},
		{true, false, steps(probe.OK, probe.OK, probe.OK), "settings.proxy.works_directly", false},
		{true, true, steps(probe.ProxyAuth), "problem.proxy_auth", true},
		{true, true, steps(probe.ProxyUnreachable), "problem.proxy_unreachable", true},
		{true, true, steps(probe.ProxyRefused), "problem.proxy_refused", true},
		{true, true, steps(probe.OK, probe.BadCertificate), "problem.certificate", true},
		{true, true, steps(probe.OK, probe.OK, probe.Captive), "problem.captive", true},
		{true, false, steps(probe.NoSuchName), "problem.unreachable", true},
		{false, true, steps(probe.ProxyRefused), "settings.proxy.answers", false},
		{false, true, steps(probe.ProxyAuth), "problem.proxy_auth", true},
		{false, false, steps(probe.NoSuchName), "settings.proxy.unused", false},
	} {
		target := probe.Target{Host: "status.example.com", Proxied: c.proxied, Steps: c.steps}
		r := probe.Result{Online: true, Feed: &target}
		if !c.feed {
			r.Feed, r.Hosts = nil, []probe.Target{target}
		}
		said, p := b.proxyVerdict(r)
		want := b.model.localizer().T(c.says, map[string]any{"Host": "status.example.com"})
		switch {
		case c.problem:
			b.says(p, c.says, map[string]any{"Host": "status.example.com"})
		case said != want || p != nil:
			t.Errorf("%v: %q, %+v; want %q", c.steps, said, p, want)
		}
	}
	_, p := b.proxyVerdict(probe.Result{})
	b.says(p, "problem.no_network", nil)
}

// A password is for the proxy and the name that it was typed for: no other proxy
// gets it, whoever set that one.
func TestAPasswordGoesToItsOwnProxyAlone(t *testing.T) {
	o := newOperator(t, nil)
	own, other := newLoginProxy(t, "http", "kim", "secret", o.addr), newLoginProxy(t, "http", "kim", "secret", o.addr)
	b := newBench(t)
	b.reach.tls = o.tls
	if p := b.setProxy(views.ProxyRequest{Proxy: own.url, User: "kim", Password: "secret"}); p != nil {
		t.Fatalf("%+v", p)
	}
	if err := b.settings.Update(func(v *settings.Values) { v.Proxy = other.url }); err != nil {
		t.Fatal(err)
	}
	_, p := b.add(views.FeedRequest{URL: operatorURL})
	b.says(p, "problem.proxy_auth", nil)
	if tried := other.tried(); len(tried) == 0 || strings.Contains(strings.Join(tried, " "), "secret") {
		t.Errorf("the other proxy heard %q", tried)
	}
	w := newProxyWay("", "kim", nil)
	if user, _, err := w.login(t.Context(), "proxy.example:3128"); user != "" || err != nil {
		t.Errorf("a proxy of the environment gets the name %q, %v", user, err)
	}
	w = newProxyWay("nonsense", "", nil)
	if _, err := w.pick(nil); err == nil {
		t.Error("with a setting that cannot be read it goes out directly")
	}
}

// The settings file and the connections agree on what a proxy is.
func TestProxySettingsAgree(t *testing.T) {
	for _, s := range []string{
		"", "direct", "http://proxy.example:3128", "http://proxy.example/", "socks5://[::1]:1080", "https://proxy.example", "http://",
		"http://u@proxy.example", "http://u:p@proxy.example", "http://proxy.example/x", "http://proxy.example?x", "http://proxy.example#x",
		"proxy.example:3128", "ftp://x", "none", "%zz",
	} {
		if _, err := subscribe.Proxy(s); (err == nil) != settings.GoodProxy(s) {
			t.Errorf("%q: the settings say %v, the connections %v", s, settings.GoodProxy(s), err)
		}
	}
}
