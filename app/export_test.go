package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bokgu/app/settings"
	"bokgu/sync/store"
)

// exportDevice is a device's own data, without a screen.
type exportDevice struct {
	dir   string
	user  *store.UserFile
	db    *store.Store
	prefs *settings.Settings
}

func newExportDevice(t *testing.T) *exportDevice {
	t.Helper()
	d := &exportDevice{dir: t.TempDir()}
	var err error
	if d.user, _, err = store.OpenUser(d.dir); err != nil {
		t.Fatal(err)
	}
	if d.db, _, err = store.Open(t.Context(), d.dir, store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	d.prefs, err = settings.Open(settings.Params{
		Load: func() (json.RawMessage, error) { return d.user.Get().Preferences, nil },
		Save: func(raw json.RawMessage) error {
			return d.user.Update(func(u *store.User) { u.Preferences = raw })
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestExportAndImportOfTheApp(t *testing.T) {
	ctx := t.Context()
	from := newExportDevice(t)
	if err := from.user.Update(func(u *store.User) {
		u.Feeds = []store.Subscription{{ID: "a", URL: "wss://status.example", Name: "Example", Private: true}}
		u.Follows = map[string][]string{"a": {"talk"}}
	}); err != nil {
		t.Fatal(err)
	}
	if err := from.prefs.Update(func(v *settings.Values) { v.Theme, v.TextScale = "dark", 150 }); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(from.dir, "bokgu.json")
	for range 2 { // the second replaces the first
		if err := saveExport(ctx, path, from.user, from.db); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info, err)
	}
	if left, _ := filepath.Glob(filepath.Join(from.dir, ".bokgu-export-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	to := newExportDevice(t)
	report, err := readExport(ctx, bytes.NewReader(raw), to.user, to.db, to.prefs, true)
	if err != nil || len(report.NeedTokens) != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if v := to.prefs.Get(); v.Theme != "dark" || v.TextScale != 150 {
		t.Errorf("the preferences did not take effect: %+v", v)
	}
	// They stay when the next one is changed.
	if err := to.prefs.Update(func(v *settings.Values) { v.Language = "ko" }); err != nil {
		t.Fatal(err)
	}
	again, err := settings.Open(settings.Params{Load: func() (json.RawMessage, error) { return to.user.Get().Preferences, nil }})
	if v := again.Get(); err != nil || v.Theme != "dark" || v.Language != "ko" {
		t.Errorf("kept %+v, %v", v, err)
	}
	u := to.user.Get()
	if len(u.Feeds) != 1 || u.Feeds[0].ID == "a" || len(u.Follows[u.Feeds[0].ID]) != 1 {
		t.Errorf("%+v", u)
	}
}

func TestImportRefusesWhatIsNoFeed(t *testing.T) {
	d := newExportDevice(t)
	for name, url := range map[string]string{"plain": "ws://status.example", "file": "file:///etc/passwd", "query": "wss://status.example?token=x"} {
		raw := `{"format":"bokgu-export","version":1,"user":{"feeds":[{"id":"a","url":"` + url + `"}],"preferences":{"theme":"dark"}}}`
		_, err := readExport(t.Context(), strings.NewReader(raw), d.user, d.db, d.prefs, true)
		var where *store.FileError
		if !errors.Is(err, store.ErrBadFile) || !errors.As(err, &where) || where.Path != "user.feeds[0].url" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d.prefs.Get().Theme != settings.Defaults().Theme || len(d.user.Get().Feeds) != 0 {
		t.Error("something of it was taken")
	}
}

// closing notes that it was closed, and can refuse what is written.
type closing struct {
	bytes.Buffer
	err    error
	closed bool
}

func (c *closing) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	return c.Buffer.Write(p)
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

func TestExportThatCannotBeWritten(t *testing.T) {
	d := newExportDevice(t)
	if err := saveExport(t.Context(), filepath.Join(d.dir, "missing", "bokgu.json"), d.user, d.db); err == nil {
		t.Error("written into a folder that is not there")
	}
	full := &closing{err: errors.New("the disk is full")}
	if err := writeExport(t.Context(), full, d.user, d.db); !errors.Is(err, full.err) || !full.closed {
		t.Errorf("%v, closed %v", err, full.closed)
	}
	good := &closing{}
	if err := writeExport(t.Context(), good, d.user, nil); err != nil || !json.Valid(good.Bytes()) || !good.closed {
		t.Errorf("%v, closed %v", err, good.closed)
	}
}
