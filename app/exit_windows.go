package app

import (
	"os"

	"fyne.io/systray"
	"golang.org/x/sys/windows"
)

// exit ends the process at once, with everything kept before. The usual end of a
// process lets each library clear up while the other threads are gone already,
// whatever locks they held.
func exit(code int) {
	systray.Quit() // otherwise the icon stays in the notification area until somebody points at it
	_ = windows.TerminateProcess(windows.CurrentProcess(), uint32(code))
	os.Exit(code)
}
