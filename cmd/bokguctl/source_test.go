package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bokgu/sync/feed"
)

// captured writes captured answers into files and returns their paths.
func captured(t *testing.T, bodies ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i, b := range bodies {
		path := filepath.Join(dir, string(rune('a'+i))+".json")
		if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

const (
	quiet   = `{"page":{"id":"pg","name":"Example","url":"https://status.example","time_zone":"Asia/Seoul","updated_at":"2026-03-10T09:00:00Z"},"components":[{"id":"c","name":"Mail","status":"operational","updated_at":"2026-03-01T00:00:00Z"}],"incidents":[],"scheduled_maintenances":[]}`
	outage  = `{"page":{"id":"pg","name":"Example","url":"https://status.example","time_zone":"Asia/Seoul","updated_at":"2026-03-10T10:00:00Z"},"components":[{"id":"c","name":"Mail","status":"major_outage","updated_at":"2026-03-10T09:55:00Z"}],"incidents":[{"id":"i","name":"Mail is down","status":"investigating","impact":"major","started_at":"2026-03-10T09:55:00Z","updated_at":"2026-03-10T10:00:00Z","incident_updates":[{"id":"u","status":"investigating","body":"We look.","display_at":"2026-03-10T10:00:00Z","updated_at":"2026-03-10T10:00:00Z"}],"components":[{"id":"c"}]}],"scheduled_maintenances":[]}`
	foreign = `{"page":{"id":"zz","name":"Other","url":"https://other.example","updated_at":"2026-03-10T11:00:00Z"},"components":[],"incidents":[]}`
)

func TestSourceChanges(t *testing.T) {
	calm := strings.Replace(quiet, "T09:00:00Z\"},\"comp", "T11:00:00Z\"},\"comp", 1)
	files := captured(t, "", quiet, `{"status":500,"error":"x"}`, quiet, outage, "<html>\x1b[2Jno</html>", foreign, quiet, outage, calm)
	code, out, errs := bokguctl(t.Context(), append([]string{"source", "changes", "--json"}, files...)...)
	if code != 0 {
		t.Fatalf("exit %d, %s", code, errs)
	}
	var got []string
	ids := make(map[string]bool)
	for line := range strings.Lines(out) {
		var c feed.Change
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&c); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if ids[c.ID] {
			t.Errorf("the id %s twice", c.ID)
		}
		ids[c.ID] = true
		got = append(got, string(c.Kind)+" "+c.From+">"+c.To)
	}
	want := "component_status operational>major_outage, incident_opened >investigating, stage not_reported>active, incident_update >investigating, " +
		"component_status major_outage>operational, incident_unlisted investigating>"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	for _, skipped := range []string{"a.json: not a usable status page: the answer is empty", "c.json: not", "f.json: not", "g.json: of another page", "h.json: an older answer"} {
		if !strings.Contains(errs, skipped) {
			t.Errorf("standard error does not say %q:\n%s", skipped, errs)
		}
	}
	if strings.Count(errs, "\n") != 5 || strings.Contains(errs, "\x1b") {
		t.Errorf("standard error:\n%q", errs)
	}
	if _, again, _ := bokguctl(t.Context(), append([]string{"source", "changes", "--json"}, files...)...); again != out {
		t.Error("the same captures give other ids")
	}
	_, out, _ = bokguctl(t.Context(), append([]string{"source", "changes"}, files...)...)
	if !strings.Contains(out, "2026-03-10 18:55 KST  Mail  component status  operational → major_outage  [") ||
		!strings.Contains(out, "Mail is down  incident unlisted  was investigating") {
		t.Errorf("for a person:\n%s", out)
	}
}

func TestSourceShow(t *testing.T) {
	files := captured(t, outage, foreign, "", quiet)
	code, out, errs := bokguctl(t.Context(), append([]string{"source", "show"}, files...)...)
	if code != 0 || !strings.Contains(errs, "c.json") || strings.Count(errs, "\n") != 1 {
		t.Fatalf("exit %d, %s", code, errs)
	}
	dec := json.NewDecoder(strings.NewReader(out))
	for _, name := range []string{"Example", "Other"} {
		var doc feed.Status
		if err := dec.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		if err := feed.Validate(&doc); err != nil || doc.Feed.Name.In("", "") != name {
			t.Errorf("%s: %v", doc.Feed.Name, err)
		}
		if name == "Example" && doc.StatusOf("c") != feed.MajorOutage {
			t.Error("an older answer replaced the newer one")
		}
	}
	if dec.More() {
		t.Error("a third document")
	}
	for _, what := range []string{"show", "changes"} {
		if code, out, errs := bokguctl(t.Context(), "source", what, captured(t, "nothing")[0]); code != 0 || out != "" || !strings.Contains(errs, "not a usable status page") {
			t.Errorf("%s: exit %d, %s, %s", what, code, out, errs)
		}
		files := append(captured(t, quiet), filepath.Join(t.TempDir(), "absent"))
		if code, _, errs := bokguctl(t.Context(), "source", what, files[0], files[1]); code != 1 || !strings.Contains(errs, "1 of 2 files could not be read") {
			t.Errorf("%s: a file that is not there: exit %d, %s", what, code, errs)
		}
	}
	if code, _, _ := bokguctl(t.Context(), "source", "show"); code != 2 {
		t.Errorf("no file: exit %d", code)
	}
}

// The address of a page is enough; what is private is asked only if that is said.
func TestSourceShowURL(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasPrefix(r.UserAgent(), "bokguctl/"):
			t.Errorf("asked by %q", r.UserAgent())
		case r.URL.Path == "/ko/api/v2/summary.json":
			_, _ = io.WriteString(w, "<html>not here</html>")
			return
		case r.URL.Path == "/api/v2/summary.json":
			http.Redirect(w, r, "/new/api/v2/summary.json", http.StatusMovedPermanently)
			return
		case r.URL.Path == "/new/api/v2/summary.json":
			_, _ = io.WriteString(w, outage)
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	code, out, errs := bokguctl(t.Context(), "source", "show", "--allow-private", server.URL+"/ko?lang=ko")
	var doc feed.Status
	if err := json.Unmarshal([]byte(out), &doc); code != 0 || err != nil || doc.StatusOf("c") != feed.MajorOutage {
		t.Errorf("exit %d, %v, %s", code, err, errs)
	}
	for _, said := range []string{"/ko/api/v2/summary.json: not a usable", "/new/api/v2/summary.json: a page of statuspage", "/new/api/v2/incidents.json: the server refuses or fails: 404"} {
		if !strings.Contains(errs, said) {
			t.Errorf("standard error does not say %q:\n%s", said, errs)
		}
	}
	if code, _, errs := bokguctl(t.Context(), "source", "show", server.URL); code != 2 || !strings.Contains(errs, "--allow-private") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if code, _, errs := bokguctl(t.Context(), "source", "show", "--allow-private", server.URL+"/x.json?token=secret"); code != 0 || strings.Contains(errs, "secret") {
		t.Errorf("exit %d, %s", code, errs)
	}
}
