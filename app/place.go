package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// dataDir returns the folder that everything is kept in, and makes it.
func dataDir(given string) (string, error) {
	dir, err := dataPath(given)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return dir, nil
}

// dataPath is the folder that everything is kept in: given, or the user's own by
// the custom of the system ($XDG_DATA_HOME/bokgu, ~/Library/Application
// Support/bokgu, %AppData%\bokgu).
func dataPath(given string) (string, error) {
	dir := given
	if dir == "" {
		base, err := dataHome()
		if err != nil {
			return "", fmt.Errorf("no folder for data: %w; name one with --data", err)
		}
		dir = filepath.Join(base, "bokgu")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("--data: %w", err)
	}
	return dir, nil
}

func dataHome() (string, error) {
	return dataHomeOf(runtime.GOOS)
}

func dataHomeOf(system string) (string, error) {
	switch system {
	case "windows", "darwin", "ios":
		return os.UserConfigDir()
	case "android": // there is no home; the toolkit has asked for the folder of this app alone
		if dir := os.Getenv("FILESDIR"); filepath.IsAbs(dir) {
			return dir, nil
		}
		return "", errors.New("none named by Android (FILESDIR)")
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share"), err
}

// preferX11 lets Korean be typed where both displays exist: Fyne's native
// Wayland has no input method. The user can undo it, in the settings or by
// setting FYNE_PLATFORM. It has to run before the app is made.
func preferX11(nativeWayland bool) {
	if !nativeWayland && os.Getenv("FYNE_PLATFORM") == "" && os.Getenv("WAYLAND_DISPLAY") != "" && os.Getenv("DISPLAY") != "" {
		_ = os.Setenv("FYNE_PLATFORM", "x11")
	}
}

// nameWindow gives the X11 window the app's ID as its instance, by which desktops
// find the entry that a window belongs to (StartupWMClass); GLFW takes its title
// otherwise, which changes with the language. It has to run before the window is
// made.
func nameWindow(id string) {
	if os.Getenv("RESOURCE_NAME") == "" {
		_ = os.Setenv("RESOURCE_NAME", id)
	}
}
