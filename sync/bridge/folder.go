package bridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/source"
)

// folderVersion is the format of the files. Those of a later one are left alone.
const folderVersion = 1

// folder is where a bridge keeps what it must not forget. One process at a time.
//
//	root.key, publish.key  private keys (PKCS #8, PEM), readable by the owner alone
//	profile.json           the signed profile as it is served
//	feed.json              the newest document as it was published, and what of each page is in it
//	pages/KEY.json         what is known of a page, and what of it is not published yet
//	heard.json             when each page was last heard, at most some minutes old
//
// A page's file is written before what it says is published, feed.json before that
// is handed to the edge. So whenever the process ends, what was told is known, and
// what was not is still to be told.
type folder struct {
	dir    string
	beside func() // called before and after every write; for tests, which stop there
}

// keptPage is pages/KEY.json.
type keptPage struct {
	Version int           `json:"version"`
	Recipe  source.Recipe `json:"recipe,omitzero"`
	State   source.State  `json:"state,omitzero"`
	// Serial counts the captures that changed something. Pending are the changes of
	// those that feed.json does not know to be published.
	Serial  uint64    `json:"serial,omitempty"`
	Pending []pending `json:"pending,omitempty"`
}

type pending struct {
	Serial  uint64        `json:"serial"`
	Changes []feed.Change `json:"changes"`
}

// keptFeed is feed.json.
type keptFeed struct {
	Version int               `json:"version"`
	Frame   publish.Frame     `json:"frame"`
	Taken   map[string]uint64 `json:"taken"` // page → serial of its newest capture in the document
}

func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, "pages"), 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return &folder{dir: dir}, nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

func pageFile(key string) string { return filepath.Join("pages", key+".json") }

// errNewer: the files are a later version's; nothing may be written over them.
var errNewer = errors.New("written by a newer version of this program")

// read reads a JSON file into v; false if there is none. A damaged one is put
// aside, with an error that says so and for which errors.Is(err, errDamaged).
func (f *folder) read(name string, v any) (bool, error) {
	b, err := os.ReadFile(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("data folder: %w", err)
	}
	var head struct {
		Version int `json:"version"`
	}
	if json.Unmarshal(b, &head) == nil && head.Version > folderVersion {
		return false, fmt.Errorf("data folder: %s: %w (format %d, this one knows %d)", name, errNewer, head.Version, folderVersion)
	}
	if err := json.Unmarshal(b, v); err != nil {
		if aside := os.Rename(f.path(name), f.path(name+".damaged")); aside != nil {
			return false, fmt.Errorf("data folder: %s is damaged and cannot be put aside: %w", name, aside)
		}
		return false, fmt.Errorf("data folder: %s %w, now %s.damaged: %w", name, errDamaged, name, err)
	}
	return true, nil
}

var (
	errDamaged = errors.New("is damaged")
	// errFolder: what is to be told cannot be kept. Telling it all the same would be
	// telling it twice after the next start.
	errFolder = errors.New("data folder")
)

// write replaces a file in one step: whatever happens there is either the old one
// or the new one, and the new one is on the disk when write returns.
func (f *folder) write(name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errFolder, name, err)
	}
	if err := f.writeBytes(name, b); err != nil {
		return fmt.Errorf("%w: %w", errFolder, err)
	}
	return nil
}

func (f *folder) writeBytes(name string, b []byte) error {
	if f.beside != nil {
		f.beside()
	}
	path := f.path(name)
	next, err := os.OpenFile(path+".next", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = next.Write(b)
	if err := errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".next", path); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync() // not every system can; the rename stands without
		_ = dir.Close()
	}
	if f.beside != nil {
		f.beside()
	}
	return nil
}

func (f *folder) readHeard() map[string]time.Time {
	heard := make(map[string]time.Time)
	if _, err := f.read("heard.json", &heard); err != nil || heard == nil {
		return make(map[string]time.Time) // a page's own capture says it then
	}
	return heard
}
