package app

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	fynetest "fyne.io/fyne/v2/test"

	"bokgu/app/alert"
	"bokgu/app/native"
	"bokgu/app/settings"
	"bokgu/views"
)

// On a phone nobody writes a command line: what stands there is another's.
func TestPhonesHaveNoCommandLine(t *testing.T) {
	zygote := []string{"app_process64", "-Xzygote", "/system/bin", "--zygote"}
	for _, c := range []struct {
		system string
		args   []string
		want   []string
	}{
		{"android", zygote, nil},
		{"android", nil, nil},
		{"ios", []string{"bokgu", "-x"}, nil},
		{"linux", []string{"bokgu", "--hidden"}, []string{"--hidden"}},
		{"linux", []string{"bokgu"}, nil},
		{"windows", nil, nil},
	} {
		if got := argumentsOn(c.system, c.args); !slices.Equal(got, c.want) {
			t.Errorf("%s %q: %q", c.system, c.args, got)
		}
	}
}

func TestDataFolderOfAndroid(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "/wrong")
	t.Setenv("FILESDIR", "/data/user/0/x/files")
	if dir, err := dataHomeOf("android"); dir != "/data/user/0/x/files" || err != nil {
		t.Errorf("%q, %v", dir, err)
	}
	t.Setenv("FILESDIR", "")
	if dir, err := dataHomeOf("android"); err == nil {
		t.Errorf("%q: not a folder of this app alone", dir)
	}
	if dir, err := dataHomeOf("linux"); dir != filepath.FromSlash("/wrong") || err != nil {
		t.Errorf("%q, %v", dir, err)
	}
}

// The reader is asked when they turn alerts on or leave the first steps with
// alerts, and only where it is needed.
func TestPermissionIsAskedForWhenAlertsAreWanted(t *testing.T) {
	for _, c := range []struct {
		name   string
		now    native.Permission
		alerts bool // before
		do     func(*App)
		want   bool
	}{
		{"the first steps end", native.PermissionOff, true, func(a *App) { a.endFirstRun(true) }, true},
		{"… with alerts off", native.PermissionOff, false, func(a *App) { a.endFirstRun(true) }, false},
		{"… for now", native.PermissionOff, true, func(a *App) { a.endFirstRun(false) }, false},
		{"… it is allowed", native.PermissionOn, true, func(a *App) { a.endFirstRun(true) }, false},
		{"… it is not known", native.PermissionUnknown, true, func(a *App) { a.endFirstRun(true) }, false},
		{"alerts are turned on", native.PermissionOff, false, func(a *App) { a.change(func(v *settings.Values) { v.AlertsEnabled = true }) }, true},
		{"alerts are turned off", native.PermissionOff, true, func(a *App) { a.change(func(v *settings.Values) { v.AlertsEnabled = false }) }, false},
		{"another threshold", native.PermissionOff, true, func(a *App) {
			a.change(func(v *settings.Values) { v.AlertThreshold = string(alert.Off) })
		}, false},
		{"the button in Settings", native.PermissionOff, true, func(a *App) { a.actions().AskNotifications() }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := fynetest.NewTempApp(t)
			synctest.Test(t, func(t *testing.T) {
				a := newApp(t, t.TempDir())
				a.fyne = app
				if err := a.settings.Update(func(v *settings.Values) { v.AlertsEnabled, v.Language = c.alerts, "ko" }); err != nil {
					t.Fatal(err)
				}
				var asked []string
				a.system.notifications = func() native.Permission { return c.now }
				a.system.ask = func(k native.Kind) error {
					asked = append(asked, k.Name)
					return errors.New("as some makers of phones have it")
				}
				c.do(a)
				synctest.Wait()
				want := []string{"복구"}
				if !c.want {
					want = nil
				}
				if !slices.Equal(asked, want) {
					t.Errorf("asked %q", asked)
				}
				if got := a.snapshotNow().Blocked; got != c.want {
					t.Errorf("blocked: %v", got)
				}
			})
		})
	}
}

// A link of the system is one of ours or nothing, and comes once.
func TestLinksOfTheSystem(t *testing.T) {
	b := newBench(t)
	for _, link := range []string{"", "https://example.com", "/etc/passwd", "profile.json", "wss://feeds.example/kakao"} {
		b.opened(link)
		if d := b.dialog(); d != nil {
			t.Errorf("%q: %q", link, d)
		}
		if n := b.snapshot().Notices; len(n) != 0 {
			t.Errorf("%q: %+v", link, n)
		}
	}
	b.opened("bokgu:add?url=wss://feeds.example/kakao")
	if n := b.snapshot().Notices; len(n) != 1 || n[0].Level != views.LevelError || n[0].ID != "invited" {
		t.Errorf("a link that is not whole: %+v", n)
	}
}
