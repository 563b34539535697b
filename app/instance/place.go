package instance

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// maxSocketPath is what every system takes for the path of a socket: 104 bytes
// with the final zero on macOS and the BSDs, 108 on Linux and Windows.
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

// listen makes the socket of the folder private: inside it or, where that path
// is too long for a socket or the file system has none (shared and FAT folders),
// under a hash of it in the session's runtime folder or, failing that, in the
// folder for temporary files. The caller has the lock.
func listen(private string) (net.Listener, string, error) {
	sock := filepath.Join(private, sockName)
	l, err := listenAt(sock)
	if err == nil {
		return l, sock, nil
	}
	base := os.Getenv("XDG_RUNTIME_DIR")
	if base == "" || !filepath.IsAbs(base) {
		base = os.TempDir()
	}
	// In a folder that everybody may write to, a name of one's own; somebody
	// else's folder of that name is refused by privateDir.
	base = filepath.Join(base, "bokgu-"+strconv.Itoa(os.Getuid()))
	if err2 := privateDir(base); err2 != nil {
		return nil, "", errors.Join(err, err2)
	}
	sum := sha256.Sum256([]byte(private))
	sock = filepath.Join(base, hex.EncodeToString(sum[:8]))
	l, err2 := listenAt(sock)
	if err2 != nil {
		return nil, "", errors.Join(err, err2)
	}
	return l, sock, nil
}

// listenAt listens in place of whoever did so before: a crash leaves its socket.
func listenAt(sock string) (net.Listener, error) {
	if len(sock) > maxSocketPath {
		return nil, fmt.Errorf("%s: %d bytes are too many for a socket's path, %d are allowed", sock, len(sock), maxSocketPath)
	}
	if err := os.Remove(sock); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("stale socket: %w", err)
	}
	return net.Listen("unix", sock)
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
