//go:build darwin && !ios

package autostart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Supported reports whether Enable can work here.
func Supported() bool { return true }

func (p Program) file() (string, error) {
	if err := p.check(); err != nil {
		return "", err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("start at login: %w", err)
	}
	return filepath.Join(home, "Library", "LaunchAgents", p.ID+".plist"), nil
}

// Enabled reports whether the program starts at login.
func (p Program) Enabled() (bool, error) {
	path, err := p.file()
	if err != nil {
		return false, err
	}
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("start at login: %w", err)
	}
	return true, nil
}

// Enable makes the program start at login, with this path and these arguments.
func (p Program) Enable() error {
	path, err := p.file()
	if err != nil {
		return err
	}
	return keep(path, p.propertyList())
}

// propertyList is what launchd reads. Interactive: no throttling of its
// processor time, since it has a window.
func (p Program) propertyList() []byte {
	var b bytes.Buffer
	str := func(s string) {
		b.WriteString("<string>")
		_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
		b.WriteString("</string>\n")
	}
	b.WriteString(xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">` + "\n<plist version=\"1.0\"><dict>\n<key>Label</key>")
	str(p.ID)
	b.WriteString("<key>ProgramArguments</key><array>\n")
	for _, arg := range append([]string{p.Path}, p.Args...) {
		str(arg)
	}
	b.WriteString("</array>\n<key>RunAtLoad</key><true/>\n<key>ProcessType</key><string>Interactive</string>\n</dict></plist>\n")
	return b.Bytes()
}

// Disable makes it start no more.
func (p Program) Disable() error {
	path, err := p.file()
	if err != nil {
		return err
	}
	return drop(path)
}
