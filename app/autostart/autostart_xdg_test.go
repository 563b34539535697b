//go:build !windows && !darwin && !ios && !android

package autostart

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func program(t *testing.T, path string, args ...string) (Program, string) {
	t.Helper()
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	t.Setenv("FLATPAK_ID", "")
	return Program{ID: "app.bokgu.client", Name: "Bokgu (복구)", Path: path, Args: args}, filepath.Join(config, "autostart", "app.bokgu.client.desktop")
}

func TestOnAndOff(t *testing.T) {
	p, file := program(t, "/opt/bokgu/bokgu", "--hidden")
	is := func(want bool) {
		t.Helper()
		if on, err := p.Enabled(); err != nil || on != want {
			t.Fatalf("enabled: %v, %v; want %v", on, err, want)
		}
	}
	is(false)
	if err := p.Disable(); err != nil {
		t.Fatal("off when it is off:", err)
	}
	for range 2 {
		if err := p.Enable(); err != nil {
			t.Fatal(err)
		}
		is(true)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := `[Desktop Entry]
Type=Application
Version=1.0
Name=Bokgu (복구)
TryExec=/opt/bokgu/bokgu
Exec="/opt/bokgu/bokgu" "--hidden"
Icon=app.bokgu.client
Terminal=false
X-GNOME-Autostart-enabled=true
`
	if string(content) != want {
		t.Errorf("%s", content)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
		t.Errorf("beside the entry: %v, %v", left, err)
	}
	if err := p.Disable(); err != nil {
		t.Fatal(err)
	}
	is(false)
}

// What the desktop's own settings switched off is off.
func TestSwitchedOffBySomebodyElse(t *testing.T) {
	for entry, want := range map[string]bool{
		"":                                       false,
		"[Desktop Entry]\nExec=x\n":              true,
		"[Desktop Entry]\nExec=x\nHidden=true\n": false,
		"[Desktop Entry]\nExec = x\nHidden = true":                                false,
		"[Desktop Entry]\nX-GNOME-Autostart-enabled=false\nExec=x\n":              false,
		"[Desktop Entry]\nExec=x\nX-GNOME-Autostart-enabled=true\nHidden=false\n": true,
		"[Desktop Entry]\nExec=x\n[Desktop Action New]\nHidden=true\n":            true,
		"Exec=x\n": false,
		"\x00\xff": false,
		"[Desktop Entry]\nExec=" + strings.Repeat("x", 2*maxEntry) + "\nHidden=true\n": false, // longer than any entry
	} {
		p, file := program(t, "/usr/bin/bokgu")
		if err := keep(file, []byte(entry)); err != nil {
			t.Fatal(err)
		}
		if on, err := p.Enabled(); err != nil || on != want {
			t.Errorf("%.60q: %v, %v", entry, on, err)
		}
	}
}

func TestExecOfOddPaths(t *testing.T) {
	for _, path := range []string{`/opt/복구 앱/bokgu`, `/opt/a"b/bokgu`, "/opt/a`b/bokgu", `/opt/$HOME/bokgu`, `/opt/50%/bokgu`, `/opt/a\b/bokgu`, `/opt/'x'/bokgu`} {
		p, file := program(t, path, "a b", "%f")
		if err := p.Enable(); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := unquote(t, string(content)); len(got) != 3 || got[0] != path || got[1] != "a b" || got[2] != "%f" {
			t.Errorf("%q: %q", path, got)
		}
	}
}

// unquote reads an Exec line as the specification says, the other way round.
func unquote(t *testing.T, entry string) (args []string) {
	t.Helper()
	_, line, found := strings.Cut(entry, "\nExec=")
	if !found {
		t.Fatal("no Exec")
	}
	line, _, _ = strings.Cut(line, "\n")
	line = strings.ReplaceAll(line, `\\`, `\`) // a string value; no other escape can be in it
	var arg strings.Builder
	in := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			if in {
				args = append(args, strings.ReplaceAll(arg.String(), "%%", "%"))
				arg.Reset()
			}
			in = !in
		case in && c == '\\':
			i++
			arg.WriteByte(line[i])
		case in:
			arg.WriteByte(c)
		case c != ' ':
			t.Fatalf("%q outside of quotes in %s", c, line)
		}
	}
	return args
}

func TestRefused(t *testing.T) {
	good, _ := program(t, "/usr/bin/bokgu")
	for name, p := range map[string]Program{
		"relative":    {ID: good.ID, Name: good.Name, Path: "bokgu"},
		"line break":  {ID: good.ID, Name: "Bokgu\nExec=rm", Path: good.Path},
		"in argument": {ID: good.ID, Name: good.Name, Path: good.Path, Args: []string{"a\nHidden=true"}},
		"no id":       {Name: good.Name, Path: good.Path},
		"id is path":  {ID: "../x", Name: good.Name, Path: good.Path},
	} {
		if err := p.Enable(); err == nil {
			t.Error(name, "was taken")
		}
	}
	t.Setenv("FLATPAK_ID", "app.bokgu.client")
	if err := good.Enable(); !errors.Is(err, ErrUnsupported) || Supported() {
		t.Error("in a Flatpak:", err)
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	p, file := program(t, "/usr/bin/bokgu")
	if err := os.WriteFile(filepath.Dir(file), nil, 0o600); err != nil { // a file where the folder belongs
		t.Fatal(err)
	}
	if err := p.Enable(); err == nil || !strings.Contains(err.Error(), "autostart") {
		t.Error(err)
	}
}
