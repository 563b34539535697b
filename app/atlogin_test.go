package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bokgu/views"
)

func TestStartAtLogin(t *testing.T) {
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	t.Setenv("FLATPAK_ID", "")
	t.Setenv("APPIMAGE", "/home/kim/Bokgu.AppImage")
	b := newBench(t)
	b.opts.Data = b.dir
	is := func(want views.AtLogin) {
		t.Helper()
		if got := b.snapshot().AtLogin; got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
	b.lookAtLogin()
	is(views.AtLoginOff)
	if p := b.startAtLogin(true); p != nil {
		t.Fatal(p)
	}
	is(views.AtLoginOn)
	entry := filepath.Join(config, "autostart", b.meta.ID+".desktop")
	content, err := os.ReadFile(entry)
	if err != nil {
		t.Fatal(err)
	}
	if want := `Exec="/home/kim/Bokgu.AppImage" "--hidden" "--data" "` + b.dir + `"`; !slices.Contains(strings.Split(string(content), "\n"), want) {
		t.Errorf("%s", content)
	}
	// What the desktop's own list switches off is off here.
	if err := os.Remove(entry); err != nil {
		t.Fatal(err)
	}
	b.lookAtLogin()
	is(views.AtLoginOff)

	// A folder in the way: said in words, and the switch shows what is.
	if err := os.Mkdir(entry, 0o700); err != nil {
		t.Fatal(err)
	}
	p := b.startAtLogin(true)
	b.says(p, "problem.at_login", nil)

	t.Setenv("FLATPAK_ID", "app")
	b.lookAtLogin()
	is(views.AtLoginNever)
}
