package instance

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// maxSocketPath is what every system takes for the path of a socket: 104 bytes
// with the final zero on macOS and the BSDs, 108 on Linux. The name of a pipe is
// shorter.
const maxSocketPath = 103

// privateDir makes dir with mode 0700, or sees to it that an existing one is
// this user's alone.
func privateDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	if err := owned(info); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return os.Chmod(dir, 0o700)
}

// writeSocketPath and readSocketPath keep the path in the lock file: a second
// process may have another XDG_RUNTIME_DIR than the first.
func writeSocketPath(lock *os.File, sock string) error {
	if err := lock.Truncate(0); err != nil {
		return err
	}
	_, err := lock.WriteAt([]byte(sock+"\n"), 0)
	return err
}

func readSocketPath(lock *os.File) (string, error) {
	raw := make([]byte, maxSocketPath+1)
	n, err := lock.ReadAt(raw, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if n == 0 || raw[n-1] != '\n' {
		return "", errors.New("the lock file names no socket yet")
	}
	return string(raw[:n-1]), nil
}
