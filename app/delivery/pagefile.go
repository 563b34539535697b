package delivery

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bokgu/sync/source"
)

// pageVersion is that of the file that keeps what is known of a page. Another one
// is not read: the page is then seen for the first time again, and told as a
// digest against the document that is held.
const pageVersion = 1

// maxPageFile bounds what is read, in bytes: a document, the incidents of sixty
// days and the last answers.
const maxPageFile = 32 << 20

// keptPage is what is known of a page.
type keptPage struct {
	Version   int                       `json:"version"`
	Main      string                    `json:"main"` // the document that it was read from: that of another page is none of it
	State     source.State              `json:"state"`
	Captures  map[string]source.Capture `json:"captures"`
	NotBefore time.Time                 `json:"not_before,omitzero"` // the server asked for that
}

// savedPage returns what the last run knew, or what knows nothing.
func (f *Feed) savedPage() *keptPage {
	fresh := &keptPage{Version: pageVersion, Main: f.p.Sub.Page.Main}
	info, err := os.Stat(f.p.PageFile)
	if errors.Is(err, fs.ErrNotExist) {
		return fresh
	}
	var raw []byte
	if err == nil && info.Size() > maxPageFile {
		err = fmt.Errorf("%d bytes", info.Size())
	}
	if err == nil {
		raw, err = os.ReadFile(f.p.PageFile)
	}
	k := &keptPage{}
	if err == nil {
		err = json.Unmarshal(raw, k)
	}
	if err == nil && (k.Version != pageVersion || k.Main != fresh.Main) {
		err = fmt.Errorf("version %d, of %s", k.Version, k.Main)
	}
	if err != nil {
		f.p.Log.Warn("saved page", "feed", f.p.Sub.ID, "error", err)
		return fresh
	}
	return k
}

// keepPage writes it, whole or not at all.
func (f *Feed) keepPage(k *keptPage) error {
	raw, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("what is known of the page: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.p.PageFile), 0o700); err != nil {
		return fmt.Errorf("what is known of the page: %w", err)
	}
	part := f.p.PageFile + ".part"
	if err := os.WriteFile(part, raw, 0o600); err != nil {
		return fmt.Errorf("what is known of the page: %w", err)
	}
	if err := os.Rename(part, f.p.PageFile); err != nil {
		return fmt.Errorf("what is known of the page: %w", err)
	}
	return nil
}
