package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/app/probe"
	"bokgu/app/settings"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// tryHost has no address (RFC 6761): with no feed to ask for, a proxy that is
// asked for it shows that it answers and takes the login, and nobody else hears.
const tryHost = "bokgu.invalid"

// testProxy measures the way that was typed, with the shown feed or any other
// that is not on this device. It runs on a goroutine of its own.
func (a *App) testProxy(r views.ProxyRequest, done func(string, *views.Problem)) {
	ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
	defer cancel()
	said, p, err := a.tryProxy(ctx, r)
	if err != nil {
		a.log.Info("test proxy", "error", err)
		p = a.proxyProblem(err)
	}
	fyne.Do(func() { done(said, p) })
}

func (a *App) tryProxy(ctx context.Context, r views.ProxyRequest) (said string, p *views.Problem, err error) {
	if r, err = checkProxy(r); err != nil {
		return "", nil, err
	}
	way := newProxyWay(r.Proxy, r.User, func(ctx context.Context) (string, error) {
		if r.Password != "" {
			return r.Password, nil
		}
		return a.proxyPassword(ctx, r.Proxy, r.User)
	})
	request := probe.Request{Hosts: []string{tryHost}, Approved: []string{tryHost}}
	if f := a.remoteFeed(); f != nil {
		host, err := probe.FeedHost(f.URL)
		if err != nil {
			return "", nil, err
		}
		request = probe.Request{Feed: f.URL, Page: f.Page != nil, Approved: []string{host}}
	}
	params := probe.Params{Online: subscribe.SystemNetwork().Online, Dial: a.reach.dial, TLS: a.reach.tls, Proxy: way.pickWithLogin, Now: time.Now}
	if r.Proxy != "" && r.Proxy != settings.ProxyDirect {
		params.Online = nil // the proxy may be on this device
	}
	result, err := probe.Run(ctx, params, request)
	if err != nil {
		return "", nil, err
	}
	said, p = a.proxyVerdict(result)
	return said, p, nil
}

// remoteFeed is a feed to try a proxy with: the shown one if it is not on this
// device, else the first such, nil if there is none.
func (a *App) remoteFeed() *store.Subscription {
	var found *store.Subscription
	shown := a.model.shown()
	for _, s := range a.user.Get().Feeds {
		if subscribe.Local(s.URL) || s.Page != nil && s.Page.Local {
			continue
		}
		if found == nil || s.ID == shown {
			found = &s
		}
	}
	return found
}

// proxyVerdict puts a measurement into words.
func (a *App) proxyVerdict(r probe.Result) (string, *views.Problem) {
	l := a.model.localizer()
	problem := func(id string, data map[string]any) *views.Problem {
		return &views.Problem{Text: l.T(id, data), Todo: l.T(id+".todo", data)}
	}
	if !r.Online {
		return "", problem("problem.no_network", nil)
	}
	t, tried := r.Feed, r.Feed == nil
	if tried {
		t = &r.Hosts[0]
	}
	host := map[string]any{"Host": t.Host}
	switch o := t.Outcome(); {
	case o == probe.ProxyUnreachable:
		return "", problem("problem.proxy_unreachable", nil)
	case o == probe.ProxyAuth:
		return "", problem("problem.proxy_auth", nil)
	case tried && !t.Proxied:
		return l.T("settings.proxy.unused", nil), nil
	case tried:
		return l.T("settings.proxy.answers", nil), nil
	case o == probe.ProxyRefused:
		return "", problem("problem.proxy_refused", host)
	case o == probe.Captive:
		return "", problem("problem.captive", nil)
	case o == probe.BadCertificate:
		return "", problem("problem.certificate", nil)
	case !t.Reached():
		return "", problem("problem.unreachable", nil)
	case t.Proxied:
		return l.T("settings.proxy.works", host), nil
	}
	return l.T("settings.proxy.works_directly", host), nil
}
