//go:build !windows

package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

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

// dial connects to the socket that the lock file names.
func dial(ctx context.Context, sock string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var d net.Dialer
	return d.DialContext(ctx, "unix", sock)
}
