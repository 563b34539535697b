//go:build linux && desktop

package desktop

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bokgu/sync/subscribe"
)

// appID names the entry, the icon and the class of the window.
const appID = "app.bokgu.client"

// The package, installed by dpkg, does on a desktop what its user expects: it starts from its entry, opens bokgu: links, starts
// at login if asked to, and goes without leaving anything but what its user has made.
func TestInstalled(t *testing.T) {
	t.Parallel() // a desktop of its own, which waits more than it works
	r := newRoot(t, program(t, "BOKGU_DEB"))
	before := r.files(t)
	r.do(t, "-i", r.deb)
	s := begin(t, Options{Width: screen.Width, Height: screen.Height, Panel: true, Notifications: true, Language: "kor", Dark: true}) // what a desktop without a wish has
	on := &installed{Session: s, root: r}
	feed := servePublic(t)

	t.Run("in a terminal", func(t *testing.T) { on.terminal(t) })

	on.ask(t, "gtk-launch", appID)
	w, pid := on.untilShown(t)
	t.Run("the window belongs to the entry", func(t *testing.T) { on.belongs(t, w, pid) })
	if err := s.Resize(within(t, 5*time.Second), w, tall.X, tall.Y); err != nil {
		t.Fatal(err)
	}
	s.skipFirstRun(t, w)

	t.Run("links go to the one that runs", func(t *testing.T) { on.links(t, feed, w, pid) })
	t.Run("from the entry again", func(t *testing.T) {
		if err := s.CloseWindow(within(t, 5*time.Second), w); err != nil {
			t.Fatal(err)
		}
		on.ask(t, "gtk-launch", appID)
		if again, same := on.untilShown(t); same != pid {
			t.Errorf("window %s belongs to process %d, the first one to %d", again, same, pid)
		}
	})
	t.Run("at login", func(t *testing.T) { on.login(t, w, pid) })

	r.do(t, "-P", "bokgu")
	t.Run("removed", func(t *testing.T) { on.removed(t, before) })
}

// installed is a session on a system that the package is installed on.
type installed struct {
	*Session
	root *root
}

// on is a program of this system, on this desktop.
func (i *installed) on(name string, args ...string) *exec.Cmd {
	cmd := i.Command(name, args...)
	cmd.Env = append(cmd.Env, i.root.env()...)
	if !filepath.IsAbs(name) {
		if own := i.root.in("usr/bin", name); exists(own) {
			cmd.Path, cmd.Err = own, nil
		}
	}
	return cmd
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// ask runs a program of the desktop that starts others, to its own good end.
func (i *installed) ask(t *testing.T, name string, args ...string) {
	t.Helper()
	p, err := i.Run(i.on(name, args...))
	if err != nil {
		t.Fatal(err)
	}
	if code, err := p.Wait(within(t, 20*time.Second)); err != nil || code != 0 {
		t.Fatalf("%s %s ends with %d, %v: %s", name, strings.Join(args, " "), code, err, p.Output())
	}
}

// running are the processes of the installed program.
func (i *installed) running(t *testing.T) (pids []int) {
	t.Helper()
	programs, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		t.Fatal(err)
	}
	for _, exe := range programs {
		path, err := os.Readlink(exe)
		if err != nil || !strings.HasPrefix(path, i.root.in("usr/bin/bokgu")) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(exe)))
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	return pids
}

// untilShown waits for the one window of the name that the entry promises, and for it to have the keyboard; it returns the
// window and its process.
func (i *installed) untilShown(t *testing.T) (w Window, pid int) {
	t.Helper()
	ctx := within(t, 30*time.Second)
	err := Until(ctx, "a window of the name "+appID+" has the keyboard", func() (bool, error) {
		out, err := i.output(ctx, "xdotool", "search", "--all", "--onlyvisible", "--classname", "^"+regexp.QuoteMeta(appID)+"$")
		if err != nil {
			return false, err
		}
		ids := strings.Fields(out)
		if len(ids) != 1 {
			return false, fmt.Errorf("windows %q", ids)
		}
		w = Window(ids[0])
		return i.ActiveWindow(ctx) == w, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := i.output(ctx, "xdotool", "getwindowpid", string(w))
	if err == nil {
		pid, err = strconv.Atoi(strings.TrimSpace(out))
	}
	if err != nil {
		t.Fatal(err)
	}
	return w, pid
}

// end ends the program as a session does at its end.
func (i *installed) end(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := Until(within(t, 5*time.Second), "it ends", func() (bool, error) { return gone(pid), nil }); err != nil {
		t.Fatal(err)
	}
}

// belongs checks what a panel goes by: class, icon and process of the window.
func (i *installed) belongs(t *testing.T, w Window, pid int) {
	entry, err := os.ReadFile(i.root.in("usr/share/applications", appID+".desktop"))
	if err != nil {
		t.Fatal(err)
	}
	// "At least one window with the given string as its WM class or WM name hint" (Desktop Entry Specification 1.5): the app has it
	// as the name, its class is what the toolkit makes of the title.
	class := regexp.MustCompile(`(?m)^StartupWMClass=(.*)$`).FindSubmatch(entry)
	out, err := i.output(within(t, 5*time.Second), "xprop", "-id", string(w), "WM_CLASS", "_NET_WM_ICON")
	if err != nil {
		t.Fatal(err)
	}
	if class == nil || !strings.Contains(out, fmt.Sprintf("WM_CLASS(STRING) = %q,", class[1])) {
		t.Errorf("the entry promises the class %q, the window says %.200s", class, out)
	}
	if !regexp.MustCompile(`Icon \(\d\d+ x \d\d+\)`).MatchString(out) {
		t.Errorf("the window has no icon: %.200s", out)
	}
	if got := i.running(t); !slices.Equal(got, []int{pid}) {
		t.Errorf("the window is of process %d, running out of the package are %d", pid, got)
	}
}

// links opens a link as a browser and as a file manager do.
func (i *installed) links(t *testing.T, feed string, w Window, pid int) {
	profile, _, err := subscribe.FetchProfile(within(t, 10*time.Second), feed, "")
	if err != nil {
		t.Fatal(err)
	}
	link, err := subscribe.NewLink(feed, profile.Root.ID)
	if err != nil {
		t.Fatal(err)
	}
	for n, open := range [][]string{{"xdg-open"}, {"gio", "open"}} {
		i.ask(t, open[0], append(open[1:], link.String())...)
		i.untilSeen(t, 30*time.Second, w, sheet, "이 피드를 추가할까요", link.Host())
		if n == 0 {
			i.press(t, "Escape")
			i.untilRead(t, 20*time.Second, w, sheet, "the question is gone", func(r Reading) bool { return !r.Has("이 피드를 추가할까요") })
			continue
		}
		i.press(t, "Tab", "Tab", "space")
		i.untilSeen(t, 30*time.Second, w, names, morningService)
	}
	err = Until(within(t, 10*time.Second), "one process is left", func() (bool, error) { return slices.Equal(i.running(t), []int{pid}), nil })
	if err != nil {
		t.Error(err)
	}
}

// autostartEntry is where a session looks for what it starts.
func (i *installed) autostartEntry() string {
	return filepath.Join(i.Dir(), "config", "autostart", appID+".desktop")
}

// login asks in Settings for a start at login, ends everything, and starts what a session starts.
func (i *installed) login(t *testing.T, w Window, pid int) {
	i.clickText(t, w, rail, "설정")
	// The card about the window is far down. It has three switches at the end of their rows, of which this is the first; a reading
	// rarely gets all of the labels right.
	if err := i.Scroll(within(t, 10*time.Second), w, 600, 800, 57); err != nil {
		t.Fatal(err)
	}
	const between, end = 38, 1072
	var row int
	i.untilRead(t, 60*time.Second, w, image.Rect(130, 50, 480, 450), "the switch is there and moves no more", func(r Reading) bool {
		was := row
		for above, label := range []string{"컴퓨터를 켜면", "창을 닫아도", "트레이에서 시작"} {
			if places := r.Find(label); len(places) > 0 {
				row = (places[0].Min.Y+places[0].Max.Y)/2 - above*between
				return row-was <= 4 && was-row <= 4
			}
		}
		return false
	})
	if err := i.Click(within(t, 5*time.Second), w, end, row); err != nil {
		t.Fatal(err)
	}
	err := Until(within(t, 10*time.Second), "the entry is there", func() (bool, error) { return exists(i.autostartEntry()), nil })
	if err != nil {
		t.Fatalf("%v; clicked at %d, %d", err, end, row)
	}
	tool(t, nil, "desktop-file-validate", i.autostartEntry())
	i.end(t, pid)

	i.logIn(t)
	err = Until(within(t, 20*time.Second), "its icon is in the tray", func() (bool, error) {
		items, err := i.TrayItems(t.Context())
		return len(items) == 1, err
	})
	if err != nil {
		t.Fatal(err)
	}
	pids := i.running(t)
	if len(pids) != 1 {
		t.Fatalf("running are %d", pids)
	}
	out, err := i.output(within(t, 5*time.Second), "xdotool", "search", "--all", "--onlyvisible", "--classname", appID)
	if err == nil {
		t.Errorf("started at login, it shows the window %s", out)
	}
	i.ask(t, "gtk-launch", appID)
	if again, same := i.untilShown(t); same != pids[0] {
		t.Errorf("window %s belongs to process %d, started at login was %d", again, same, pids[0])
	}
	i.end(t, pids[0])
}

// logIn starts what a session starts.
func (i *installed) logIn(t *testing.T) {
	t.Helper()
	i.ask(t, "dex", "--autostart", "--environment", "XFCE")
}

// terminal tries what a terminal has of the package.
func (i *installed) terminal(t *testing.T) {
	said := func(name string, args ...string) string {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		cmd := i.on(name, args...)
		out, err := exec.CommandContext(ctx, cmd.Path, args...), error(nil)
		out.Env, out.Dir = append(cmd.Env, "MANPAGER=cat", "MANWIDTH=100"), cmd.Dir
		text, err := out.CombinedOutput()
		if err != nil {
			t.Errorf("%s %s: %v: %s", name, strings.Join(args, " "), err, text)
		}
		return string(text)
	}
	version := strings.TrimSuffix(i.root.field(t, "Version"), "-1")
	for _, name := range []string{"bokgu", "bokguctl"} {
		if got := said(name, "--version"); !strings.Contains(got, version) {
			t.Errorf("%s --version says %q, the package %q", name, got, version)
		}
	}
	for name, want := range map[string][]string{"bokgu": {"--hidden", "--replay"}, "bokguctl": {"replay", "watch", "--exec"}} {
		page := said("man", "-M", i.root.in("usr/share/man"), name)
		for _, word := range want {
			if !strings.Contains(page, word) {
				t.Errorf("the manual of %s does not speak of %s: %.300s", name, word, page)
			}
		}
	}
	// As typed: the word after Tab is complete, or bokguctl would not know it.
	completion := i.root.in("usr/share/bash-completion/completions/bokguctl")
	typed := fmt.Sprintf("source %s\nbokguctl --vers\t\nexit\n", completion)
	cmd := i.on("script", "-qec", "bash --norc --noprofile -i", "/dev/null")
	cmd.Stdin = strings.NewReader(typed)
	shell, err := i.Run(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if code, err := shell.Wait(within(t, 20*time.Second)); code != 0 || err != nil || !strings.Contains(shell.Output(), version) {
		t.Errorf("after bokguctl --vers and Tab, bash ended with %d, %v, and said %q", code, err, shell.Output())
	}
}

// removed checks what is left: everything that its user has made, and nothing else, and a session that starts without a word.
func (i *installed) removed(t *testing.T, before map[string]string) {
	same(t, "after it was used and removed", before, i.root.files(t))
	user := filepath.Join(i.Dir(), "data", "bokgu", "user.json")
	if kept, err := os.ReadFile(user); err != nil || !strings.Contains(string(kept), "127.0.0.1") {
		t.Errorf("the feed that the user added is not in %s any more: %v", user, err)
	}
	if !exists(i.autostartEntry()) {
		t.Error("the entry in the user's own folder is gone")
	}
	dex, err := i.Run(i.on("dex", "--autostart", "--environment", "XFCE", "--verbose"))
	if err != nil {
		t.Fatal(err)
	}
	code, err := dex.Wait(within(t, 20*time.Second))
	if said := dex.Output(); code != 0 || err != nil || strings.Contains(said, "Error") || strings.Contains(said, "Executing") {
		t.Errorf("the session's start ends with %d, %v: %s", code, err, said)
	}
	if pids := i.running(t); len(pids) > 0 {
		t.Errorf("running are %d", pids)
	}
	open := i.on("gio", "open", "bokgu:add?url=wss://status.example.com")
	if out, err := open.CombinedOutput(); err == nil {
		t.Errorf("something opens links: %s", out)
	} else if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		t.Error(err)
	}
}
