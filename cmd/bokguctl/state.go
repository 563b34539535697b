package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
)

// stateVersion is the format of the state file. A file of a later one is left
// alone.
const stateVersion = 1

// maxWatches is how many watches of one URL may run at the same time without
// --state.
const maxWatches = 64

// errStateInUse: another watch has the state file.
var errStateInUse = errors.New("in use by another bokguctl watch")

// state is what a watch keeps from one life to the next. It holds no token.
type state struct {
	Version  int       `json:"version"`
	URL      string    `json:"url"`
	Root     string    `json:"root,omitempty"` // the pinned root's fingerprint
	Mode     feed.Mode `json:"mode,omitempty"`
	Profile  []byte    `json:"profile,omitempty"` // as served
	Held     document  `json:"held,omitzero"`
	Serial   uint64    `json:"serial"` // of the last batch of lines
	Printing *printing `json:"printing,omitempty"`
	Next     document  `json:"next,omitzero"`     // held once Printing is done
	Counted  uint64    `json:"counted,omitempty"` // jobs, in all lives
	Jobs     []job     `json:"jobs,omitempty"`    // of --exec, at least all that have not run
}

// document is a verified status document.
type document struct {
	Payload   []byte    `json:"payload,omitempty"`
	SHA256    string    `json:"sha256,omitempty"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// stateFile is a state with its file, locked until close. One goroutine at a
// time.
type stateFile struct {
	state
	path string
	mark *os.File // beside it: the lock, and the mark of output
}

// openState locks and reads the state file at path; a missing one is empty.
func openState(path, url string) (*stateFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	mark, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	f := &stateFile{path: path, mark: mark}
	if err := lockFile(mark); err != nil {
		mark.Close()
		return nil, fmt.Errorf("state %s: %w", path, errStateInUse)
	}
	if err := f.read(); err != nil {
		mark.Close()
		return nil, err
	}
	if f.URL != "" && f.URL != url {
		mark.Close()
		return nil, fmt.Errorf("state %s belongs to %s: give this feed another --state", path, f.URL)
	}
	f.Version, f.URL = stateVersion, url
	return f, nil
}

func (f *stateFile) read() error {
	b, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if err := json.Unmarshal(b, &f.state); err != nil {
		return fmt.Errorf("state %s is damaged: %w; move it away to start over", f.path, err)
	}
	if f.Version > stateVersion {
		return fmt.Errorf("state %s was written by a newer bokguctl (format %d, this one knows %d)", f.path, f.Version, stateVersion)
	}
	return nil
}

// save replaces the file in one step: whatever happens, there is either the old
// or the new state, and the new one is on the disk when save returns.
func (f *stateFile) save() error {
	b, err := json.Marshal(&f.state)
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	// A fixed name: the lock keeps others away, and a kill leaves one at most.
	next := f.path + ".next"
	if err := writeSynced(next, b); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if err := os.Rename(next, f.path); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	if dir, err := os.Open(filepath.Dir(f.path)); err == nil {
		_ = dir.Sync() // not every system can; the rename stands without
		dir.Close()
	}
	return nil
}

func writeSynced(path string, b []byte) error {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return errors.Join(err, w.Sync(), w.Close())
}

func (f *stateFile) close() { f.mark.Close() }

// startOver forgets the feed but keeps the numbering, and what a command is yet
// to be run for.
func (f *stateFile) startOver() {
	f.state = state{Version: stateVersion, URL: f.URL, Serial: f.Serial, Counted: f.Counted, Jobs: f.Jobs}
}

// recount brings the jobs in line with the mark of what has run. The state file
// may have been deleted, and the mark beside it not: numbers go on behind it.
func (f *stateFile) recount() {
	ran := jobMark(f.mark)
	f.forgetJobs(ran)
	f.Counted = max(f.Counted, ran)
}

// forgetJobs forgets the jobs up to number n.
func (f *stateFile) forgetJobs(n uint64) {
	f.Jobs = slices.DeleteFunc(slices.Clone(f.Jobs), func(j job) bool { return j.N <= n })
}

// held reads the held document for the client.
func (f *stateFile) held() (subscribe.Held, error) {
	if f.Held.SHA256 == "" {
		return subscribe.Held{}, nil
	}
	s, _, err := feed.Parse(f.Held.Payload)
	if err != nil {
		return subscribe.Held{}, fmt.Errorf("state %s is damaged: %w; move it away to start over", f.path, err)
	}
	return subscribe.Held{Status: s, SHA256: f.Held.SHA256, ExpiresAt: f.Held.ExpiresAt}, nil
}

// openDefaultState opens the state of a URL in the user's own folder. A second
// watch of the same URL at the same time gets a second file.
func openDefaultState(dir, url string) (*stateFile, error) {
	sum := sha256.Sum256([]byte(url))
	base := filepath.Join(dir, hex.EncodeToString(sum[:8]))
	var err error
	for n := range maxWatches {
		path := base + ".json"
		if n > 0 {
			path = fmt.Sprintf("%s-%d.json", base, n+1)
		}
		var f *stateFile
		if f, err = openState(path, url); !errors.Is(err, errStateInUse) {
			return f, err
		}
	}
	return nil, err
}

// stateDir is the folder for a command's state, which belongs to this machine: on Unix
// as the XDG Base Directory Specification says.
func stateDir(command string) (string, error) {
	var base string
	var err error
	switch runtime.GOOS {
	case "windows":
		base, err = os.UserCacheDir() // %LocalAppData%
	case "darwin", "ios":
		base, err = os.UserConfigDir() // ~/Library/Application Support
	default:
		if base = os.Getenv("XDG_STATE_HOME"); !filepath.IsAbs(base) { // a relative one is to be ignored
			var home string
			home, err = os.UserHomeDir()
			base = filepath.Join(home, ".local", "state")
		}
	}
	if err != nil {
		return "", fmt.Errorf("no folder for the state: %w", err)
	}
	return filepath.Join(base, "bokgu", command), nil
}
