package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

// FileName is the name of the store inside the data folder.
const FileName = "bokgu.db"

// applicationID marks the file as ours ("BOKG" in ASCII), so that another
// program's SQLite file put in its place is not taken for an old store.
const applicationID = 0x424f4b47

// defaultBusyTimeout is how long Open waits for another process to let go of
// the file: long enough for a predecessor that is just closing, short enough
// for a person who waits for a window.
const defaultBusyTimeout = time.Second

// Errors of this package. Test with errors.Is.
var (
	// ErrLocked: another process has the store. The file is fine.
	ErrLocked = errors.New("the store is in use by another process")
	// ErrNewer: a later version of the program wrote the file. It is left
	// untouched.
	ErrNewer = errors.New("written by a newer version of the program")
	// ErrDamaged: what was read is not what was written. Close the store and
	// Open it again: Open moves the file aside.
	ErrDamaged = errors.New("damaged")
	// ErrOlder: the document is older than one that was accepted before.
	ErrOlder = errors.New("older than what is held")
	// ErrConflict: another document with the same epoch and seq was accepted
	// before.
	ErrConflict = errors.New("another document with the same number is held")
	// ErrNotHeld: a freshness record speaks about another document than the
	// one that is held.
	ErrNotHeld = errors.New("not about the document that is held")
)

// Options are the choices of Open. The zero value is good.
type Options struct {
	BusyTimeout time.Duration    // how long Open waits for a lock; 0 means one second
	Now         func() time.Time // names files that are moved aside, tells how old imported changes are; nil means time.Now
}

// Opened says what Open had to do. A person is told about it.
type Opened struct {
	MovedAside string // path where the damaged file is now; "" when all was well
	Restored   bool   // user.json only: the backup took the place of a damaged file
	Salvaged   int    // bokgu.db only: changes of the history that were saved from the damaged file
}

// Store is an open bokgu.db. All methods may be called from any goroutine; they
// take turns. A method waits for its turn at most as long as its context lives;
// once its transaction has begun it is finished whatever becomes of the context,
// so an error of the context means that nothing was changed.
//
// A process owns the file exclusively while it is open: a second Open, from
// here or from another process, gets ErrLocked.
type Store struct {
	db   *sql.DB
	path string
	turn chan struct{} // holds one token; whoever has it may use db

	now    func() time.Time
	bounds bounds // tests make do with less
}

// bounds are what is kept of one feed.
type bounds struct {
	pending      int64 // changes
	history      int64 // changes
	historyBytes int64
	newest       int64 // changes of the history that nothing drops
}

// Open opens the store in dir, making both if they are missing, and looks the
// file through. A damaged file is renamed to bokgu.db.damaged-<time> (with its
// -wal and -shm), a new store takes its place, with what can be saved of the
// history, and Opened says so. ErrLocked,
// ErrNewer and errors of the disk or of permissions leave the file as it is.
func Open(ctx context.Context, dir string, o Options) (*Store, Opened, error) {
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, Opened{}, fmt.Errorf("store: data folder %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, Opened{}, fmt.Errorf("store: data folder: %w", err)
	}
	path := filepath.Join(dir, FileName)

	if err = emptied(path); err == nil {
		err = suspected(path)
	}
	if err == nil {
		var s *Store
		if s, err = open(ctx, path, o); err == nil {
			sweep(dir)
			return s, Opened{}, nil
		}
	}
	if !errors.Is(err, ErrDamaged) {
		return nil, Opened{}, err
	}
	damage := err
	aside, err := moveAside(path, o.Now(), "-wal", "-shm", "-journal")
	if err != nil {
		return nil, Opened{}, fmt.Errorf("store: moving the damaged file aside: %w (it was moved because: %w)", err, damage)
	}
	if err := os.Remove(path + suspectSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, Opened{MovedAside: aside}, fmt.Errorf("store: %w", err)
	}
	s, err := open(ctx, path, o)
	if err != nil {
		return nil, Opened{MovedAside: aside}, err
	}
	sweep(dir)
	return s, Opened{MovedAside: aside, Salvaged: s.salvage(ctx, aside)}, nil
}

// emptied reports as damage what SQLite would silently take for a new database:
// a file of no bytes (a full disk or a file system after a crash leaves such
// ones; ours is never empty), and a write-ahead log whose database is gone.
func emptied(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.Size() == 0:
		return fmt.Errorf("store: %s is empty: %w", path, ErrDamaged)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("store: %w", err)
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return fmt.Errorf("store: %s is missing, its log is there: %w", path, ErrDamaged)
	}
	return nil
}

// open opens one file, without a second try.
func open(ctx context.Context, path string, o Options) (*Store, error) {
	db, err := sql.Open("sqlite", dsn(path, o.BusyTimeout))
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	// One connection: SQLite has one writer anyway, and the exclusive lock
	// belongs to a connection.
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	s := &Store{
		db: db, path: path, turn: make(chan struct{}, 1), now: o.Now,
		bounds: bounds{MaxPending, MaxHistory, MaxHistoryBytes, keepNewest},
	}
	s.turn <- struct{}{}
	for _, step := range []func(context.Context) error{s.recognise, s.migrate, s.checkSchema, s.check, s.checkSeals} {
		if err := step(ctx); err != nil {
			err = spoilt(s.wrap("open "+path, err))
			if cerr := db.Close(); cerr != nil {
				err = errors.Join(err, cerr)
			}
			return nil, err
		}
	}
	return s, nil
}

// dsn builds the SQLite URI. The pragmas hold for every connection that
// database/sql makes.
//   - locking_mode EXCLUSIVE: two programs must not decide the same alerts, and
//     without a shared -shm file there is no mapped memory that a truncation by
//     another program could turn into a fatal signal;
//   - synchronous FULL: a commit that was reported survives a power cut;
//   - cell_size_check and trusted_schema: see https://www.sqlite.org/security.html.
func dsn(path string, busy time.Duration) string {
	p := filepath.ToSlash(path)
	if p[0] != '/' {
		p = "/" + p // C:/… becomes /C:/…
	}
	q := url.Values{}
	q.Set("_txlock", "immediate")
	for _, pragma := range []string{
		"busy_timeout(" + strconv.FormatInt(busy.Milliseconds(), 10) + ")",
		"locking_mode(EXCLUSIVE)",
		"synchronous(FULL)",
		"foreign_keys(1)",
		"cell_size_check(1)",
		"trusted_schema(0)",
		"journal_size_limit(4194304)",
	} {
		q.Add("_pragma", pragma)
	}
	return (&url.URL{Scheme: "file", Path: p, RawQuery: q.Encode()}).String()
}

// Close lets go of the file. The store cannot be used afterwards.
func (s *Store) Close() error {
	<-s.turn
	defer func() { s.turn <- struct{}{} }()
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("store: close %s: %w", s.path, err)
	}
	return nil
}

// tx runs f in one transaction. what names the call in errors.
func (s *Store) tx(ctx context.Context, what string, f func(context.Context, *sql.Tx) error) error {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("store: %s: %w", what, ctx.Err())
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: %s: %w", what, err)
	}
	// A transaction takes milliseconds. Letting it end is what makes an error
	// of the context mean "nothing was changed".
	ctx = context.WithoutCancel(ctx)
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.suspect(s.wrap(what, err))
	}
	defer func() { _ = tx.Rollback() }() // after Commit this does nothing
	if err := f(ctx, tx); err != nil {
		return s.suspect(s.wrap(what, err))
	}
	return s.suspect(s.wrap(what, tx.Commit()))
}

// stamp and moment convert times to and from the form in which they are kept:
// microseconds since 1970 in UTC. Nanoseconds would overflow in the year 2262,
// and a feed may say any year.
func stamp(t time.Time) int64   { return t.UnixMicro() }
func moment(us int64) time.Time { return time.UnixMicro(us).UTC() }
