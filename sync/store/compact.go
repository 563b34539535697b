package store

import (
	"context"
	"database/sql"
	"time"
)

// Bounds of the history of one feed. What is over is compacted, see keepBounds.
const (
	// MaxHistory is how many changes are kept: 137 for every day of a year. The
	// outage of October 2022 had a few hundred in ten days, so one like it
	// could begin every three days.
	MaxHistory = 50_000
	// MaxHistoryBytes is how much they may take, in bytes of the file: 503 for
	// each of MaxHistory. A change of a feed with 400 components takes some 400.
	MaxHistoryBytes = 24 << 20

	// keepNewest changes are never dropped: a document repeats those of its tail
	// (64 KiB, some 400 changes), and one that was forgotten would be taken for
	// new and decided about twice.
	keepNewest = MaxPending

	// historyYear is how far the history must reach back before its size counts
	// for more than its age.
	historyYear = 366 * 24 * time.Hour

	// rowBytes is what a change takes beside its id and its text: numbers, its
	// place in three indexes and the room that SQLite leaves in its pages.
	// Measured (BenchmarkHistory), in bytes.
	rowBytes = 185
)

// keepBounds drops changes if there are more than b allows, and notes how many
// there are. now is the time of this device. It drops a tenth more than it has
// to, so that it does not run at every document. What goes first, each from its
// oldest: what is older than a year, all but the states of components before
// those; then of the last year the same. The newest (b.newest, by arrival) stay.
func (h *historyWriter) keepBounds(ctx context.Context, b bounds, now time.Time) error {
	if h.changes <= b.history && h.bytes <= b.historyBytes {
		return h.saveTotals(ctx)
	}
	room := b.historyBytes / 10 * 9
	for range 3 { // names that only dropped changes had go with them, the others take room
		if err := h.drop(ctx, b.history/10*9, room, h.last-b.newest, now); err != nil {
			return err
		}
		names, err := h.count(ctx)
		if err != nil {
			return err
		}
		if h.bytes <= b.historyBytes {
			break
		}
		room = max(0, b.historyBytes/10*9-names)
	}
	return h.saveTotals(ctx)
}

// drop leaves at most changes changes of at most bytes bytes, and those that
// arrived after the newest one.
func (h *historyWriter) drop(ctx context.Context, changes, bytes, newest int64, now time.Time) error {
	if _, err := h.tx.ExecContext(ctx, `
		DELETE FROM history WHERE journal = :journal AND ord IN (
			SELECT ord FROM (
				SELECT ord, class, row_number() OVER worth AS n, sum(size) OVER worth AS total FROM (
					SELECT ord, at, octet_length(id) + octet_length(body) + :row AS size, CASE
						WHEN ord > :newest THEN 0
						WHEN at >= :year AND component IS NOT NULL THEN 1
						WHEN at >= :year THEN 2
						WHEN component IS NOT NULL THEN 3
						ELSE 4 END AS class
					FROM history WHERE journal = :journal)
				WINDOW worth AS (ORDER BY class, at DESC, ord DESC ROWS UNBOUNDED PRECEDING))
			WHERE class > 0 AND (n > :changes OR total > :bytes))`,
		sql.Named("journal", h.num), sql.Named("row", rowBytes), sql.Named("newest", newest), sql.Named("year", stamp(now.Add(-historyYear))),
		sql.Named("changes", changes), sql.Named("bytes", bytes)); err != nil {
		return err
	}
	h.known = map[string]int64{}
	_, err := h.tx.ExecContext(ctx, `DELETE FROM names WHERE journal = ? AND num NOT IN (SELECT names FROM history WHERE journal = ?)`, h.num, h.num)
	return err
}

// count finds out how much there is. It returns the bytes of the names.
func (h *historyWriter) count(ctx context.Context) (names int64, err error) {
	err = h.tx.QueryRowContext(ctx, `SELECT
		(SELECT coalesce(2 * sum(octet_length(body)), 0) FROM names WHERE journal = :journal),
		count(*), coalesce(sum(octet_length(id) + octet_length(body) + :row), 0) FROM history WHERE journal = :journal`,
		sql.Named("journal", h.num), sql.Named("row", rowBytes)).Scan(&names, &h.changes, &h.bytes)
	h.bytes += names
	return names, err
}
