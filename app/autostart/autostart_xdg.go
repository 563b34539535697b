//go:build !windows && !darwin && !ios && !android

package autostart

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxEntry bounds what is read of an entry, which anybody may have written.
const maxEntry = 64 << 10

// Supported reports whether Enable can work here. In a Flatpak the folder is
// that of the sandbox, which nobody reads at login.
func Supported() bool { return os.Getenv("FLATPAK_ID") == "" }

func (p Program) file() (string, error) {
	if err := p.check(); err != nil {
		return "", err
	}
	if !Supported() {
		return "", ErrUnsupported
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("start at login: %w", err)
	}
	return filepath.Join(dir, "autostart", p.ID+".desktop"), nil
}

// Enabled reports whether the program starts at login.
func (p Program) Enabled() (bool, error) {
	path, err := p.file()
	if err != nil {
		return false, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("start at login: %w", err)
	}
	defer f.Close()
	content := make([]byte, maxEntry)
	n, err := f.Read(content)
	if err != nil && n == 0 {
		return false, nil // empty: starts nothing
	}
	return n < maxEntry && starts(content[:n]), nil
}

// starts reads the two keys by which desktops switch an entry off and keep it.
func starts(entry []byte) bool {
	group, exec := "", false
	for lines := bufio.NewScanner(bytes.NewReader(entry)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			group = line
		}
		key, value, _ := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if group != "[Desktop Entry]" {
			continue
		}
		switch {
		case key == "Hidden" && value == "true", key == "X-GNOME-Autostart-enabled" && value == "false":
			return false
		case key == "Exec" && value != "":
			exec = true
		}
	}
	return exec
}

// Enable makes the program start at login, with this path and these arguments.
func (p Program) Enable() error {
	path, err := p.file()
	if err != nil {
		return err
	}
	var exec strings.Builder
	exec.WriteString(quote(p.Path))
	for _, arg := range p.Args {
		exec.WriteString(" " + quote(arg))
	}
	// TryExec: once the program is removed, sessions pass the entry over without a word.
	var b strings.Builder
	b.WriteString("[Desktop Entry]\nType=Application\nVersion=1.0\n")
	fmt.Fprintf(&b, "Name=%s\nTryExec=%s\nExec=%s\nIcon=%s\nTerminal=false\nX-GNOME-Autostart-enabled=true\n",
		escape(p.Name), escape(p.Path), escape(exec.String()), escape(p.ID))
	return keep(path, []byte(b.String()))
}

// Disable makes it start no more.
func (p Program) Disable() error {
	path, err := p.file()
	if err != nil {
		return err
	}
	return drop(path)
}

// quote writes an argument of Exec: in quotes, with the four characters that mean
// something in there escaped and % doubled (Desktop Entry Specification 1.5, "The
// Exec key").
func quote(arg string) string {
	return `"` + strings.NewReplacer("\\", `\\`, `"`, `\"`, "`", "\\`", "$", `\$`, "%", "%%").Replace(arg) + `"`
}

// escape writes a value of type string, in which a backslash begins an escape.
func escape(value string) string { return strings.ReplaceAll(value, `\`, `\\`) }
