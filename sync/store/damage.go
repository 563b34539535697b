package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// wrap names where err happened and sorts it. Only what SQLite itself calls
// damage is damage: a lock, a full disk, a missing permission never are, because
// whatever is damaged gets moved aside.
func (s *Store) wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("store: %s: %w", what, err)
	// Tables are strict: a value that is not of the type of its column (database/sql
	// has no error type of its own for it) has become one on the disk.
	if strings.Contains(err.Error(), "sql: Scan error on column") && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	var se *sqlite.Error
	if !errors.As(err, &se) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrLocked) {
		return err
	}
	switch se.Code() & 0xff { // the low byte is the primary code: https://www.sqlite.org/rescode.html
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return fmt.Errorf("%w: %w", ErrLocked, err)
	}
	return err
}

// spoilt takes a statement that SQLite does not understand for damage. At opening
// all statements are known to be good, so it is the schema that is not.
func spoilt(err error) error {
	var se *sqlite.Error
	if errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_ERROR && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// check looks the file through. SQLite keeps no checksums of its own, so beside
// the structure (quick_check) the documents are held to the hashes stored with
// them: they are what a person reads.
func (s *Store) check(ctx context.Context) error {
	var verdict string
	if err := s.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("quick_check: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: quick_check: %s", ErrDamaged, verdict)
	}
	rows, err := s.db.QueryContext(ctx, "SELECT sub, payload, sha256 FROM document UNION ALL SELECT sub, payload, sha256 FROM library")
	if err != nil {
		return fmt.Errorf("checking documents: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var sub, sum string
		var payload []byte
		if err := rows.Scan(&sub, &payload, &sum); err != nil {
			return fmt.Errorf("checking documents: %w", err)
		}
		if hash(payload) != sum {
			return fmt.Errorf("%w: a document of feed %q is not what was stored", ErrDamaged, sub)
		}
	}
	return rows.Err()
}

// suspectSuffix names the mark that a running store leaves when it has read
// damage. Open's own look cannot see all of it (a changed digit in an otherwise
// sound row), and without the mark a store that fails at every read would be
// opened as healthy again and again.
const suspectSuffix = ".suspect"

// suspect leaves the mark if err is damage. It returns err.
func (s *Store) suspect(err error) error {
	if errors.Is(err, ErrDamaged) {
		// Without the mark Open may still see the damage by itself.
		_ = os.WriteFile(s.path+suspectSuffix, []byte(err.Error()+"\n"), 0o600)
	}
	return err
}

// suspected reports the mark as damage.
func suspected(path string) error {
	switch _, err := os.Lstat(path + suspectSuffix); {
	case err == nil:
		return fmt.Errorf("store: %s was found damaged while it was read: %w", path, ErrDamaged)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("store: %w", err)
	}
	return nil
}

// hash is the lower-case hex SHA-256 by which documents are named.
func hash(payload []byte) string {
	sum := sha256.Sum256(payload)
	return hex.EncodeToString(sum[:])
}

// moveAside renames path and its companions (path + suffix) to
// <path>.damaged-<time><suffix> and returns the new path. Of those that were moved
// earlier the newest stay, see keepDamaged. The companions go
// first: a stale write-ahead log beside a fresh database would be played into it.
// It is an error if there is nothing to move.
func moveAside(path string, now time.Time, suffixes ...string) (string, error) {
	base := path + damagedMark + now.UTC().Format(asideTime)
	aside := base
	for n := 2; taken(aside, suffixes); n++ {
		aside = fmt.Sprintf("%s-%d", base, n)
	}
	moved := 0
	for _, suffix := range append(suffixes, "") {
		err := rename(path+suffix, aside+suffix)
		switch {
		case err == nil:
			moved++
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
	}
	if moved == 0 {
		return "", fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	forget(path, aside, suffixes)
	return aside, nil
}

// taken reports whether one of the names is in use.
func taken(path string, suffixes []string) bool {
	for _, suffix := range append(suffixes, "") {
		if _, err := os.Lstat(path + suffix); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}
