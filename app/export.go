package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"bokgu/app/settings"
	"bokgu/sync/store"
	"bokgu/sync/subscribe"
)

// saveExport writes everything that the person has made or collected to a file,
// whole or not at all: an older file at path stays until the new one is there.
// Only the user may read it. db may be nil; the history is then left out.
func saveExport(ctx context.Context, path string, user userData, db *store.Store) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".bokgu-export-*") // made with 0600
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = store.Export(ctx, f, portable(user.Get()), db)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("export to %s: %w", path, err)
	}
	return nil
}

// writeExport is saveExport for a place that is no file of ours to name, such as
// what a file dialog of the desktop or a phone gives out. It closes w; what an
// error leaves there is no whole file.
func writeExport(ctx context.Context, w io.WriteCloser, user userData, db *store.Store) error {
	err := store.Export(ctx, w, portable(user.Get()), db)
	if err = errors.Join(err, w.Close()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// readExport takes in a file that was exported, here or elsewhere. With take the
// preferences of the file win over those of this device, otherwise they only
// fill in what was never set. Preferences take effect at once; the caller lets
// the model know the feeds, opens the shown one again (its follows, ticks and
// history may have grown) and asks for the tokens of report.NeedTokens.
//
// Errors: store.ErrBadFile (a *store.FileError names the place), store.ErrNewer,
// or those of the disk; everything is then as it was.
//
// How this device reaches the internet stays as it is: nobody's file says that.
func readExport(ctx context.Context, r io.Reader, user userData, db *store.Store, prefs *settings.Settings, take bool) (store.Report, error) {
	own := user.Get().Preferences
	report, err := store.Import(ctx, r, user, db, store.ImportOptions{CheckURL: subscribe.CheckURL, TakeSettings: take})
	if err != nil {
		return store.Report{}, err
	}
	if err := user.Update(func(u *store.User) { u.Preferences = settings.KeepLocal(u.Preferences, own) }); err != nil {
		return store.Report{}, fmt.Errorf("import: %w", err)
	}
	// The preferences in memory are of before, and would be written back over
	// the new ones at the next change.
	// A bad value counts as its default: that is no reason to fail.
	now, _ := settings.Open(settings.Params{Load: func() (json.RawMessage, error) { return user.Get().Preferences, nil }})
	v := now.Get()
	return report, prefs.Update(func(p *settings.Values) { *p = v })
}

// portable is what of the user's file may leave the device.
func portable(u store.User) store.User {
	u.Preferences = settings.KeepLocal(u.Preferences, nil)
	return u
}
