package store

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// BenchmarkDiffCommit400 compares and stores successive documents of 400
// components (target: at most 5 ms). Beside it, in turns with it, runs the floor
// of what this disk and this SQLite can do: one transaction that writes the same
// bytes into a bare table under the same settings. "ratio" is the one divided by
// the other; the disk's share cancels out.
func BenchmarkDiffCommit400(b *testing.B) {
	dir := b.TempDir()
	s := mustOpen(b, dir)
	bare, err := sql.Open("sqlite", dsn(filepath.Join(dir, "bare.db"), time.Second))
	must(b, err)
	defer bare.Close()
	bare.SetMaxOpenConns(1)
	_, err = bare.Exec(`PRAGMA journal_mode = WAL; CREATE TABLE document (sub TEXT PRIMARY KEY, payload BLOB)`)
	must(b, err)

	previous := document("e", 1, 400)
	first := commit(b, nil, previous)
	must(b, s.Commit(b.Context(), "a", first))
	var ours, floor time.Duration
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		next := document("e", previous.Seq+1, 400)
		for i := 1; i < 400; i += 40 { // an outage that moves on: eleven changes a document
			if next.Seq%2 == 0 {
				next.Components[i].Status = feed.PartialOutage
			}
		}
		c := commit(b, nil, next) // encoding is the publisher's work
		c.Status = next
		c.Baseline = false

		start := time.Now()
		tx, err := bare.Begin()
		must(b, err)
		_, err = tx.Exec(`INSERT OR REPLACE INTO document VALUES ('a', ?)`, c.Payload)
		must(b, err)
		must(b, tx.Commit())
		floor += time.Since(start)
		b.StartTimer()

		start = time.Now()
		c.Changes = feed.Diff(previous, next, next.IssuedAt)
		must(b, s.Commit(b.Context(), "a", c))
		ours += time.Since(start)
		previous = next
	}
	b.ReportMetric(float64(ours)/float64(floor), "ratio")
	b.ReportMetric(float64(floor.Nanoseconds())/float64(b.N), "bare-ns/op")
	b.ReportMetric(float64(len(first.Payload)), "document-B")
}

// BenchmarkOpen opens a store with a full history and reads the document of 400
// components, which is what stands between a start and the first board.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s := mustOpen(b, dir)
	must(b, s.Commit(b.Context(), "a", commit(b, nil, document("e", 1, 400))))
	fillHistory(b, s, "a", MaxHistory)
	must(b, s.Close())
	b.ReportAllocs()
	for b.Loop() {
		s, _, err := Open(b.Context(), dir, Options{})
		must(b, err)
		h, err := s.Held(b.Context(), "a")
		if err != nil || h.Status == nil {
			b.Fatal(err)
		}
		must(b, s.Close())
	}
}
