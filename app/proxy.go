package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"bokgu/app/credential"
	"bokgu/app/settings"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// reach is how connections are made, for tests; zero: the ordinary way.
type reach struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	tls  *tls.Config
}

// proxyWay is how connections leave this device. It does not change.
type proxyWay struct {
	setting, user string
	choose        func(*http.Request) (*url.URL, error)
	err           error // of setting: then nothing leaves, also not directly
	password      func(context.Context) (string, error)
}

// newProxyWay takes what settings.Values hold. password returns that of user.
func newProxyWay(setting, user string, password func(context.Context) (string, error)) proxyWay {
	w := proxyWay{setting: setting, user: user, password: password}
	w.choose, w.err = subscribe.Proxy(setting)
	return w
}

// pick chooses the proxy of a request as subscribe.Params and http.Transport
// want it: without the login that Settings know.
func (w proxyWay) pick(r *http.Request) (*url.URL, error) {
	if w.err != nil {
		return nil, w.err
	}
	return w.choose(r)
}

// login is a subscribe.ProxyLogin. What Settings know goes only to the proxy that
// stands there, never to one of the environment.
func (w proxyWay) login(ctx context.Context, host string) (user, password string, err error) {
	u, err := url.Parse(w.setting)
	if err != nil || w.user == "" || u.Host == "" || u.Host != host {
		return "", "", nil
	}
	password, err = w.password(ctx)
	switch {
	case errors.Is(err, credential.ErrNotFound):
		return w.user, "", nil // some want a name alone; the others say 407
	case err != nil:
		return "", "", fmt.Errorf("password of the proxy: %w", err)
	}
	return w.user, password, nil
}

// pickWithLogin is pick with the login in the URL, as package probe wants it.
func (w proxyWay) pickWithLogin(r *http.Request) (*url.URL, error) {
	u, err := w.pick(r)
	if err != nil || u == nil || u.User != nil {
		return u, err
	}
	user, password, err := w.login(r.Context(), u.Host)
	if err != nil || user == "" {
		return u, err
	}
	with := *u
	with.User = url.UserPassword(user, password)
	return &with, nil
}

// proxy is the way out as Settings say now. It may be called from any goroutine.
func (a *App) proxy() proxyWay {
	v := a.settings.Get()
	return newProxyWay(v.Proxy, v.ProxyUser, func(ctx context.Context) (string, error) {
		return a.proxyPassword(ctx, v.Proxy, v.ProxyUser)
	})
}

// viaProxy lets a fetch of a profile go that way.
func (a *App) viaProxy() []subscribe.Option {
	w := a.proxy()
	return []subscribe.Option{subscribe.WithNetwork(a.reach.dial, a.reach.tls), subscribe.WithProxy(w.pick, w.login)}
}

// proxyKey names a proxy's password in the keyring. The id of a subscription
// never looks like it. Proxy and name are part of it, so that a password is not
// sent to another proxy than the one that it was typed for.
func proxyKey(proxy, user string) string { return "proxy " + proxy + " " + user }

func isProxyKey(id string) bool { return strings.HasPrefix(id, "proxy ") }

// proxyPassword reads the password and notes where it is kept.
func (a *App) proxyPassword(ctx context.Context, proxy, user string) (string, error) {
	kept, place, err := a.keeper.Get(ctx, proxyKey(proxy, user))
	a.model.change(func(st *state) { st.proxyPassword = tokenPlace(place, err) })
	if err != nil {
		return "", err
	}
	password, err := url.PathUnescape(kept)
	if err != nil {
		return "", fmt.Errorf("%w: what it holds is no password", credential.ErrUnavailable)
	}
	return password, nil
}

// keepProxyPassword puts a password into the keyring. The keeper takes what can
// stand in a header, so other characters are escaped.
func (a *App) keepProxyPassword(ctx context.Context, proxy, user, password string) error {
	place, err := a.keeper.Set(ctx, proxyKey(proxy, user), url.PathEscape(password))
	a.model.change(func(st *state) { st.proxyPassword = tokenPlace(place, err) })
	if errors.Is(err, credential.ErrWaiting) {
		return nil // it is remembered, and kept as soon as the keyring is open
	}
	return err
}

// errProxyUser: a name that cannot be sent to a proxy.
var errProxyUser = errors.New("not a name for a proxy")

// checkProxy brings what was typed into the form of the settings.
func checkProxy(r views.ProxyRequest) (views.ProxyRequest, error) {
	r.Proxy, r.User = strings.TrimSpace(r.Proxy), strings.TrimSpace(r.User)
	if r.Proxy == "" || r.Proxy == settings.ProxyDirect {
		return views.ProxyRequest{Proxy: r.Proxy}, nil
	}
	if !strings.Contains(r.Proxy, "://") {
		r.Proxy = "http://" + r.Proxy // as browsers read it
	}
	if _, err := subscribe.Proxy(r.Proxy); err != nil {
		return r, err
	}
	u, err := url.Parse(r.Proxy)
	if err != nil {
		return r, subscribe.ErrProxy
	}
	r.Proxy = u.Scheme + "://" + strings.ToLower(u.Host)
	switch {
	case !settings.GoodProxy(r.Proxy):
		return r, subscribe.ErrProxy
	case !settings.GoodProxyUser(r.User), r.User == "" && r.Password != "":
		return r, errProxyUser
	}
	return r, nil
}

// saveProxy keeps the way out and connects every feed that way. It runs on a
// goroutine of its own; done is called on the UI goroutine.
func (a *App) saveProxy(r views.ProxyRequest, done func(*views.Problem)) {
	ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
	defer cancel()
	var p *views.Problem
	if err := a.keepProxy(ctx, r); err != nil {
		a.log.Info("keep proxy", "error", err)
		p = a.proxyProblem(err)
	}
	fyne.Do(func() { done(p) })
}

func (a *App) keepProxy(ctx context.Context, r views.ProxyRequest) error {
	r, err := checkProxy(r)
	if err != nil {
		return err
	}
	before := a.settings.Get()
	if r.Password != "" {
		if err := a.keepProxyPassword(ctx, r.Proxy, r.User, r.Password); err != nil {
			return err
		}
	}
	if old := proxyKey(before.Proxy, before.ProxyUser); before.ProxyUser != "" && old != proxyKey(r.Proxy, r.User) {
		// An older one that stays is no harm: nobody asks for it.
		if err := a.keeper.Delete(ctx, old); err != nil {
			a.log.Warn("forget the proxy's password", "error", err)
		}
	}
	if err := a.settings.Update(func(v *settings.Values) { v.Proxy, v.ProxyUser = r.Proxy, r.User }); err != nil {
		a.saved(err) // it holds for this session
	}
	v := a.prefs()
	a.model.change(func(st *state) { st.prefs = v })
	if r.User != "" && r.Password == "" {
		_, _ = a.proxyPassword(ctx, r.Proxy, r.User) // Settings say where it is
	}
	go a.do(func(context.Context) { a.restartAll() })
	return nil
}

// restartAll connects every feed anew. Worker.
func (a *App) restartAll() {
	for _, s := range a.user.Get().Feeds {
		a.restart(s.ID, nil)
	}
}

// proxyProblem says in the reader's words why a proxy cannot be set.
func (a *App) proxyProblem(err error) *views.Problem {
	l := a.model.localizer()
	id := ""
	switch {
	case errors.Is(err, subscribe.ErrProxy):
		id = "problem.proxy_address"
	case errors.Is(err, errProxyUser):
		id = "problem.proxy_user"
	case errors.Is(err, credential.ErrTooBig), errors.Is(err, credential.ErrBadToken):
		id = "problem.proxy_password"
	default:
		return a.problem(err)
	}
	return &views.Problem{Text: l.T(id, nil), Todo: l.T(id+".todo", nil)}
}
