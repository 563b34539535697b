package instance

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// errHeld: another process has the lock.
var errHeld = errors.New("held by another process")

// lockOffset is where the locked byte is. Windows keeps others from reading what
// is locked, so it lies behind everything that the file holds.
const lockOffset = 1 << 30

// tryLock takes the lock without waiting. It goes with f: closing f, or the end
// of the process, lets go of it.
func tryLock(f *os.File) error {
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{Offset: lockOffset})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

// owned has nothing to check: the folders used on Windows, the user's profile
// and its Temp, are closed to others by their access lists.
func owned(fs.FileInfo) error { return nil }
