package main

import (
	"os/exec"
	"syscall"
)

// ownGroup keeps Ctrl+C in a console for the watch alone. When the command's
// time is over it ends without what it has started.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}
