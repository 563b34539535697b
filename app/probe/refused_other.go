//go:build !windows

package probe

import "syscall"

// errRefused is a connection that the other side does not take.
const errRefused = syscall.ECONNREFUSED
