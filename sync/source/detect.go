package source

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Recipe is how a page is read: which document is asked for at each poll, which
// with it, and which only to confirm what became of an incident.
type Recipe struct {
	Provider Provider `json:"provider"`
	Main     string   `json:"main"`
	With     []string `json:"with,omitempty"`
	// Confirm holds incidents that are over, which Main never lists.
	Confirm string `json:"confirm,omitempty"`
}

// Recipes returns where the documents of the page at u can be, in the order in
// which they are asked for: the document itself if the address is of one, then
// the provider's known addresses, the most common and most telling first, text
// alone last. All are plain GETs of public documents. A provider's address is
// never enough: what answers is read, and one that answers 200 to anything
// (Instatus, Better Stack) is found out by that.
func Recipes(u *url.URL) []Recipe {
	at := func(path string) string {
		v := *u
		v.Path = path
		return v.String()
	}
	under := func(provider Provider, base string) []Recipe {
		return []Recipe{{Provider: provider, Main: at(base + "/api/v2/summary.json"), Confirm: at(base + "/api/v2/incidents.json")}}
	}
	var out []Recipe
	base := u.Path
	if name := u.Path[strings.LastIndexByte(u.Path, '/')+1:]; strings.Contains(u.Path, "/api/") || strings.Contains(name, ".") {
		out = append(out, Recipe{Main: u.String()})
		base = ""
		// Of a known document the rest of the page is known.
		if before, ok := strings.CutSuffix(u.Path, "/api/v2/"+name); ok && strings.HasSuffix(name, ".json") {
			base = before
		}
	}
	slug, isKuma := strings.CutPrefix(u.Path, "/status/")
	if isKuma && slug != "" && !strings.Contains(slug, "/") {
		out = append(out, kuma(at, slug))
	}
	bases := []string{""}
	if base != "" && !isKuma {
		bases = []string{base, ""} // the page below a path first, as in /ko or /status
	}
	for _, b := range bases {
		out = append(out, under(Statuspage, b)...)
		out = append(out, Recipe{Provider: Instatus, Main: at(b + "/summary.json"), With: []string{at(b + "/v2/components.json")}},
			Recipe{Provider: CState, Main: at(b + "/index.json")}) // Better Stack's as well
	}
	out = append(out, Recipe{Provider: IncidentIO, Main: at("/api/v1/summary")},
		Recipe{Provider: Gatus, Main: at("/api/v1/endpoints/statuses")})
	if !isKuma {
		out = append(out, kuma(at, "default"))
	}
	for _, path := range []string{"/history.atom", "/history.rss", "/feed.atom", "/index.xml"} {
		out = append(out, Recipe{Provider: Syndication, Main: at(path)})
	}
	return out
}

func kuma(at func(string) string, slug string) Recipe {
	return Recipe{
		Provider: UptimeKuma, Main: at("/api/status-page/" + slug), With: []string{at("/api/status-page/heartbeat/" + slug)},
	}
}

// Attempt is one address that was asked, and what it was.
type Attempt struct {
	URL string
	Err error // nil: a page
}

// ErrNotFound is what Detect's error wraps where nothing that answers is a page.
var ErrNotFound = errors.New("no status page that can be read was found there")

// Detect finds out how the page at an address is read. It asks for one document at
// a time and stops at the first that is one of a page. get is Client.Get; the
// recipe holds the addresses that redirects led to, so that a poll is not
// redirected each time. attempts tell a person what was tried, also on
// success. An error that would meet every further request (a host that is not
// there or says nothing, a private address, a bad certificate, too many requests)
// ends the search at once.
func Detect(ctx context.Context, u *url.URL, get func(ctx context.Context, address string, have Validators) (Answer, error)) (Recipe, *Page, []Attempt, error) {
	var attempts []Attempt
	asked := make(map[string]bool)
	for _, r := range Recipes(u) {
		if asked[r.Main] {
			continue
		}
		asked[r.Main] = true
		answer, err := get(ctx, r.Main, Validators{})
		var page *Page
		if err == nil {
			page, err = Read(answer.Body)
		}
		attempts = append(attempts, Attempt{URL: r.Main, Err: err})
		if err == nil {
			r.Provider = page.Provider
			return r.complete(page).moved(answer.URL), page, attempts, nil
		}
		if ctx.Err() != nil || final(err) {
			return Recipe{}, nil, attempts, err
		}
	}
	return Recipe{}, nil, attempts, ErrNotFound
}

// final reports whether every further request would meet the same.
func final(err error) bool {
	var refusal *StatusError
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrPrivate) || errors.Is(err, ErrCertificate) || errors.Is(err, ErrSlow) ||
		errors.As(err, &refusal) && refusal.Code == http.StatusTooManyRequests
}

// complete adds to a document that was given by its own address what goes with it.
func (r Recipe) complete(p *Page) Recipe {
	if before, ok := strings.CutSuffix(r.Main, "/api/v2/summary.json"); ok && r.Confirm == "" {
		r.Confirm = before + "/api/v2/incidents.json"
	}
	if before, ok := strings.CutSuffix(r.Main, "/summary.json"); ok && p.Provider == Instatus && r.With == nil {
		r.With = []string{before + "/v2/components.json"}
	}
	if before, slug, ok := strings.Cut(r.Main, "/api/status-page/"); ok && r.With == nil && !strings.HasPrefix(slug, "heartbeat/") {
		r.With = []string{before + "/api/status-page/heartbeat/" + slug}
	}
	if p.Provider != Instatus && p.Provider != UptimeKuma {
		r.With = nil
	}
	if p.Provider != Statuspage && p.Provider != IncidentIO {
		r.Confirm = ""
	}
	return r
}

// moved returns the recipe at the place where a redirect led: another host or a
// path before the same document. Anything else may be for this one answer alone.
func (r Recipe) moved(to string) Recipe {
	asked, err := url.Parse(r.Main)
	if err != nil {
		return r
	}
	old, here := strings.CutSuffix(r.Main, asked.Path)
	base, same := strings.CutSuffix(to, asked.Path)
	if !here || !same || asked.Path == "" || base == old {
		return r
	}
	rebase := func(address string) string {
		if rest, ok := strings.CutPrefix(address, old); ok {
			return base + rest
		}
		return address
	}
	r.Main, r.Confirm = rebase(r.Main), rebase(r.Confirm)
	r.With = slices.Clone(r.With)
	for i := range r.With {
		r.With[i] = rebase(r.With[i])
	}
	return r
}
