package store

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// rename moves a file over another one. A virus scanner or an indexer may have
// the file open for a moment; Windows then refuses, so it is tried for up to
// about a second.
func rename(from, to string) error {
	var err error
	for wait := 5 * time.Millisecond; wait < time.Second; wait *= 2 {
		err = os.Rename(from, to) // MoveFileEx with MOVEFILE_REPLACE_EXISTING
		if !errors.Is(err, windows.ERROR_SHARING_VIOLATION) && !errors.Is(err, windows.ERROR_ACCESS_DENIED) {
			return err
		}
		time.Sleep(wait)
	}
	return err
}

// syncDir does nothing: Windows has no call for it, NTFS journals its names.
func syncDir(string) error { return nil }
