// Package autostart lets a program start when its user logs in. What the system
// keeps is the truth: nothing is remembered here, so that an entry which the user
// removed by the system's own means is off in the app as well.
//
//   - Linux and BSD: a file in $XDG_CONFIG_HOME/autostart
//     (https://specifications.freedesktop.org/autostart-spec/0.5)
//   - Windows: a value of HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run
//   - macOS: a property list in ~/Library/LaunchAgents (launchd.plist(5))
//   - Android, iOS and inside a Flatpak: none, ErrUnsupported
package autostart

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// ErrUnsupported is the error of a system on which a program cannot make itself
// start at login.
var ErrUnsupported = errors.New("start at login: not on this system")

// Program is what starts. Its methods block on the disk or the registry; calls
// for one ID must not overlap.
type Program struct {
	ID   string   // of the app, as FyneApp.toml has it: names the entry
	Name string   // for the user who looks at the system's own list
	Path string   // of the program, absolute
	Args []string // for it, such as --hidden
}

// check refuses what would make an entry that says something else than meant.
func (p Program) check() error {
	if !filepath.IsAbs(p.Path) {
		return fmt.Errorf("start at login: %q is no absolute path", p.Path)
	}
	for _, s := range append([]string{p.ID, p.Name, p.Path}, p.Args...) {
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return fmt.Errorf("start at login: control character in %q", s)
		}
	}
	if p.ID == "" || strings.ContainsAny(p.ID, `/\`) {
		return fmt.Errorf("start at login: %q is no ID", p.ID)
	}
	return nil
}
