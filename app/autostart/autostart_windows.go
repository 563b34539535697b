package autostart

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	runKey = `Software\Microsoft\Windows\CurrentVersion\Run`
	// Where Settings and Task Manager keep that an entry of Run is switched off: an odd first byte
	// (https://learn.microsoft.com/answers/questions/1197310).
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

// Supported reports whether Enable can work here.
func Supported() bool { return true }

// Enabled reports whether the program starts at login.
func (p Program) Enabled() (bool, error) {
	if err := p.check(); err != nil {
		return false, err
	}
	command, err := value(runKey, func(k registry.Key) (string, error) {
		s, _, err := k.GetStringValue(p.ID)
		return s, err
	})
	if err != nil || command == "" {
		return false, err
	}
	approved, err := value(approvedKey, func(k registry.Key) (string, error) {
		b, _, err := k.GetBinaryValue(p.ID)
		return string(b), err
	})
	return approved == "" || approved[0]%2 == 0, err
}

// value reads one of the current user's values, empty where there is none.
func value(path string, read func(registry.Key) (string, error)) (string, error) {
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
	if err == nil {
		defer k.Close()
		var s string
		if s, err = read(k); err == nil {
			return s, nil
		}
	}
	if errors.Is(err, registry.ErrNotExist) {
		return "", nil
	}
	return "", fmt.Errorf("start at login: %w", err)
}

// Enable makes the program start at login, with this path and these arguments.
func (p Program) Enable() error {
	if err := p.check(); err != nil {
		return err
	}
	command := make([]string, 0, 1+len(p.Args))
	for _, arg := range append([]string{p.Path}, p.Args...) {
		command = append(command, windows.EscapeArg(arg))
	}
	k, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	defer k.Close()
	if err := k.SetStringValue(p.ID, strings.Join(command, " ")); err != nil {
		return fmt.Errorf("start at login: %w", err)
	}
	// Switched on here counts over switched off in Settings before.
	return remove(approvedKey, p.ID)
}

// Disable makes it start no more.
func (p Program) Disable() error {
	if err := p.check(); err != nil {
		return err
	}
	return errors.Join(remove(runKey, p.ID), remove(approvedKey, p.ID))
}

func remove(path, name string) error {
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err == nil {
		defer k.Close()
		err = k.DeleteValue(name)
	}
	if err != nil && !errors.Is(err, registry.ErrNotExist) {
		return fmt.Errorf("start at login: %w", err)
	}
	return nil
}
