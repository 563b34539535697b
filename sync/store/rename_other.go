//go:build !windows

package store

import (
	"errors"
	"os"
	"syscall"
)

// rename moves a file over another one, atomically.
func rename(from, to string) error { return os.Rename(from, to) }

// syncDir makes a rename inside dir survive a power cut. A file system that
// cannot sync a folder (EINVAL) orders its renames itself or not at all.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
