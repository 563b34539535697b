//go:build !linux || android

package app

import (
	"context"
	"runtime"
)

// trayHostPresent: Windows and macOS always have a tray, phones never.
func trayHostPresent() bool { return runtime.GOOS == "windows" || runtime.GOOS == "darwin" }

// watchTrayHost waits for ctx: here the tray's host belongs to the system.
func watchTrayHost(ctx context.Context, _ func()) { <-ctx.Done() }

// darkPanel: the taskbar of Windows is dark unless set otherwise, the menu bar of
// macOS follows the wallpaper and is mostly light.
func darkPanel() bool { return runtime.GOOS == "windows" }
