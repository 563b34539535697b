//go:build !android && !ios && !linux

package app

import "fyne.io/systray"

// setTooltip names the state beside the tray icon. Fyne has no call for it, the
// package below it has.
func setTooltip(s string) { systray.SetTooltip(s) }
