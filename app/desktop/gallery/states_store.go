//go:build linux

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/BurntSushi/toml"

	"bokgu/app/desktop"
	"bokgu/sync/store"
)

// appID is the app's name in the keyring. The gallery runs at the root of the project.
func appID() (string, error) {
	var meta struct{ Details struct{ ID string } }
	if _, err := toml.DecodeFile("FyneApp.toml", &meta); err != nil {
		return "", fmt.Errorf("the app's ID: %w", err)
	}
	return meta.Details.ID, nil
}

// prefer writes preferences into the app's folder before it starts.
func (st *studio) prefer(preferences map[string]any) error {
	raw, err := json.Marshal(preferences)
	if err != nil {
		return err
	}
	return st.write(func(u *store.User) { u.Preferences = raw })
}

// subscribe adds a feed before the app starts.
func (st *studio) subscribe(id, url string, private bool) error {
	return st.write(func(u *store.User) {
		u.Feeds = append(u.Feeds, store.Subscription{ID: id, URL: url, Private: private, AddedAt: time.Now().UTC()})
	})
}

func (st *studio) write(change func(*store.User)) error {
	file, _, err := store.OpenUser(st.data)
	if err != nil {
		return err
	}
	return file.Update(change)
}

// filled lets the app take one document from a feed, which is then gone: what later runs show comes from the store.
func (st *studio) filled(ctx context.Context) error {
	_, kill, err := st.connect(ctx, desktop.LiveParams{})
	if err != nil {
		return err
	}
	defer kill()
	return st.quit(ctx)
}

// loading holds the store and stops the app, as a debugger does, at the frame in which it waits for the file.
func loading(ctx context.Context, st *studio) error {
	if err := st.filled(ctx); err != nil {
		return err
	}
	size := st.size()
	if err := st.prefer(map[string]any{"window_width": size.X, "window_height": size.Y}); err != nil {
		return err
	}
	var err error
	for range 5 {
		if err = st.loadingOnce(ctx); err == nil {
			return st.shot(ctx, "loading")
		}
	}
	return err
}

func (st *studio) loadingOnce(ctx context.Context) error {
	held, _, err := store.Open(ctx, st.data, store.Options{})
	if err != nil {
		return err
	}
	defer held.Close()
	blank := st.screen.Picture(st.screen.Bounds())
	if st.process, err = st.Run(st.command()); err != nil {
		return err
	}
	// A window takes up most of the screen; its frame alone does not.
	most := blank.Rect.Dx() * blank.Rect.Dy() / 2
	err = desktop.Until(ctx, "the window is painted", func() (bool, error) {
		return differ(blank, st.screen.Picture(st.screen.Bounds()), most), nil
	})
	if err != nil {
		return err
	}
	if err := st.process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	if st.window, err = st.UntilWindow(ctx, st.process); err == nil {
		st.frame, err = st.Place(ctx, st.window)
	}
	if err == nil {
		err = st.hidePointer(ctx)
	}
	soon, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err == nil {
		err = st.see(soon, st.upper(), st.t("answer.loading"))
	}
	if err != nil {
		st.process.Kill()
	}
	return err
}

func storeOlder(ctx context.Context, st *studio) error {
	packed, err := os.ReadFile(filepath.Join("sync", "store", "testdata", "v1.db.gz"))
	if err != nil {
		return err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	old, err := io.ReadAll(unpacked)
	if err != nil {
		return err
	}
	// The feed that the file holds something of, and whose server is gone.
	if err := st.subscribe("A2345", "ws://127.0.0.1:9", false); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(st.data, store.FileName), old, 0o600); err != nil {
		return err
	}
	if err := st.start(ctx); err != nil {
		return err
	}
	if err := st.see(ctx, st.upper(), st.t("status.connection.waiting")); err != nil {
		return err
	}
	return st.shot(ctx, "store-older")
}

func storeNewer(ctx context.Context, st *studio) error {
	if _, _, err := st.connect(ctx, desktop.LiveParams{}); err != nil {
		return err
	}
	if err := st.quit(ctx); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", filepath.Join(st.data, store.FileName))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA user_version = 99")
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("the store: %w", err)
	}
	if err := st.start(ctx); err != nil {
		return err
	}
	if err := st.seeNotice(ctx, "notice.store_newer"); err != nil {
		return err
	}
	return st.shot(ctx, "store-newer")
}

func storeDamaged(ctx context.Context, st *studio) error {
	if err := st.filled(ctx); err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(st.data, store.FileName), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	// What a disk does that loses a block.
	_, err = file.WriteAt(bytes.Repeat([]byte{0xA5}, 4096), 0)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	feed, _, err := st.serve(ctx, desktop.LiveParams{})
	if err != nil {
		return err
	}
	if err := st.start(ctx, "--feed", feed.URL); err != nil {
		return err
	}
	if err := st.seeNotice(ctx, "notice.moved_aside"); err != nil {
		return err
	}
	return st.shot(ctx, "store-damaged")
}
