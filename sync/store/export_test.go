package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	rootA = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	rootB = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	token = "secret-Token-4711"
)

// here is a device: its settings and its store.
type here struct {
	user *UserFile
	db   *Store
}

func device(t testing.TB) here {
	t.Helper()
	dir := t.TempDir()
	u, _, err := OpenUser(dir)
	must(t, err)
	return here{u, mustOpen(t, dir)}
}

func (h here) update(t testing.TB, f func(*User)) {
	t.Helper()
	must(t, h.user.Update(f))
}

func (h here) export(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, Export(t.Context(), &out, h.user.Get(), h.db))
	return out.Bytes()
}

func (h here) take(t testing.TB, raw []byte, o ImportOptions) Report {
	t.Helper()
	r, err := Import(t.Context(), bytes.NewReader(raw), h.user, h.db, o)
	must(t, err)
	return r
}

// all returns the whole history of a feed.
func (h here) all(t testing.TB, sub string) []Entry {
	t.Helper()
	page, err := h.db.Entries(t.Context(), sub, Query{})
	must(t, err)
	return page.Entries
}

// owner is a device with something of everything.
func owner(t testing.TB) here {
	t.Helper()
	h := device(t)
	h.update(t, func(u *User) {
		u.Feeds = []Subscription{
			{ID: "s1", URL: "wss://status.example/v1/stream", Name: "카카오 \"복구\"", Root: rootA, AddedAt: day},
			{ID: "s2", URL: "wss://private.example", Name: "Ours", Root: rootB, Private: true, AddedAt: day},
			{ID: "s3", URL: "wss://new.example", AddedAt: day},
		}
		u.Follows = map[string][]string{"s1": {"talk", "pay"}, "s2": {"x"}, "gone": {"y"}}
		u.Muted = map[string][]string{"s1": {"map"}}
		u.Ticks = map[string][]string{"s2": {"g1"}}
		u.Rules = json.RawMessage(`{"quiet":{"from":"22:00"},"threshold":"any"}`)
		u.Preferences = json.RawMessage(`{"theme":"dark","text_scale":120}`)
	})
	arrive(t, h.db, "s1", 0, 2500, func(i int) time.Time { return day.Add(time.Duration(i/2) * time.Minute) })
	arrive(t, h.db, "s2", 0, 10, func(int) time.Time { return day })
	return h
}

func TestExportAndImportAreTheSame(t *testing.T) {
	from := owner(t)
	raw := from.export(t)
	if !json.Valid(raw) || !bytes.HasPrefix(raw, []byte("{\n\t\"format\": \"bokgu-export\",\n\t\"version\": 1,")) {
		t.Fatalf("%.200s", raw)
	}
	to := device(t)
	n := 0
	report := to.take(t, raw, ImportOptions{NewID: func() string { n++; return fmt.Sprint("new", n) }})
	if len(report.Added) != 3 || len(report.NeedTokens) != 1 || report.NeedTokens[0].ID != "new2" || report.Changes != 2510 || report.Partial ||
		len(report.Known)+len(report.Conflicts)+len(report.Kept) != 0 {
		t.Errorf("%+v", report)
	}
	want, got := from.user.Get(), to.user.Get()
	for i := range want.Feeds {
		want.Feeds[i].ID = fmt.Sprint("new", i+1)
	}
	want.Follows = map[string][]string{"new1": {"talk", "pay"}, "new2": {"x"}}
	want.Muted, want.Ticks = map[string][]string{"new1": {"map"}}, map[string][]string{"new2": {"g1"}}
	if a, b := compact(t, want), compact(t, got); a != b {
		t.Errorf("settings\n%s, want\n%s", b, a)
	}
	for sub, id := range map[string]string{"s1": "new1", "s2": "new2"} {
		if a, b := from.all(t, sub), to.all(t, id); !reflect.DeepEqual(a, b) {
			t.Errorf("history of %s differs: %d and %d", sub, len(a), len(b))
		}
	}

	// Once more changes nothing, here and there.
	before := compact(t, to.user.Get())
	for _, h := range []here{to, from} {
		report := h.take(t, raw, ImportOptions{})
		if len(report.Known) != 3 || len(report.Added)+len(report.Conflicts)+report.Changes+len(report.Kept) != 0 {
			t.Errorf("%+v", report)
		}
	}
	if after := compact(t, to.user.Get()); after != before || len(to.all(t, "new1")) != 2500 {
		t.Errorf("a second import made of\n%s\n%s", before, after)
	}
}

func compact(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	var all any
	must(t, json.Unmarshal(raw, &all)) // orders the keys
	raw, err = json.Marshal(all)
	must(t, err)
	return string(raw)
}

// TestExportHoldsNoToken puts a token wherever one could get to.
func TestExportHoldsNoToken(t *testing.T) {
	h := owner(t)
	u := h.user.Get()
	u.Feeds[0].URL = "wss://name:" + token + "@status.example/v1/stream?token=" + token + "#" + token
	u.Feeds[1].URL = "https://" + token + "@private.example/?" + token
	u.Feeds[0].extra = extra{"token": json.RawMessage(`"` + token + `"`)}
	u.extra = extra{"tokens": json.RawMessage(`["` + token + `"]`)}
	var out bytes.Buffer
	must(t, Export(t.Context(), &out, u, h.db))
	if i := bytes.Index(out.Bytes(), []byte(token)); i >= 0 {
		t.Errorf("the token is in the file: …%s…", out.Bytes()[max(0, i-60):i])
	}
	if strings.Contains(strings.ToLower(out.String()), "token") {
		t.Error("the file speaks of tokens")
	}
	to := device(t)
	if r := to.take(t, out.Bytes(), ImportOptions{}); r.Added[0].URL != "wss://status.example/v1/stream" {
		t.Errorf("%+v", r.Added[0])
	}
}

func TestImportNeverReplacesAPinnedKey(t *testing.T) {
	raw := owner(t).export(t)
	h := device(t)
	h.update(t, func(u *User) {
		u.Feeds = []Subscription{
			{ID: "mine", URL: "wss://status.example/v1/stream", Root: rootB, Name: "mine"}, // another key
			{ID: "new", URL: "wss://new.example", Root: rootA},                             // pinned here only
		}
		u.Follows = map[string][]string{"mine": {"z"}}
	})
	report := h.take(t, raw, ImportOptions{})
	u := h.user.Get()
	if u.Feeds[0].Root != rootB || u.Feeds[1].Root != rootA || fmt.Sprint(u.Follows["mine"]) != "[z x]" || len(h.all(t, "mine")) != 10 {
		t.Errorf("%+v", u)
	}
	want := Conflict{Name: "카카오 \"복구\"", URL: "wss://status.example/v1/stream", Here: "mine", HereRoot: rootB, FileRoot: rootA}
	if len(report.Conflicts) != 1 || report.Conflicts[0] != want {
		t.Errorf("conflicts %+v", report.Conflicts)
	}
	// s2 is known by its key, under another address; that stays too.
	if len(report.Known) != 2 || report.Known[0].ID != "mine" || u.Feeds[0].URL != "wss://status.example/v1/stream" || u.Feeds[0].Private {
		t.Errorf("known %+v", report.Known)
	}
}

func TestImportMerges(t *testing.T) {
	raw := owner(t).export(t)
	setup := func() here {
		h := device(t)
		h.update(t, func(u *User) {
			u.Feeds = []Subscription{{ID: "mine", URL: "wss://status.example/v1/stream", Name: "mine"}}
			u.Follows = map[string][]string{"mine": {"z", "pay"}}
			u.Rules = json.RawMessage(`{"threshold":"off"}`)
			u.Preferences = json.RawMessage(`{"theme": "light", "text_scale": 120}`)
		})
		arrive(t, h.db, "mine", 2400, 2600, func(i int) time.Time { return day.Add(time.Duration(i/2) * time.Minute) })
		return h
	}
	h := setup()
	report := h.take(t, raw, ImportOptions{})
	u := h.user.Get()
	if u.Feeds[0].Root != rootA || u.Feeds[0].Name != "mine" || len(u.Feeds) != 3 {
		t.Errorf("feeds %+v", u.Feeds)
	}
	if fmt.Sprint(u.Follows["mine"]) != "[z pay talk]" || compact(t, u.Rules) != `{"quiet":{"from":"22:00"},"threshold":"off"}` ||
		compact(t, u.Preferences) != `{"text_scale":120,"theme":"light"}` {
		t.Errorf("%s", compact(t, u))
	}
	if fmt.Sprint(report.Kept) != "[preferences.theme rules.threshold]" || report.Changes != 2400+10 {
		t.Errorf("%+v", report)
	}
	list := h.all(t, "mine")
	if len(list) != 2600 || !slices.IsSortedFunc(list, func(a, b Entry) int { return b.Change.At.Compare(a.Change.At) }) {
		t.Errorf("%d in the history", len(list))
	}
	h = setup()
	h.take(t, raw, ImportOptions{TakeSettings: true})
	if u := h.user.Get(); compact(t, u.Rules) != `{"quiet":{"from":"22:00"},"threshold":"any"}` || compact(t, u.Preferences) != `{"text_scale":120,"theme":"dark"}` {
		t.Errorf("%s", compact(t, u))
	}
}

// TestImportSilencesNobody: a file from a device that was ahead of this one, or
// from an enemy, must not make this one take a change for known.
func TestImportSilencesNobody(t *testing.T) {
	ctx := t.Context()
	h := device(t)
	h.update(t, func(u *User) {
		u.Feeds = []Subscription{{ID: "a", URL: "wss://x.example", Root: rootA}}
	})
	one, two := document("e", 1, 2), document("e", 2, 2)
	must(t, h.db.Commit(ctx, "a", commit(t, nil, one)))
	report := h.take(t, []byte(`{"format":"bokgu-export","version":1,"user":{"feeds":[{"id":"f","url":"wss://x.example","name":"","root":"`+rootA+`"}]},
		"history":[{"feed":"f","complete":true,"names":[{"component":"false"}],"changes":[
			{"id":"e.2.0","at":"2022-10-15T00:00:00Z","kind":"component_status","component_id":"c0","to":"major_outage","names":0},
			{"id":"e.1.0","at":"2022-10-14T00:00:00Z","kind":"stage"}]}]}`), ImportOptions{})
	if p, err := h.db.Pending(ctx, "a"); err != nil || len(p.Changes) != 0 || report.Changes != 2 {
		t.Fatalf("an import alerts: %+v, %v", p, err)
	}
	must(t, h.db.Commit(ctx, "a", commit(t, one, two)))
	if p, err := h.db.Pending(ctx, "a"); err != nil || fmt.Sprint(ids(p.Changes)) != "[e.2.0]" {
		t.Errorf("pending %v, %v", ids(p.Changes), err)
	}
	list := h.all(t, "a")
	if len(list) != 2 || list[0].Change.To != "operational" || list[0].Names.Component["en"] != "Function 0" {
		t.Errorf("the feed's own word did not win: %+v", list)
	}
	var changes int
	must(t, h.db.db.QueryRow(`SELECT changes FROM journal`).Scan(&changes))
	if changes != 2 {
		t.Errorf("%d changes counted", changes)
	}
}

func TestBadFilesAreRefusedWhole(t *testing.T) {
	good := string(owner(t).export(t))
	feedOf := func(fields string) string {
		return `{"format":"bokgu-export","version":1,"user":{"feeds":[{"id":"a","url":"wss://a.example","name":"a"},` + fields + `]}}`
	}
	userOf := func(fields string) string {
		return `{"format":"bokgu-export","version":1,"user":{"feeds":[{"id":"a","url":"wss://a.example"}],` + fields + `}}`
	}
	historyOf := func(fields string) string {
		return `{"format":"bokgu-export","version":1,"user":{"feeds":[{"id":"a","url":"wss://a.example"}]},"history":[{"feed":"a","changes":[
			{"id":"e.1.0","at":"2022-10-15T06:30:00Z","kind":"stage"},` + fields + `]}]}`
	}
	for _, c := range []struct{ name, raw, where string }{
		{"empty", ``, "the file: not JSON at line 1"},
		{"half", good[:len(good)/2], "the file: not JSON at line "},
		{"text", "a\nb", "the file: not JSON at line 1, byte 1"},
		{"not an object", `[1]`, "the file: a array"},
		{"somebody else's", `{"version":1,"user":{}}`, `format: not "bokgu-export"`},
		{"no version", `{"format":"bokgu-export","user":{}}`, "version: missing"},
		{"no user", `{"format":"bokgu-export","version":1}`, "user: missing"},
		{"deep", `{"format":` + strings.Repeat("[", 100_000), "the file: "},
		{"feeds", `{"format":"bokgu-export","version":1,"user":{"feeds":{}}}`, "user.feeds: a object where a slice"},
		{"no id", feedOf(`{"url":"wss://b.example"}`), "user.feeds[1].id: missing"},
		{"same id", feedOf(`{"id":"a","url":"wss://b.example"}`), "user.feeds[1].id: another"},
		{"no url", feedOf(`{"id":"b"}`), "user.feeds[1].url: missing"},
		{"same url", feedOf(`{"id":"b","url":"wss://a.example"}`), "user.feeds[1].url: the same as that of user.feeds[0]"},
		{"secret", feedOf(`{"id":"b","url":"wss://u:` + token + `@b.example"}`), "user.feeds[1].url: the address holds"},
		{"broken url", feedOf(`{"id":"b","url":"wss://` + token + `\u0000"}`), "user.feeds[1].url: it cannot be read"},
		{"other scheme", feedOf(`{"id":"b","url":"file:///etc/passwd"}`), "user.feeds[1].url: not the address of a feed"},
		{"root", feedOf(`{"id":"b","url":"wss://b.example","root":"md5:00"}`), "user.feeds[1].root: not the fingerprint"},
		{"time", feedOf(`{"id":"b","url":"wss://b.example","added_at":"yesterday"}`), "user: "},
		{"long", feedOf(`{"id":"` + strings.Repeat("x", 5000) + `","url":"wss://b.example"}`), "user.feeds[1].id: longer"},
		{"follows", userOf(`"follows":{"b":["x"]}`), `user.follows["b"]: no such feed`},
		{"follow", userOf(`"ticks":{"a":["x",""]}`), `user.ticks["a"][1]: an id has`},
		{"rules", userOf(`"rules":[]`), "user.rules: not an object"},
		{"preferences", userOf(`"preferences":7`), "user.preferences: not an object"},
		{"history", userOf(`"x":1},"history":[{"feed":"b"}],"y":{`), "history[0].feed: no such feed"},
		{"history of two", historyOf(`{"id":"x","at":"2022-10-15T06:30:00Z","kind":"stage"}]},{"feed":"a","changes":[`), "history[1].feed: it has a history"},
		{"change", historyOf(`7`), "history[0].changes[1]: a number"},
		{"change without id", historyOf(`{}`), "history[0].changes[1].id: missing"},
		{"change without time", historyOf(`{"id":"x"}`), "history[0].changes[1].at: missing"},
		{"change without kind", historyOf(`{"id":"x","at":"2022-10-15T06:30:00Z"}`), "history[0].changes[1].kind: missing"},
		{"state of nothing", historyOf(`{"id":"x","at":"2022-10-15T06:30:00Z","kind":"component_status"}`), "history[0].changes[1].component_id: missing"},
		{"change with a bad time", historyOf(`{"id":"x","at":"15.10.2022"}`), "history[0].changes[1]: "},
		{"names", historyOf(`{"id":"x","at":"2022-10-15T06:30:00Z","kind":"stage","names":0}`), "history[0].changes[1].names: there is no name"},
		{"big change", historyOf(`{"id":"` + strings.Repeat("x", maxImportChange) + `"}`), "history[0].changes[1]: longer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := device(t)
			_, err := Import(t.Context(), strings.NewReader(c.raw), h.user, h.db, ImportOptions{CheckURL: func(u string) error {
				if !strings.HasPrefix(u, "wss:") {
					return errors.New("no")
				}
				return nil
			}})
			var where *FileError
			if !errors.Is(err, ErrBadFile) || !errors.As(err, &where) || !strings.HasPrefix(err.Error(), "store: import: "+c.where) {
				t.Errorf("%v, want %s…", err, c.where)
			}
			if err != nil && strings.Contains(err.Error(), token) {
				t.Errorf("the error holds the token: %v", err)
			}
			if u := h.user.Get(); len(u.Feeds) != 0 {
				t.Errorf("half of it was taken: %+v", u)
			}
		})
	}
	h := device(t)
	if _, err := Import(t.Context(), strings.NewReader(strings.Replace(good, `"version": 1`, `"version": 2`, 1)), h.user, h.db, ImportOptions{}); !errors.Is(err, ErrNewer) {
		t.Errorf("a later version: %v", err)
	}
	if _, err := Import(t.Context(), zeros{}, h.user, h.db, ImportOptions{}); !errors.Is(err, ErrBadFile) || !strings.Contains(err.Error(), fmt.Sprint(MaxExport)) {
		t.Errorf("an endless file: %v", err)
	}
}

// zeros is a file without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// refusing is a UserData that fails, or that somebody else changes.
type refusing struct {
	UserData
	err   error
	first func()
}

func (r *refusing) Update(f func(*User)) error {
	if r.first != nil {
		r.first()
	}
	if r.err != nil {
		return r.err
	}
	return r.UserData.Update(f)
}

func TestImportIsAllOrNothing(t *testing.T) {
	raw := owner(t).export(t)
	disk := errors.New("the disk is full")
	for name, c := range map[string]func(h here) (context.Context, UserData, error){
		"settings fail": func(h here) (context.Context, UserData, error) {
			return t.Context(), &refusing{UserData: h.user, err: disk}, disk
		},
		"settings change": func(h here) (context.Context, UserData, error) {
			return t.Context(), &refusing{UserData: h.user, first: func() {
				must(t, h.user.Update(func(u *User) {
					u.Feeds = append(u.Feeds, Subscription{ID: "mine", URL: "wss://status.example/v1/stream", Root: rootB})
				}))
			}}, errMoved
		},
		"history fails": func(h here) (context.Context, UserData, error) {
			_, err := h.db.db.Exec(`CREATE TEMP TRIGGER boom BEFORE INSERT ON history WHEN NEW.ord < -1000 BEGIN SELECT RAISE(ABORT, 'boom'); END`)
			must(t, err)
			return t.Context(), h.user, nil
		},
		"the end fails": func(h here) (context.Context, UserData, error) {
			_, err := h.db.db.Exec(`CREATE TABLE late (sub TEXT REFERENCES feed DEFERRABLE INITIALLY DEFERRED);
				CREATE TEMP TRIGGER boom AFTER INSERT ON history BEGIN INSERT INTO late VALUES ('nobody'); END`)
			must(t, err)
			return t.Context(), h.user, nil
		},
		"given up": func(h here) (context.Context, UserData, error) {
			ctx := &giveUp{Context: t.Context(), after: 1000}
			return ctx, h.user, context.Canceled
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := device(t)
			h.update(t, func(u *User) { u.Ticks = map[string][]string{"k": {"v"}} })
			ctx, user, want := c(h)
			report, err := Import(ctx, bytes.NewReader(raw), user, h.db, ImportOptions{})
			if err == nil || want != nil && !errors.Is(err, want) || !reflect.DeepEqual(report, Report{}) {
				t.Fatalf("%+v, %v", report, err)
			}
			u := h.user.Get()
			u.Feeds = slices.DeleteFunc(u.Feeds, func(s Subscription) bool { return s.ID == "mine" })
			var changes, feeds int
			must(t, h.db.db.QueryRow(`SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM feed)`).Scan(&changes, &feeds))
			if len(u.Feeds) != 0 || len(u.Follows) != 0 || len(u.Ticks) != 1 || u.Rules != nil || changes+feeds != 0 {
				t.Errorf("half of it was taken: %s, %d changes, %d feeds", compact(t, u), changes, feeds)
			}
		})
	}
}

// giveUp is a context that ends after some looks at it.
type giveUp struct {
	context.Context
	after int
}

func (g *giveUp) Err() error {
	if g.after--; g.after < 0 {
		return context.Canceled
	}
	return nil
}

func TestExportStaysWithinItsBound(t *testing.T) {
	h := owner(t)
	var out bytes.Buffer
	c := &counter{w: bufio.NewWriter(&out)}
	must(t, exportHistory(t.Context(), c, h.db, "s1", 100_000))
	must(t, c.w.Flush())
	var got struct {
		Changes  []exportedChange
		Names    []Names
		Complete bool
	}
	must(t, json.Unmarshal(out.Bytes(), &got))
	if out.Len() > 100_100 || out.Len() < 90_000 || got.Complete || got.Changes[0].At.Before(got.Changes[len(got.Changes)-1].At) {
		t.Errorf("%d bytes, complete %v", out.Len(), got.Complete)
	}
	if last := got.Changes[len(got.Changes)-1]; *last.Names >= len(got.Names) {
		t.Errorf("%+v", last)
	}
	if h.all(t, "s1")[0].Change != got.Changes[0].Change {
		t.Error("the newest is not there")
	}
}

func TestFullHistoryGoesThroughAFile(t *testing.T) {
	from := owner(t)
	n := longRun(MaxHistory/10, MaxHistory)
	fillHistory(t, from.db, "s3", n)
	raw := from.export(t)
	if each := len(raw) / (n + 2510); each*MaxHistory > MaxExport/5 {
		t.Errorf("%d bytes for each change", each)
	}
	to := device(t)
	if r := to.take(t, raw, ImportOptions{}); r.Changes != n+2510 || r.Partial {
		t.Errorf("%d changes", r.Changes)
	}
}

func FuzzImport(f *testing.F) {
	var out bytes.Buffer
	h := owner(f)
	u := h.user.Get()
	u.Feeds = u.Feeds[1:]
	must(f, Export(f.Context(), &out, u, h.db))
	f.Add(out.Bytes())
	f.Add([]byte(`{"format":"bokgu-export","version":1,"user":{}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := readExport(bytes.NewReader(raw), nil)
		if err != nil {
			if !errors.Is(err, ErrBadFile) && !errors.Is(err, ErrNewer) {
				t.Fatalf("%v", err)
			}
			return
		}
		// What was let in can be merged, and for every change there is a name.
		ids := make(map[string]string)
		for i := range file.User.Feeds {
			ids[file.User.Feeds[i].ID] = fmt.Sprint(i)
		}
		next, plan := merge(User{Version: UserVersion}, file, ids, ImportOptions{})
		if len(next.Feeds) != len(plan.report.Added) {
			t.Fatalf("%d feeds, %+v", len(next.Feeds), plan.report)
		}
		for _, h := range file.History {
			for _, c := range h.Changes {
				if c.Names != nil {
					_ = h.Names[*c.Names]
				}
				if _, err := json.Marshal(c.Change); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
