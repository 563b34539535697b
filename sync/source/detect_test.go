package source

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// site answers as a host does: what is in it, and for the rest either nothing or
// the same page for people with status 200 to anything.
func site(t *testing.T, shell string, files map[string]string) func(context.Context, string, Validators) (Answer, error) {
	t.Helper()
	return func(_ context.Context, address string, _ Validators) (Answer, error) {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if name, ok := files[u.Path]; ok {
			return Answer{Body: fixture(t, name), URL: address}, nil
		}
		if shell != "" {
			return Answer{Body: []byte(shell), URL: address}, nil
		}
		return Answer{}, &StatusError{Code: 404}
	}
}

func TestDetect(t *testing.T) {
	const spa = "<!DOCTYPE html><html><body>Loading…</body></html>"
	for _, c := range []struct {
		typed, shell string
		files        map[string]string
		provider     Provider
		main         string
		also         string // With and Confirm
		tried        int
	}{
		{"status.mail.example", "", map[string]string{"/api/v2/summary.json": "statuspage-summary.json"}, Statuspage, "/api/v2/summary.json", "/api/v2/incidents.json", 1},
		{"https://status.mail.example/history?page=2", spa, map[string]string{"/api/v2/summary.json": "statuspage-summary.json"}, Statuspage, "/api/v2/summary.json", "/api/v2/incidents.json", 4},
		{"https://status.mail.example/api/v2/summary.json", "", map[string]string{"/api/v2/summary.json": "statuspage-summary.json"}, Statuspage, "/api/v2/summary.json", "/api/v2/incidents.json", 1},
		{"https://status.mail.example/api/v2/incidents.json", "", map[string]string{"/api/v2/incidents.json": "statuspage-incidents.json"}, Statuspage, "/api/v2/incidents.json", "", 1},
		{"status.chat.example", spa, map[string]string{"/api/v2/summary.json": "incidentio-compat-summary.json", "/api/v1/summary": "incidentio-widget.json"}, IncidentIO, "/api/v2/summary.json", "/api/v2/incidents.json", 1},
		{"status.chat.example", spa, map[string]string{"/api/v1/summary": "incidentio-widget.json"}, IncidentIO, "/api/v1/summary", "", 4},
		{"status.shop.example", spa, map[string]string{"/summary.json": "instatus-summary.json", "/v2/components.json": "instatus-components.json"}, Instatus, "/summary.json", "/v2/components.json", 2},
		{"status.schule.example", "", map[string]string{"/index.json": "cstate-index.json"}, CState, "/index.json", "", 3},
		{"status.bank.example", spa, map[string]string{"/index.json": "betterstack-index.json"}, BetterStack, "/index.json", "", 3},
		{"up.club.example/status/verein", spa, map[string]string{"/api/status-page/verein": "kuma-page.json"}, UptimeKuma, "/api/status-page/verein", "/api/status-page/heartbeat/verein", 1},
		{"up.club.example", spa, map[string]string{"/api/status-page/default": "kuma-page.json"}, UptimeKuma, "/api/status-page/default", "/api/status-page/heartbeat/default", 6},
		{"gatus.example", "", map[string]string{"/api/v1/endpoints/statuses": "gatus-statuses.json"}, Gatus, "/api/v1/endpoints/statuses", "", 5},
		{"old.example", "", map[string]string{"/history.atom": "history.atom"}, Syndication, "/history.atom", "", 7},
		{"https://old.example/feeds/all.rss", "", map[string]string{"/feeds/all.rss": "history.rss"}, Syndication, "/feeds/all.rss", "", 1},
		{"one.example/ko", "", map[string]string{"/ko/index.json": "cstate-index.json"}, CState, "/ko/index.json", "", 3},
	} {
		u, err := ParseAddress(c.typed, false)
		if err != nil {
			t.Fatal(err)
		}
		recipe, page, attempts, err := Detect(t.Context(), u, site(t, c.shell, c.files))
		if err != nil {
			t.Errorf("%s: %v, %+v", c.typed, err, attempts)
			continue
		}
		origin := u.Scheme + "://" + u.Host
		also := strings.ReplaceAll(strings.Join(append(recipe.With, recipe.Confirm), ""), origin, "")
		if recipe.Provider != c.provider || recipe.Main != origin+c.main || also != c.also || page == nil || len(attempts) != c.tried {
			t.Errorf("%s: %+v after %d", c.typed, recipe, len(attempts))
		}
	}
}

func TestDetectNothing(t *testing.T) {
	u, err := ParseAddress("nothing.example", false)
	if err != nil {
		t.Fatal(err)
	}
	for name, shell := range map[string]string{"404 to everything": "", "200 to everything": "<html></html>", "JSON to everything": `{"status":"ok"}`} {
		_, page, attempts, err := Detect(t.Context(), u, site(t, shell, nil))
		if !errors.Is(err, ErrNotFound) || page != nil || len(attempts) < 8 || len(attempts) > 12 {
			t.Errorf("%s: %v after %d", name, err, len(attempts))
		}
		for i, a := range attempts {
			if a.Err == nil || i > 0 && a.URL == attempts[i-1].URL {
				t.Errorf("%s: %+v", name, a)
			}
		}
	}
	document, err := ParseAddress("https://nothing.example/api/v2/summary.json", false)
	if err != nil {
		t.Fatal(err)
	}
	_, _, attempts, _ := Detect(t.Context(), document, site(t, "", nil))
	for i, a := range attempts {
		if slices.ContainsFunc(attempts[:i], func(b Attempt) bool { return a.URL == b.URL }) {
			t.Errorf("%s is asked twice", a.URL)
		}
	}
	for _, end := range []error{ErrUnreachable, ErrPrivate, ErrCertificate, ErrSlow, &StatusError{Code: 429, RetryAfter: time.Minute}} {
		_, _, attempts, err := Detect(t.Context(), u, func(context.Context, string, Validators) (Answer, error) { return Answer{}, end })
		if !errors.Is(err, end) || len(attempts) != 1 {
			t.Errorf("%v: %v after %d", end, err, len(attempts))
		}
	}
}

// A recipe is that of the place where the redirects end.
func TestARecipeMoves(t *testing.T) {
	r := Recipe{Main: "https://a.example/api/v2/summary.json", Confirm: "https://a.example/api/v2/incidents.json", With: []string{"https://a.example/x.json", "https://b.example/x.json"}}
	for to, want := range map[string]string{
		"https://www.a.example/api/v2/summary.json":    "https://www.a.example/api/v2/summary.json https://www.a.example/api/v2/incidents.json https://www.a.example/x.json https://b.example/x.json",
		"https://c.example/ko/api/v2/summary.json":     "https://c.example/ko/api/v2/summary.json https://c.example/ko/api/v2/incidents.json https://c.example/ko/x.json https://b.example/x.json",
		"https://a.example/api/v2/summary.json":        "",
		"https://cdn.example/cache/42?token=x":         "",
		"https://c.example/api/v2/summary.json?once=1": "",
		"": "",
	} {
		if want == "" {
			want = "https://a.example/api/v2/summary.json https://a.example/api/v2/incidents.json https://a.example/x.json https://b.example/x.json"
		}
		m := r.moved(to)
		if got := strings.Join([]string{m.Main, m.Confirm, m.With[0], m.With[1]}, " "); got != want {
			t.Errorf("%q: %s", to, got)
		}
	}
	if r.With[0] != "https://a.example/x.json" {
		t.Error("the recipe before was changed")
	}
}
