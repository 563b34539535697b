package app

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"bokgu/sync/source"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// findPageTime bounds the look at the address of a status page: some dozen places
// are asked one after another, and one that is silent ends it.
const findPageTime = time.Minute

// pageClients ask for the documents of status pages: one at a time of each host,
// whichever feed wants it.
type pageClients struct {
	mu            sync.Mutex
	public, local *source.Client // local may ask this machine and private networks
}

// client is the one that all pages share, or the one for pages that the reader has
// allowed in their own network.
func (a *App) client(local bool) *source.Client {
	c := &a.pages
	c.mu.Lock()
	defer c.mu.Unlock()
	which := &c.public
	if local {
		which = &c.local
	}
	if *which == nil {
		p := source.ClientParams{
			UserAgent: "Bokgu/" + a.meta.Version + " (status page reader)", AllowPrivate: local,
			// As it is set by then; its login may have to be read from the keyring.
			Proxy: func(r *http.Request) (*url.URL, error) { return a.proxy().pickWithLogin(r) },
		}
		if a.reach.tls != nil {
			p.RootCAs = a.reach.tls.RootCAs
		}
		*which = source.NewClient(p)
	}
	return *which
}

// pagePath is where what is known of a status page is kept.
func (a *App) pagePath(sub string) string { return filepath.Join(a.dir, "pages", sub+".json") }

// pageFound is a page that answered and is not followed yet.
type pageFound struct {
	shown *views.FoundPage // that the reader says yes to
	sub   store.Subscription
}

// findPage looks at an address off the UI goroutine; progress and done are called
// on it, and not any more after cancel. UI goroutine.
func (a *App) findPage(r views.PageRequest, progress func(int, string), done func(*views.FoundPage, *views.Problem)) (cancel func()) {
	ctx, stop := context.WithTimeout(a.ctx, findPageTime)
	var left atomic.Bool // nobody waits any more
	live := func(f func()) {
		fyne.Do(func() {
			if !left.Load() {
				f()
			}
		})
	}
	go func() {
		defer stop()
		found, host, err := a.lookAtPage(ctx, r, func(asked int, host string) { live(func() { progress(asked, host) }) })
		if err == nil {
			u := a.user.Get()
			err = knownPage(&u, found.sub)
		}
		if err != nil {
			p := a.pageProblem(err, host)
			live(func() { done(nil, p) })
			return
		}
		live(func() {
			a.found = found
			done(found.shown, nil)
		})
	}()
	return func() {
		left.Store(true)
		stop()
	}
}

// lookAtPage finds out what is at an address. host is what is told of it in an
// error.
func (a *App) lookAtPage(ctx context.Context, r views.PageRequest, progress func(asked int, host string)) (found *pageFound, host string, err error) {
	typed, local := strings.TrimSpace(r.Address), r.Local
	if subscribe.IsLink(typed) {
		if typed, err = source.ParseLink(typed); err != nil {
			return nil, "", err
		}
	}
	u, err := source.ParseAddress(typed, local)
	if err != nil {
		return nil, hostOf(typed), err
	}
	host = u.Host
	asked := 0
	client := a.client(local)
	get := func(ctx context.Context, address string, have source.Validators) (source.Answer, error) {
		asked++
		progress(asked, host)
		return client.Get(ctx, address, have)
	}
	recipe, page, attempts, err := source.Detect(ctx, u, get)
	if err != nil && local && !strings.Contains(typed, "://") && ctx.Err() == nil {
		// Pages of one's own seldom have a certificate, and nobody types http:// there.
		plain := *u
		plain.Scheme = "http"
		if r2, p2, more, err2 := source.Detect(ctx, &plain, get); err2 == nil {
			u, recipe, page, err = &plain, r2, p2, nil
		} else {
			attempts = append(attempts, more...)
		}
	}
	for _, t := range attempts {
		a.log.Info("find page", "url", t.URL, "error", t.Err)
	}
	if err != nil {
		return nil, host, err
	}
	return a.describe(ctx, u, recipe, page, get, local), host, nil
}

// describe says what a page is and how it will be read.
func (a *App) describe(ctx context.Context, at *url.URL, recipe source.Recipe, page *source.Page,
	get func(context.Context, string, source.Validators) (source.Answer, error), local bool,
) *pageFound {
	pages := []*source.Page{page}
	for _, address := range recipe.With { // what is missing is missing in the count alone
		if answer, err := get(ctx, address, source.Validators{}); err == nil {
			if p, err := source.Read(answer.Body); err == nil {
				pages = append(pages, p)
			}
		}
	}
	f := &views.FoundPage{Name: page.Name, Provider: string(recipe.Provider), TextOnly: page.Part == source.PartHistory}
	if main, err := url.Parse(recipe.Main); err == nil {
		moved := *at
		moved.Scheme, moved.Host = main.Scheme, main.Host // where the redirects ended
		at = &moved
	}
	f.Host = at.Host
	if _, result := (source.State{}).Next(time.Now(), pages...); result.Document != nil {
		doc := result.Document
		f.Services = len(doc.Services())
		for _, in := range doc.Incidents {
			if !in.Status.Over() {
				f.Incidents++
			}
		}
		for _, m := range doc.Maintenances {
			if m.Status != "completed" {
				f.Maintenances++
			}
		}
	}
	if f.Name == "" {
		f.Name = f.Host
	}
	sub := newSubscription(at.String())
	sub.Name = views.Plain(f.Name, 200)
	sub.Page = &store.StatusPage{Provider: string(recipe.Provider), Main: recipe.Main, With: recipe.With, Confirm: recipe.Confirm, Local: local}
	return &pageFound{shown: f, sub: sub}
}

// knownPage tells of a page that is followed already.
func knownPage(u *store.User, sub store.Subscription) error {
	for _, s := range u.Feeds {
		if s.URL == sub.URL || s.Page != nil && s.Page.Main == sub.Page.Main {
			return errKnown
		}
	}
	return nil
}

// addPage follows what findPage has found, and shows it. UI goroutine; done is
// called there.
func (a *App) addPage(f *views.FoundPage, done func(*views.Problem)) {
	found := a.found
	if found == nil || found.shown != f {
		return // another one was looked at since
	}
	go func() {
		p := a.pageProblem(a.keepPage(found.sub), f.Host)
		fyne.Do(func() { done(p) })
	}()
}

func (a *App) keepPage(sub store.Subscription) error {
	var known error // looked at once more with the file in hand
	if err := a.user.Update(func(u *store.User) {
		if known = knownPage(u, sub); known == nil {
			u.Feeds = append(u.Feeds, sub)
		}
	}); err != nil {
		return err
	}
	if known != nil {
		return known
	}
	a.do(func(context.Context) {
		a.adoptFeeds()
		a.openFeed(sub)
		a.showFeed(sub.ID)
	})
	return nil
}

// allowPage lets a page be asked although it is in the reader's own network. They
// have said so. Worker.
func (a *App) allowPage(id string) {
	a.saved(a.user.Update(func(u *store.User) {
		for i := range u.Feeds {
			if p := u.Feeds[i].Page; u.Feeds[i].ID == id && p != nil {
				p.Local = true
			}
		}
	}))
	for _, s := range a.user.Get().Feeds {
		if s.ID == id {
			a.closeFeed(id)
			a.openFeed(s)
			a.showFeed(id)
		}
	}
}

// pageProblem says in the reader's words why a page is not added; nil for no error.
func (a *App) pageProblem(err error, host string) *views.Problem {
	if err == nil {
		return nil
	}
	a.log.Info("status page", "error", err)
	l := a.model.localizer()
	data := map[string]any{"Host": views.Plain(host, 120)}
	say := func(id string) *views.Problem {
		return &views.Problem{Text: l.T(id, data), Todo: l.T(id+".todo", data)}
	}
	switch {
	case errors.Is(err, errKnown):
		return say("problem.page.known")
	case errors.Is(err, source.ErrLink):
		return say("problem.page.link")
	case errors.Is(err, source.ErrPrivate):
		p := say("problem.page_private")
		p.Private = true
		return p
	case errors.Is(err, source.ErrAddress):
		return say("problem.page.address")
	case errors.Is(err, source.ErrCertificate):
		return say("problem.certificate")
	case errors.Is(err, source.ErrNotFound), errors.Is(err, source.ErrPage):
		return say("problem.page.not_found")
	case errors.Is(err, source.ErrStatus):
		return say("problem.page.refused")
	case errors.Is(err, source.ErrSlow), errors.Is(err, context.DeadlineExceeded):
		p := say("problem.timed_out")
		p.Todo, p.Unreached = l.T("problem.add.todo", nil), true
		return p
	case errors.Is(err, source.ErrUnreachable):
		p := say("problem.page.unreachable")
		if !subscribe.SystemNetwork().Online() {
			p = say("problem.no_network")
		}
		p.Todo, p.Unreached = l.T("problem.add.todo", nil), true
		return p
	}
	return a.problem(err)
}

// hostOf is the host in what was typed, as far as it can be told.
func hostOf(typed string) string {
	if _, rest, ok := strings.Cut(typed, "://"); ok {
		typed = rest
	}
	host, _, _ := strings.Cut(typed, "/")
	if _, rest, ok := strings.Cut(host, "@"); ok { // never a password
		host = rest
	}
	return host
}
