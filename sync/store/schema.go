package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
)

// migration is one step of the schema, taken whole or not at all.
type migration struct {
	sql  string
	then func(context.Context, *sql.Tx) error // what SQL cannot say; may be nil
}

// migrations lead from one schema version to the next: migrations[0] makes
// version 1. An entry that has been released is never changed. testdata holds a
// file of every version that there was.
//
// Times are microseconds since 1970, see stamp. seq is an unsigned 64-bit number
// in SQLite's signed one: compare it in Go only.
var migrations = []migration{{sql: version1}, {sql: version2, then: moveHistory}}

const version1 = `PRAGMA application_id = 0x424f4b47;

CREATE TABLE feed (
	sub TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The last accepted document. At most one per feed.
CREATE TABLE document (
	sub           TEXT PRIMARY KEY REFERENCES feed ON DELETE CASCADE,
	payload       BLOB NOT NULL,
	sha256        TEXT NOT NULL,
	key_id        TEXT NOT NULL,
	epoch         TEXT NOT NULL,
	epoch_started INTEGER NOT NULL,
	seq           INTEGER NOT NULL,
	received_at   INTEGER NOT NULL,
	last_contact  INTEGER NOT NULL,
	expires_at    INTEGER NOT NULL
) STRICT;

-- The highest number accepted per feed and key: what is older is refused.
CREATE TABLE accepted (
	sub           TEXT NOT NULL REFERENCES feed ON DELETE CASCADE,
	key_id        TEXT NOT NULL,
	epoch         TEXT NOT NULL,
	epoch_started INTEGER NOT NULL,
	seq           INTEGER NOT NULL,
	sha256        TEXT NOT NULL,
	PRIMARY KEY (sub, key_id)
) STRICT, WITHOUT ROWID;

-- Changes that alert.Decide has not seen yet, in order.
CREATE TABLE pending (
	sub    TEXT NOT NULL REFERENCES feed ON DELETE CASCADE,
	ord    INTEGER NOT NULL,
	id     TEXT NOT NULL,
	body   TEXT NOT NULL,
	digest INTEGER NOT NULL,
	PRIMARY KEY (sub, ord),
	UNIQUE (sub, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
	sub  TEXT NOT NULL REFERENCES feed ON DELETE CASCADE,
	ord  INTEGER NOT NULL,
	id   TEXT NOT NULL,
	at   INTEGER NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (sub, ord),
	UNIQUE (sub, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_at ON history (sub, at);

CREATE TABLE alert_state (
	sub  TEXT PRIMARY KEY REFERENCES feed ON DELETE CASCADE,
	body TEXT NOT NULL
) STRICT;

-- Alerts that were decided. shown_at is NULL until somebody has shown them.
CREATE TABLE outbox (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	sub        TEXT NOT NULL REFERENCES feed ON DELETE CASCADE,
	key        TEXT NOT NULL,
	body       TEXT NOT NULL,
	withdraw   INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	shown_at   INTEGER
) STRICT;
CREATE INDEX outbox_sub ON outbox (sub, key);
CREATE INDEX outbox_shown ON outbox (shown_at);

-- Which notification of the desktop shows which alert. An id means something to
-- the notification service (owner) that gave it and to nobody else.
CREATE TABLE notification_ids (
	key   TEXT PRIMARY KEY,
	owner TEXT NOT NULL,
	id    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE library (
	sub     TEXT PRIMARY KEY REFERENCES feed ON DELETE CASCADE,
	payload BLOB NOT NULL,
	sha256  TEXT NOT NULL
) STRICT;
`

// recognise tells our file from a newer one and from somebody else's. It only
// reads.
func (s *Store) recognise(ctx context.Context) error {
	var version, id, tables int64
	for pragma, into := range map[string]*int64{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &id,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := s.db.QueryRowContext(ctx, pragma).Scan(into); err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
	}
	switch {
	case version == 0 && id == 0 && tables == 0:
		return nil // a new file
	case id != applicationID:
		return fmt.Errorf("%w: the file belongs to another program (application_id %#x)", ErrDamaged, uint32(id))
	case version > int64(len(migrations)):
		return fmt.Errorf("%w: its schema is version %d, this program knows %d", ErrNewer, version, len(migrations))
	case version < 1 || tables == 0:
		return fmt.Errorf("%w: schema version %d with %d tables and indexes", ErrDamaged, version, tables)
	}
	return nil
}

// migrate brings the schema to the newest version, one transaction per step, so
// that a crash leaves a whole version.
func (s *Store) migrate(ctx context.Context) error {
	// The write-ahead log belongs to the file and is set outside transactions.
	var mode string
	if err := s.db.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return fmt.Errorf("write-ahead log: %w", err)
	}
	if mode != "wal" {
		return fmt.Errorf("write-ahead log: the disk allows only journal mode %q", mode)
	}
	var version int
	if err := s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("schema version: %w", err)
	}
	return s.steps(ctx, version)
}

// steps takes the steps from a version to the newest.
func (s *Store) steps(ctx context.Context, version int) error {
	for ; version < len(migrations); version++ {
		err := s.tx(ctx, fmt.Sprintf("migrate to schema version %d", version+1), func(ctx context.Context, tx *sql.Tx) error {
			m := migrations[version]
			if _, err := tx.ExecContext(ctx, m.sql); err != nil {
				return err
			}
			if m.then != nil {
				if err := m.then(ctx, tx); err != nil {
					return err
				}
			}
			_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// pristine returns the schema as migrations make it in an empty database.
var pristine = sync.OnceValues(func() ([]string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	s := &Store{db: db, turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	if err := s.steps(context.Background(), 0); err != nil {
		return nil, err
	}
	return s.schema(context.Background())
})

// schema returns the tables and indexes, as they were made.
func (s *Store) schema(ctx context.Context) (list []string, err error) {
	err = s.tx(ctx, "schema", func(ctx context.Context, tx *sql.Tx) error {
		list, err = column[string](ctx, tx, `SELECT concat_ws(' ', type, name, tbl_name, sql) FROM sqlite_schema ORDER BY 1`)
		return err
	})
	return list, err
}

// checkSchema finds tables that are not as this package makes them: a flipped
// letter in the name of a column makes statements fail, and nothing else.
func (s *Store) checkSchema(ctx context.Context) error {
	want, err := pristine()
	if err != nil {
		return fmt.Errorf("schema of a new store: %w", err)
	}
	got, err := s.schema(ctx)
	if err == nil && !slices.Equal(got, want) {
		err = fmt.Errorf("%w: its tables are not those of version %d", ErrDamaged, len(migrations))
	}
	return err
}
