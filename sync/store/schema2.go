package store

import (
	"context"
	"database/sql"
	"fmt"

	"bokgu/sync/feed"
)

// version2 gives the history the names of the time and numbers in place of the
// feed's id in every row and index, so that a year fits; and everything a seal.
const version2 = `
-- The history of one feed. changes and bytes are how much of it there is.
CREATE TABLE journal (
	num     INTEGER PRIMARY KEY,
	sub     TEXT NOT NULL UNIQUE REFERENCES feed ON DELETE CASCADE,
	changes INTEGER NOT NULL DEFAULT 0,
	bytes   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What things were called; many changes share one row.
CREATE TABLE names (
	num     INTEGER PRIMARY KEY,
	journal INTEGER NOT NULL REFERENCES journal ON DELETE CASCADE,
	body    TEXT NOT NULL,
	UNIQUE (journal, body)
) STRICT;

DROP INDEX history_at;
ALTER TABLE history RENAME TO history1;

-- ord is the order of arrival, from 1; what was imported has negative numbers.
CREATE TABLE history (
	journal   INTEGER NOT NULL REFERENCES journal ON DELETE CASCADE,
	ord       INTEGER NOT NULL,
	id        TEXT NOT NULL,
	at        INTEGER NOT NULL,
	component TEXT,             -- if the change is one of a component's state
	body      TEXT NOT NULL,
	names     INTEGER NOT NULL, -- 0: none
	sum       INTEGER NOT NULL, -- CRC-32C, see checksum
	PRIMARY KEY (journal, ord),
	UNIQUE (journal, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX history_at ON history (journal, at);
CREATE INDEX history_component ON history (journal, component, at) WHERE component IS NOT NULL;

-- CRC-32C of the row, see seal.
ALTER TABLE document    ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accepted    ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pending     ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert_state ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox      ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
`

// moveHistory takes the history of version 1 over, with the names that the held
// documents still know, and seals what is there.
func moveHistory(ctx context.Context, tx *sql.Tx) error {
	subs, err := column[string](ctx, tx, `SELECT DISTINCT sub FROM history1 ORDER BY sub`)
	if err != nil {
		return err
	}
	for _, sub := range subs {
		if err := moveHistoryOf(ctx, tx, sub); err != nil {
			return fmt.Errorf("history of %s: %w", sub, err)
		}
	}
	if _, err = tx.ExecContext(ctx, `DROP TABLE history1`); err != nil {
		return err
	}
	return sealAll(ctx, tx)
}

func moveHistoryOf(ctx context.Context, tx *sql.Tx, sub string) error {
	bodies, err := column[[]byte](ctx, tx, `SELECT body FROM history1 WHERE sub = ? ORDER BY ord`, sub)
	if err != nil {
		return err
	}
	documents, err := column[[]byte](ctx, tx, `SELECT payload FROM document WHERE sub = ?`, sub)
	if err != nil {
		return err
	}
	var s *feed.Status
	if len(documents) > 0 {
		s, _, _ = feed.Parse(documents[0]) // a document that cannot be read gives no names
	}
	h, err := openHistory(ctx, tx, sub)
	if err != nil {
		return err
	}
	defer h.close()
	n := newNamer(s, nil, nil)
	for _, body := range bodies {
		c, err := change(body)
		if err != nil {
			continue // it was lost before; the file is not given up for it
		}
		if _, _, err := h.arrive(ctx, &c, n.names(&c)); err != nil {
			return fmt.Errorf("change %s: %w", c.ID, err)
		}
	}
	return h.saveTotals(ctx)
}

// column returns the one column of a query.
func column[T any](ctx context.Context, tx *sql.Tx, query string, args ...any) ([]T, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
