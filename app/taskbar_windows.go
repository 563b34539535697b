package app

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

var setAppID = windows.NewLazySystemDLL("shell32.dll").NewProc("SetCurrentProcessExplicitAppUserModelID")

// nameTaskbar tells Windows that the windows of this process belong to the app of
// this ID, as its notifications and the installer's entry in the Start menu do.
// Otherwise the taskbar takes the program for another one than the entry pinned
// to it. It has to run before the window is made. Without it everything works.
func nameTaskbar(id string) {
	if s, err := windows.UTF16PtrFromString(id); err == nil && setAppID.Find() == nil {
		_, _, _ = setAppID.Call(uintptr(unsafe.Pointer(s)))
	}
}
