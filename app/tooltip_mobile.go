//go:build android || ios

package app

// setTooltip does nothing: a phone has no tray.
func setTooltip(string) {}
