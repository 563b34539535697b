//go:build linux && wine

package wine

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"bokgu/app/desktop"
	"bokgu/assets"
	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
)

// The folders that the installer and the app use.
const (
	home    = `C:\users\` + User
	program = home + `\AppData\Local\Programs\Bokgu`
	data    = home + `\AppData\Roaming\bokgu`
	menu    = home + `\AppData\Roaming\Microsoft\Windows\Start Menu\Programs`
)

// Areas of the app's window, in its pixels, as the desktop test has them.
var (
	tall  = image.Pt(1180, 1380)
	rail  = image.Rect(0, 0, 96, 1380)
	names = image.Rect(140, 380, 480, 1380)
	form  = image.Rect(96, 200, 700, 420)
	offer = image.Rect(430, 510, 760, 880) // what asks whether to add a feed
)

// patience bounds each wait. On a quiet machine of two cores the longest is some 10 s, reading the screen twice; this one may be busy.
const patience = 2 * time.Minute

// machine is a Windows with the installer beside it, for one test.
type machine struct {
	*Windows
	desk  *desktop.Session
	setup string // the installer, as Linux has it
	id    string // of the app, as FyneApp.toml has it
	ver   string
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// newMachine starts a Windows that has never seen the app.
func newMachine(t *testing.T) *machine {
	t.Helper()
	setup := os.Getenv("BOKGU_SETUP")
	if setup == "" {
		t.Fatal("BOKGU_SETUP is not set: it names the installer that is tested; make wine sets it")
	}
	var meta struct{ Details struct{ ID, Version string } }
	if _, err := toml.DecodeFile("../../../FyneApp.toml", &meta); err != nil {
		t.Fatal(err)
	}
	desk, err := desktop.Start(within(t, patience), desktop.Options{
		Width: 1280, Height: 1500, Fonts: map[string][]byte{"Pretendard.otf": assets.FontRegular()},
	})
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{desk: desk, setup: setup, id: meta.Details.ID, ver: meta.Details.Version}
	t.Cleanup(func() {
		if t.Failed() {
			m.picture(t, "failed")
			if log, err := os.ReadFile(m.Path(data + `\log\bokgu.log`)); err == nil {
				t.Logf("the app's log:\n%s", log)
			}
		}
		if m.Windows != nil {
			if err := m.Close(); err != nil {
				t.Errorf("ending wine: %v", err)
			}
		}
		if err := desk.Close(); err != nil {
			t.Errorf("closing the desktop: %v", err)
		}
	})
	library := filepath.Join(desk.Dir(), "bcryptprimitives.dll")
	build := exec.CommandContext(t.Context(), "x86_64-w64-mingw32-gcc", "-shared", "-O2", "-o", library, "testdata/bcryptprimitives.c", "-ladvapi32")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("bcryptprimitives.dll: %v\n%s", err, out)
	}
	if m.Windows, err = Start(within(t, 3*time.Minute), desk, library); err != nil {
		t.Fatal(err)
	}
	return m
}

// picture leaves a picture of the screen in build/wine.
func (m *machine) picture(t *testing.T, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	path := filepath.Join("..", "..", "..", "build", "wine", name+".png")
	if err := m.desk.Screenshot(ctx, path, ""); err != nil {
		t.Logf("%s: %v", path, err)
	}
}

// install runs the installer without questions.
func (m *machine) install(t *testing.T, more ...string) {
	t.Helper()
	if _, err := m.Run(within(t, patience), append([]string{m.setup, "/S"}, more...)...); err != nil {
		t.Fatal(err)
	}
}

// uninstall runs the command that Windows keeps for it, without questions.
func (m *machine) uninstall(t *testing.T, more ...string) {
	t.Helper()
	if _, err := m.Run(within(t, patience), append([]string{program + `\uninstall.exe`, "/S"}, more...)...); err != nil {
		t.Fatal(err)
	}
	// It goes on as a copy of itself, to be able to remove itself.
	m.until(t, "the program's folder is gone", func() (bool, error) {
		_, err := os.Stat(m.Path(program))
		return os.IsNotExist(err), nil
	})
	m.until(t, "the uninstaller has ended", func() (bool, error) {
		left, err := m.Running("Un_A.exe")
		more, err2 := m.Running("Un.exe")
		return len(left)+len(more) == 0, firstOf(err, err2)
	})
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *machine) until(t *testing.T, what string, check func() (bool, error)) {
	t.Helper()
	if err := desktop.Until(within(t, patience), what, check); err != nil {
		t.Fatal(err)
	}
}

// registry is a key with everything below, "" if there is none such.
func (m *machine) registry(t *testing.T, key string) string {
	t.Helper()
	text, err := m.Registry(within(t, patience), key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// launch starts the installed app and makes its window tall.
func (m *machine) launch(t *testing.T, args ...string) (*desktop.Process, desktop.Window) {
	t.Helper()
	p, err := m.desk.Run(m.Command(append([]string{program + `\bokgu.exe`}, args...)...))
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.desk.UntilWindow(within(t, patience), p)
	if err != nil {
		t.Fatal(err)
	}
	// Beside wine's own window for the tray, which stands in the corner and over everything.
	if err := m.desk.Move(within(t, patience), w, 20, 60); err != nil {
		t.Fatal(err)
	}
	if err := m.desk.Resize(within(t, patience), w, tall.X, tall.Y); err != nil {
		t.Fatal(err)
	}
	return p, w
}

// quit ends the app as the installer does.
func (m *machine) quit(t *testing.T, p *desktop.Process) {
	t.Helper()
	if _, err := m.Run(within(t, patience), program+`\bokgu.exe`, "--quit"); err != nil {
		t.Fatal(err)
	}
	m.ended(t, p)
}

// ended waits for the end of the app and checks that it was an orderly one: the app takes away the mark that it runs. The exit code
// says nothing: wine gives that of whichever thread goes last.
func (m *machine) ended(t *testing.T, p *desktop.Process) {
	t.Helper()
	code, err := p.Wait(within(t, patience))
	if err != nil {
		t.Fatalf("%v; it said:\n%s", err, p.Output())
	}
	if mark, err := os.ReadFile(m.Path(data + `\log\running`)); !os.IsNotExist(err) {
		t.Fatalf("it did not end in order; exit code %d, crash report %q (%v), and it said:\n%s", code, mark, err, p.Output())
	}
}

// read reads an area until check is content.
func (m *machine) read(t *testing.T, w desktop.Window, area image.Rectangle, what string, check func(desktop.Reading) bool) desktop.Reading {
	t.Helper()
	ctx := within(t, patience)
	var last desktop.Reading
	err := desktop.Until(ctx, what, func() (bool, error) {
		r, err := m.desk.Read(ctx, w, area)
		if err != nil {
			return false, err
		}
		last = r
		return check(r), nil
	})
	if err != nil {
		t.Fatalf("%v; last read:\n%s", err, last)
	}
	return last
}

// see reads an area until each of the texts was in some reading.
func (m *machine) see(t *testing.T, w desktop.Window, area image.Rectangle, texts ...string) {
	t.Helper()
	missing := texts
	m.read(t, w, area, fmt.Sprintf("all of %q are seen", texts), func(r desktop.Reading) bool {
		missing = slices.DeleteFunc(slices.Clone(missing), r.Has)
		return len(missing) == 0
	})
}

// click clicks a text, or so many pixels beside its beginning.
func (m *machine) click(t *testing.T, w desktop.Window, area image.Rectangle, text string, by image.Point) {
	t.Helper()
	var at image.Point
	m.read(t, w, area, fmt.Sprintf("%q can be clicked", text), func(r desktop.Reading) bool {
		places := r.Find(text)
		if len(places) > 0 {
			at = image.Pt(places[0].Min.X+4, (places[0].Min.Y+places[0].Max.Y)/2).Add(by)
		}
		return len(places) > 0
	})
	if err := m.desk.Click(within(t, patience), w, at.X, at.Y); err != nil {
		t.Fatal(err)
	}
}

// paste puts text into what has the keyboard: typed keys get lost in wine on a busy machine.
func (m *machine) paste(t *testing.T, text string) {
	t.Helper()
	if err := m.desk.Copy(within(t, patience), text); err != nil {
		t.Fatal(err)
	}
	if err := m.desk.Key(within(t, patience), "ctrl+v"); err != nil {
		t.Fatal(err)
	}
}

// holding are the files of this Windows that hold the text, in the ways that Windows writes it.
func (m *machine) holding(t *testing.T, text string) []string {
	t.Helper()
	wide := make([]byte, 0, 2*len(text))
	for _, c := range []byte(text) {
		wide = append(wide, c, 0)
	}
	var found []string
	err := filepath.WalkDir(filepath.Dir(m.Path(`C:\`)), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.Contains(path, "/drive_c/windows/") {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) || bytes.Contains(content, wide) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// service is a document of one service.
func service(name string, state feed.ComponentStatus) feed.Status {
	return feed.Status{Components: []feed.Component{{ID: "main", Name: feed.Plain(name), Status: state, Since: time.Now().UTC().Add(-time.Hour)}}}
}

// keys are those that the installer makes, without values of others in them.
func (m *machine) keys() map[string]string {
	const version = `HKCU\Software\Microsoft\Windows\CurrentVersion\`
	return map[string]string{
		"apps":   version + `Uninstall\` + m.id,
		"path":   version + `App Paths\bokgu.exe`,
		"model":  `HKCU\Software\Classes\AppUserModelId\` + m.id,
		"scheme": `HKCU\Software\Classes\bokgu`,
	}
}

const run = `HKCU\Software\Microsoft\Windows\CurrentVersion\Run`

// escaped is a path as a .reg file has it.
func escaped(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) }

// The life of the app on one Windows: each step goes on where the one before ended.
func TestWindows(t *testing.T) {
	m := newMachine(t)
	// step runs a part; without one, those after it mean nothing.
	step := func(name string, f func(*testing.T)) {
		if !t.Run(name, f) {
			t.FailNow()
		}
	}
	step("the installer", m.testInstaller)
	step("the board", m.testBoard)
	step("an upgrade of what is running", m.testUpgrade)
	step("a token over a restart", m.testToken)
	step("a link", m.testLink)
	step("the uninstaller", m.testUninstaller)
	step("the uninstaller, with the data", m.testUninstallerWithData)
}

func (m *machine) testInstaller(t *testing.T) {
	m.install(t)
	for _, file := range []string{"bokgu.exe", "bokguctl.exe", "bokgu.png", "LICENSE.txt", "licences.txt", "uninstall.exe"} {
		if info, err := os.Stat(m.Path(program + `\` + file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
	exe := program + `\bokgu.exe`
	for name, values := range map[string][]string{
		"apps": {
			`"DisplayName"="복구"`, `"DisplayVersion"="` + m.ver + `"`, `"Publisher"="Bokgu"`, `"NoModify"=dword:00000001`, `"EstimatedSize"=dword:`,
			`"QuietUninstallString"="` + escaped(`"`+program+`\uninstall.exe" /S`) + `"`, `"InstallLocation"="` + escaped(program) + `"`,
		},
		"path":   {`@="` + escaped(exe) + `"`},
		"model":  {`"DisplayName"="복구"`, `"IconUri"="` + escaped(program+`\bokgu.png`) + `"`},
		"scheme": {`"URL Protocol"=""`, `\shell\open\command]` + "\n" + `@="` + escaped(`"`+exe+`" -- "%1"`) + `"`},
	} {
		text := m.registry(t, m.keys()[name])
		for _, value := range values {
			if !strings.Contains(text, value) {
				t.Errorf("%s lacks %s:\n%s", m.keys()[name], value, text)
			}
		}
	}
	if want := `"` + m.id + `"="` + escaped(`"`+exe+`" --hidden`) + `"`; !strings.Contains(m.registry(t, run), want) {
		t.Errorf("%s lacks %s:\n%s", run, want, m.registry(t, run))
	}
	link, err := os.ReadFile(m.Path(menu + `\복구.lnk`))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(link, []byte("b\x00o\x00k\x00g\x00u\x00.\x00e\x00x\x00e\x00")) {
		t.Error("the entry in the Start menu does not lead to bokgu.exe")
	}
	said, err := m.Run(within(t, patience), program+`\bokguctl.exe`, "version")
	if err != nil || !strings.Contains(said, m.ver) {
		t.Errorf("bokguctl version says %q, error %v", said, err)
	}
}

func (m *machine) testBoard(t *testing.T) {
	p, w := m.launch(t, "--lang", "ko", "--theme", "light", "--replay", "kakao-2022", "--speed", "1", "--from", "2022-10-16T08:00")
	m.see(t, w, names, "카카오톡", "카카오맵", "일부 장애")
	m.see(t, w, rail, "현황", "복구", "설정")
	m.see(t, w, image.Rect(0, 0, 700, 60), "지난 장애 기록이에요")
	m.picture(t, "board")
	m.quit(t, p)
	if _, err := os.Stat(m.Path(data + `\bokgu.db`)); err != nil {
		t.Errorf("the app keeps its data elsewhere: %v", err)
	}
}

func (m *machine) testUpgrade(t *testing.T) {
	p, _ := m.launch(t, "--lang", "ko", "--replay", "kakao-2022", "--paused")
	// Somebody has switched it off in the app.
	if _, err := m.Run(within(t, patience), "reg", "delete", run, "/v", m.id, "/f"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(m.Path(data+`\mine.txt`), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.install(t)
	if _, err := p.Wait(within(t, patience)); err != nil {
		t.Errorf("the old one: %v", err)
	}
	m.until(t, "the new one runs", func() (bool, error) {
		all, err := m.Running("bokgu.exe")
		return len(all) == 1 && all[0] != p.PID(), err
	})
	if got := m.registry(t, run); strings.Contains(got, m.id) {
		t.Errorf("it starts at login again:\n%s", got)
	}
	if _, err := m.Run(within(t, patience), program+`\bokgu.exe`, "--quit"); err != nil {
		t.Error(err)
	}
	m.until(t, "none runs", func() (bool, error) {
		all, err := m.Running("bokgu.exe")
		return len(all) == 0, err
	})
}

func (m *machine) testToken(t *testing.T) {
	token := "bokgu-test-" + rand.Text()
	live, err := desktop.ServeLiveAs(t.Context(), desktop.LiveParams{Name: feed.Plain("비공개상태"), Token: token}, service("가나다톡", feed.Operational))
	if err != nil {
		t.Fatal(err)
	}
	flags := []string{"--lang", "ko", "--theme", "light"}
	p, w := m.launch(t, flags...)
	m.click(t, w, image.Rect(100, 1300, 1100, 1380), "건너뛰기", image.Point{})
	m.click(t, w, rail, "설정", image.Point{})
	for _, entry := range []struct{ label, text string }{{"주소나 링크", live.URL}, {"비공개 피드만", token}} {
		m.click(t, w, form, entry.label, image.Pt(16, 39)) // into the entry below
		m.paste(t, entry.text)
	}
	if err := m.desk.Key(within(t, patience), "Tab", "space"); err != nil {
		t.Fatal(err)
	}
	m.click(t, w, rail, "현황", image.Point{})
	m.see(t, w, names, "가나다톡", "정상")
	m.picture(t, "private")
	const credentials = `HKCU\Software\Wine\Credential Manager`
	if got := m.registry(t, credentials); !strings.Contains(got, m.id+":") {
		t.Errorf("nothing of the app's in the credential store:\n%s", got)
	}
	m.quit(t, p)

	// What only somebody with the token can know.
	if err := live.Publish(t.Context(), service("가나다톡", feed.MajorOutage)); err != nil {
		t.Fatal(err)
	}
	p, w = m.launch(t, flags...)
	m.see(t, w, names, "가나다톡", "장애")
	m.quit(t, p)
	if files := m.holding(t, token); len(files) > 0 {
		t.Errorf("the token stands in %v", files)
	}
	if files := m.holding(t, "127.0.0.1"); len(files) == 0 {
		t.Error("not even the feed's address is found: the search proves nothing")
	}
}

func (m *machine) testLink(t *testing.T) {
	live, err := desktop.ServeLive(t.Context(), "이웃상태", service("라마바지도", feed.Operational))
	if err != nil {
		t.Fatal(err)
	}
	link, err := subscribe.NewLink(live.URL, live.Root)
	if err != nil {
		t.Fatal(err)
	}
	p, w := m.launch(t, "--lang", "ko", "--theme", "light")
	m.see(t, w, names, "가나다톡")

	// Windows looks for what opens a link in the user's classes and then in the machine's, as one; wine 8 in the machine's alone.
	if _, err := m.Run(within(t, patience), "reg", "copy", m.keys()["scheme"], `HKLM\Software\Classes\bokgu`, "/s", "/f"); err != nil {
		t.Fatal(err)
	}
	// What a link holds never becomes an option.
	if _, err := m.Run(within(t, patience), "start", "/wait", `bokgu:x" --quit "`); err == nil {
		t.Error("a link with more than a link in it was taken")
	}
	if _, err := m.Run(within(t, patience), "start", link.String()); err != nil {
		t.Fatal(err)
	}
	m.see(t, w, offer, "이 피드를 추가할까요", link.Host())
	m.picture(t, "link")
	if all, err := m.Running("bokgu.exe"); err != nil || len(all) != 1 || all[0] != p.PID() {
		t.Errorf("running: %v, error %v; want the first one alone, %d", all, err, p.PID())
	}
	if err := m.desk.Focus(within(t, patience), w); err != nil {
		t.Fatal(err)
	}
	m.click(t, w, offer, "추가하면", image.Pt(160, 30)) // the button below it: white on blue is hard to read
	m.see(t, w, names, "라마바지도", "가나다톡")
	m.quit(t, p)
}

func (m *machine) testUninstaller(t *testing.T) {
	p, _ := m.launch(t, "--lang", "ko")
	m.uninstall(t)
	m.ended(t, p)
	for _, key := range m.keys() {
		if got := m.registry(t, key); got != "" {
			t.Errorf("left over:\n%s", got)
		}
	}
	if got := m.registry(t, run); strings.Contains(got, m.id) {
		t.Errorf("left over:\n%s", got)
	}
	if _, err := os.Stat(m.Path(menu + `\복구.lnk`)); !os.IsNotExist(err) {
		t.Errorf("the entry in the Start menu: %v", err)
	}
	for _, file := range []string{`\bokgu.db`, `\user.json`, `\mine.txt`} {
		if _, err := os.Stat(m.Path(data + file)); err != nil {
			t.Errorf("the user's data: %v", err)
		}
	}
	if got := m.registry(t, `HKCU\Software\Wine\Credential Manager`); !strings.Contains(got, m.id+":") {
		t.Errorf("the token is gone:\n%s", got)
	}
}

func (m *machine) testUninstallerWithData(t *testing.T) {
	m.install(t, "/LOGIN=0")
	if got := m.registry(t, run); strings.Contains(got, m.id) {
		t.Errorf("it starts at login although it was not to:\n%s", got)
	}
	m.uninstall(t, "/DATA")
	if _, err := os.Stat(m.Path(data)); !os.IsNotExist(err) {
		t.Errorf("the user's data is still there: %v", err)
	}
	if got := m.registry(t, `HKCU\Software\Wine\Credential Manager`); strings.Contains(got, m.id+":") {
		t.Errorf("the token is still there:\n%s", got)
	}
}
