package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// salvageDir begins the name of the folder in which a damaged file is read.
	salvageDir = "salvage-"
	// maxSalvage is the size in bytes up to which a damaged file is read: the
	// full histories of ten feeds. A person is waiting for the window.
	maxSalvage = 256 << 20
	// salvagePage is how many rows are read at once: as many are lost around a
	// bad page, at most.
	salvagePage = 64
)

// salvage takes over the history of the damaged file that was moved to aside and
// returns how many changes those are. The history is the one thing that no feed
// brings back; each of its rows has a checksum of its own, so what is taken over
// is what was stored. The damaged file stays as it is: a copy is read.
func (s *Store) salvage(ctx context.Context, aside string) (changes int) {
	info, err := os.Stat(aside)
	if err != nil || info.Size() > maxSalvage {
		return 0
	}
	dir, err := os.MkdirTemp(filepath.Dir(s.path), salvageDir)
	if err != nil {
		return 0
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, FileName)
	if copyFile(path, aside) != nil {
		return 0
	}
	if copyFile(path+"-wal", aside+"-wal") != nil {
		_ = os.Remove(path + "-wal") // half a log is worse than none
	}
	if restoreSize(path) != nil {
		return 0
	}
	db, err := sql.Open("sqlite", dsn(path, time.Second))
	if err != nil {
		return 0
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	from := &Store{db: db, path: path}
	var version int
	if from.recognise(ctx) != nil || db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version) != nil || version != len(migrations) {
		return 0
	}
	// All or nothing: a half that is there would be taken for the whole.
	err = s.tx(ctx, "salvage", func(ctx context.Context, tx *sql.Tx) error {
		changes = 0
		journals := make(map[int64]string)
		rows, err := db.QueryContext(ctx, `SELECT num, sub FROM journal`)
		if err != nil {
			return nil // nothing to be had
		}
		defer rows.Close()
		for rows.Next() {
			var num int64
			var sub string
			if rows.Scan(&num, &sub) == nil {
				journals[num] = sub
			}
		}
		_ = rows.Close()
		for num, sub := range journals {
			n, err := salvageFeed(ctx, tx, db, num, sub)
			if err != nil {
				return err
			}
			changes += n
		}
		return nil
	})
	if err != nil {
		return 0
	}
	return changes
}

// salvageFeed reads from both ends until it can read no further: in between lies
// the damage.
func salvageFeed(ctx context.Context, tx *sql.Tx, db *sql.DB, num int64, sub string) (int, error) {
	if err := addFeed(ctx, tx, sub); err != nil {
		return 0, err
	}
	h, err := openHistory(ctx, tx, sub)
	if err != nil {
		return 0, err
	}
	defer h.close()
	known := make(map[int64]Names)
	take := func(from, to int64, order string) (last int64, n int, err error) {
		last = from
		if order == "DESC" {
			last = to
		}
		page, err := salvageRows(ctx, db, num, from, to, order)
		if err != nil {
			return last, 0, nil // the damage
		}
		for i := range page {
			last = page[i].ord
			e, err := page[i].entry(known)
			if err != nil {
				continue // this row is not what was stored
			}
			if _, _, err := h.add(ctx, page[i].ord, &e.Change, e.Names); err != nil {
				return last, 0, err
			}
		}
		return last, len(page), nil
	}
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	for _, order := range []string{"ASC", "DESC"} {
		for n := salvagePage; n == salvagePage && low < high; {
			var last int64
			if last, n, err = take(low, high, order); err != nil {
				return 0, err
			}
			if order == "ASC" {
				low = last
			} else {
				high = last
			}
		}
	}
	return int(h.changes), h.saveTotals(ctx)
}

func salvageRows(ctx context.Context, db *sql.DB, num, from, to int64, order string) ([]storedEntry, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	return readEntries(ctx, tx, `history AS i LEFT JOIN history AS h ON h.journal = i.journal AND h.ord = i.ord`,
		` AND i.journal = ? AND i.ord > ? AND i.ord < ? ORDER BY i.ord `+order+` LIMIT ?`, num, from, to, salvagePage)
}

// restoreSize gives a file that was cut short the size that its header speaks of:
// otherwise SQLite does not read what is left. The missing pages are zero, which
// no page of ours is.
func restoreSize(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	header := make([]byte, 32)
	if _, err := io.ReadFull(f, header); err != nil {
		return err
	}
	// https://www.sqlite.org/fileformat.html#the_database_header; 1 means 65536.
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 {
		page = 65536
	}
	want := page * int64(binary.BigEndian.Uint32(header[28:]))
	info, err := f.Stat()
	if err != nil || info.Size() >= want || want > maxSalvage {
		return err
	}
	return f.Truncate(want)
}

// copyFile copies a file. That there is none is an error as any other.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	return err
}

// sweep removes what a salvage left that was cut short.
func sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), salvageDir) {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}
