//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// lockFile takes the only lock of f without waiting; the system gives it back
// when the process ends, however it ends.
func lockFile(f *os.File) error {
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("lock %s: %w", f.Name(), err)
	}
	return nil
}

// fileID names an open file whatever its path.
func fileID(f *os.File) (string, bool) {
	info, err := f.Stat()
	if err != nil {
		return "", false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", false
	}
	return fmt.Sprintf("%d:%d", st.Dev, st.Ino), true
}

// reopen opens the file behind a descriptor once more, for reading.
func reopen(f *os.File) (*os.File, error) {
	return os.Open(fmt.Sprintf("/dev/fd/%d", f.Fd()))
}
