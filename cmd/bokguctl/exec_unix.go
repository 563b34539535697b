//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// ownGroup gives the command a process group: when its time is over what it has
// started ends with it, and Ctrl+C in a terminal is for the watch alone.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
