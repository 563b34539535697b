package probe

import "golang.org/x/sys/windows"

// errRefused is a connection that the other side does not take. What Go's
// syscall package calls so is a number of its own on this system.
const errRefused = windows.WSAECONNREFUSED
