//go:build !windows

package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// version1File puts a file that version 1 of the schema left into dir. "v1" was
// closed in order; the process of "v1-killed" was killed, so that nearly
// everything stands in its write-ahead log.
func version1File(t testing.TB, dir, name string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		packed, err := os.Open(filepath.Join("testdata", name+".db"+suffix+".gz"))
		if errors.Is(err, os.ErrNotExist) && suffix != "" {
			continue
		}
		must(t, err)
		defer packed.Close()
		r, err := gzip.NewReader(packed)
		must(t, err)
		raw, err := io.ReadAll(r)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, FileName+suffix), raw, 0o600))
	}
}

// version1Ids are the changes in both files, of each of the feeds A2345 and
// B2345, in the order of their arrival. e.5.0 was not decided about.
var version1Ids = []string{"e.2.0", "e.3.0", "e.3.1", "e.4.0", "e.4.1", "e.5.0"}

// version1Kept checks that s holds everything that was in a file of version 1.
func version1Kept(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	for _, sub := range []string{"A2345", "B2345"} {
		h, err := s.Held(ctx, sub)
		must(t, err)
		if h.Status == nil || h.Status.Seq != 5 || h.SHA256 != "7a51ba792251c6d386494ecaad2099033f3c1bd8d983c1da9753228150181faf" ||
			h.KeyID != "key" || len(h.Status.Components) != 6 || h.Library == nil || !h.ExpiresAt.Equal(day.Add(time.Hour)) {
			t.Errorf("%s: held %+v", sub, h)
		}
		p, err := s.Pending(ctx, sub)
		if err != nil || !slices.Equal(ids(p.Changes), version1Ids[5:]) || p.Digest {
			t.Errorf("%s: pending %v, %v", sub, ids(p.Changes), err)
		}
		if state, err := s.AlertState(ctx, sub); err != nil || string(state) != `{"seq":4}` {
			t.Errorf("%s: alert state %s, %v", sub, state, err)
		}
		// By time, and by arrival where it is the same.
		list, err := s.History(ctx, sub, time.Time{}, time.Time{}, 0)
		if err != nil || fmt.Sprint(ids(list)) != "[e.4.1 e.3.1 e.5.0 e.4.0 e.3.0 e.2.0]" {
			t.Errorf("%s: history %v, %v", sub, ids(list), err)
		}
		if len(list) == 6 && list[1] != (feed.Change{ID: "e.3.1", At: day.Add(3 * time.Minute), Kind: feed.ChangeComponentRemoved, ComponentID: "gone", From: "operational"}) {
			t.Errorf("%s: %+v", sub, list[1])
		}
		// Older documents are still refused.
		if err := s.Commit(ctx, sub, commit(t, nil, document("e", 4, 1))); !errors.Is(err, ErrOlder) {
			t.Errorf("%s: an older document: %v", sub, err)
		}
	}
	out, err := s.Outbox(ctx)
	if err != nil || len(out) != 2 || out[0].Key != "A2345/c0" || out[1].Key != "B2345/c0" || string(out[0].Body) != `{"title":"복구"}` {
		t.Errorf("outbox %v, %v", out, err)
	}
	if id, err := s.NotificationID(ctx, "A2345/i1", ":1.7"); err != nil || id != 42 {
		t.Errorf("notification %d, %v", id, err)
	}
	var rows int
	must(t, s.db.QueryRow(`SELECT count(*) FROM outbox WHERE shown_at IS NOT NULL`).Scan(&rows))
	if rows != 2 {
		t.Errorf("%d alerts are known to be shown", rows)
	}
}

func schemaVersion(t testing.TB, path string) (version int) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, time.Second))
	must(t, err)
	defer db.Close()
	must(t, db.QueryRow("PRAGMA user_version").Scan(&version))
	return version
}

func TestVersion1IsMigrated(t *testing.T) {
	for _, name := range []string{"v1", "v1-killed"} {
		t.Run(name, func(t *testing.T) {
			dir, ctx := t.TempDir(), t.Context()
			version1File(t, dir, name)
			s := mustOpen(t, dir)
			version1Kept(t, s)

			// What the held document still knows has its name back.
			page, err := s.Entries(ctx, "A2345", Query{})
			must(t, err)
			names := make(map[string]Names)
			for _, e := range page.Entries {
				names[e.Change.ID] = e.Names
			}
			if names["e.4.1"].Incident["ko"] != "데이터 센터 화재" || names["e.2.0"].Component["en"] != "Function 0" || names["e.3.1"].Component != nil {
				t.Errorf("names %v", names)
			}
			// And it is a store of this version: it takes in changes, with their order.
			five, six := document("e", 5, 6), document("e", 6, 6)
			must(t, s.Commit(ctx, "A2345", commit(t, five, six)))
			if p, err := s.Pending(ctx, "A2345"); err != nil || fmt.Sprint(ids(p.Changes)) != "[e.5.0 e.6.0]" {
				t.Errorf("pending %v, %v", ids(p.Changes), err)
			}
			must(t, s.Close())
			s = mustOpen(t, dir)
			if list, err := s.History(ctx, "A2345", time.Time{}, time.Time{}, 0); err != nil || len(list) != 7 {
				t.Errorf("history %v, %v", ids(list), err)
			}
			must(t, s.Close())
			if v := schemaVersion(t, filepath.Join(dir, FileName)); v != 2 {
				t.Errorf("schema version %d", v)
			}
		})
	}
}

// TestMigratedAndNewAreTheSame: whichever way a file came to its version, it has
// the same tables.
func TestMigratedAndNewAreTheSame(t *testing.T) {
	old := t.TempDir()
	version1File(t, old, "v1")
	schema := func(s *Store) (out []string) {
		rows, err := s.db.Query(`SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1`)
		must(t, err)
		defer rows.Close()
		for rows.Next() {
			var line string
			must(t, rows.Scan(&line))
			out = append(out, line)
		}
		return out
	}
	migrated, fresh := schema(mustOpen(t, old)), schema(mustOpen(t, t.TempDir()))
	if !slices.Equal(migrated, fresh) {
		t.Errorf("migrated:\n%s\nnew:\n%s", migrated, fresh)
	}
}

// TestOneUnreadableChangeDoesNotCostTheRest: version 1 had no checksums and gave
// up the whole file for it.
func TestOneUnreadableChangeDoesNotCostTheRest(t *testing.T) {
	dir := t.TempDir()
	version1File(t, dir, "v1")
	manyMore(t, dir, 10)
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, FileName), time.Second))
	must(t, err)
	_, err = db.Exec(`UPDATE history SET body = substr(body, 2) WHERE sub = 'many' AND ord = 5`)
	must(t, errors.Join(err, db.Close()))
	s := mustOpen(t, dir)
	version1Kept(t, s)
	if list, err := s.History(t.Context(), "many", time.Time{}, time.Time{}, 0); err != nil || len(list) != 9 {
		t.Errorf("%v, %v", ids(list), err)
	}
}

func TestFailedMigrationChangesNothing(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	version1File(t, dir, "v1")
	full := errors.New("the disk is full")
	whole := migrations
	migrations = slices.Clone(migrations)
	defer func() { migrations = whole }()
	migrations[1].then = func(ctx context.Context, tx *sql.Tx) error {
		return errors.Join(whole[1].then(ctx, tx), full)
	}
	if s, opened, err := Open(ctx, dir, Options{}); !errors.Is(err, full) || opened != (Opened{}) {
		t.Fatalf("%v %+v, %v", s, opened, err)
	}
	if v := schemaVersion(t, filepath.Join(dir, FileName)); v != 1 {
		t.Errorf("schema version %d", v)
	}
	migrations = whole
	version1Kept(t, mustOpen(t, dir))
}

// manyMore gives a file of version 1 a history that takes a while to move.
func manyMore(t *testing.T, dir string, n int) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, FileName), time.Second))
	must(t, err)
	defer db.Close()
	_, err = db.Exec(`INSERT INTO feed VALUES ('many')`)
	must(t, err)
	_, err = db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO history (sub, ord, id, at, body) SELECT 'many', i, 'm.' || i || '.0', i,
		json_object('id', 'm.' || i || '.0', 'at', '2022-10-15T06:30:00Z', 'kind', 'component_status', 'component_id', 'c' || (i % 7)) FROM n`, n)
	must(t, err)
}

// migrate is the child of TestKilledWhileMigrating: it opens a store. With
// "step" it says so and waits when everything is done but the end of the
// transaction.
func migrate(dir string) error {
	if os.Getenv("BOKGU_STORE_TEST_STEP") != "" {
		then := migrations[1].then
		migrations[1].then = func(ctx context.Context, tx *sql.Tx) error {
			if err := then(ctx, tx); err != nil {
				return err
			}
			fmt.Println("middle")
			waitForDeath()
			return nil
		}
	}
	fmt.Println("begin")
	s, opened, err := Open(context.Background(), dir, Options{})
	if err != nil || opened != (Opened{}) {
		return fmt.Errorf("child: %+v, %w", opened, err)
	}
	fmt.Println("end")
	_ = s // not closed: it is killed
	waitForDeath()
	return nil
}

// waitForDeath waits longer than any test. A select without cases would do, but
// for programs without cgo: there the runtime takes it for a deadlock.
func waitForDeath() { <-time.After(time.Hour) }

func TestKilledWhileMigrating(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	const many = 1500
	versions := map[int]int{}
	for round := range 8 {
		dir := t.TempDir()
		version1File(t, dir, []string{"v1", "v1-killed"}[round%2])
		manyMore(t, dir, many)
		// The first two die before the end of the transaction for certain, the
		// third after it, the others anywhere.
		until, step, pause := "begin", "", time.Duration(rnd.IntN(60_000))*time.Microsecond
		switch round {
		case 0, 1:
			until, step, pause = "middle", "1", 0
		case 2:
			until, pause = "end", 0
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), migratorDir+"="+dir, "BOKGU_STORE_TEST_STEP="+step)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == until {
				time.AfterFunc(pause, func() { _ = cmd.Process.Kill() })
			}
		}
		if err := cmd.Wait(); err == nil || stderr.Len() > 0 || ctx.Err() != nil {
			t.Fatalf("round %d: the child ended by itself: %v %s", round, err, &stderr)
		}
		cancel()

		v := schemaVersion(t, filepath.Join(dir, FileName))
		versions[v]++
		if round < 2 && v != 1 || round == 2 && v != 2 {
			t.Errorf("round %d: version %d", round, v)
		}
		s := mustOpen(t, dir)
		version1Kept(t, s)
		if list, err := s.History(t.Context(), "many", time.Time{}, time.Time{}, 0); err != nil || len(list) != many || list[many-1].ID != "m.1.0" {
			t.Errorf("round %d: %d of %d changes, %v", round, len(list), many, err)
		}
		must(t, s.Close())
	}
	t.Logf("found versions %v", versions)
}
