//go:build !windows

package store

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/feed"
)

// earlierFile puts a file that version n of the schema left, closed in order, into dir.
func earlierFile(t *testing.T, dir string, n int) {
	t.Helper()
	packed, err := os.Open(filepath.Join("testdata", fmt.Sprintf("v%d.db.gz", n)))
	if err != nil {
		t.Fatalf("no file of version %d of the schema is kept: %v", n, err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	must(t, err)
	raw, err := io.ReadAll(r)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, FileName), raw, 0o600))
}

// fillForLater is what the files from version 2 on hold: two feeds with six changes of which the last was not decided about, one
// alert that was shown and one that was not, a library and a notification's number. testdata/v2.db.gz was written by it.
func fillForLater(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	for _, sub := range []string{"A2345", "B2345"} {
		var last *feed.Status
		for seq := uint64(1); seq <= 7; seq++ {
			next := document("e", seq, 4)
			must(t, s.Commit(ctx, sub, commit(t, last, next)))
			last = next
			if seq == 6 {
				p, err := s.Pending(ctx, sub)
				must(t, err)
				must(t, s.Decide(ctx, sub, Decision{
					Through: ids(p.Changes), State: json.RawMessage(`{"seq":6}`),
					Outbox: []Outgoing{
						{Key: sub + "/c0", Body: json.RawMessage(`{"title":"복구"}`), CreatedAt: day},
						{Key: sub + "/c1", Body: json.RawMessage(`{"title":"shown"}`), CreatedAt: day},
					},
				}))
			}
		}
		must(t, s.SaveLibrary(ctx, sub, []byte(`{"library":true}`), hash([]byte(`{"library":true}`))))
	}
	out, err := s.Outbox(ctx)
	must(t, err)
	for _, o := range out {
		if strings.HasSuffix(o.Key, "/c1") {
			must(t, s.Shown(ctx, o.ID, day.Add(time.Hour)))
		}
	}
	must(t, s.SetNotificationID(ctx, "A2345/c1", ":1.7", 42))
}

// allOf is everything that a store tells of those two feeds.
func allOf(t *testing.T, s *Store) map[string]any {
	t.Helper()
	ctx := t.Context()
	all := map[string]any{}
	for _, sub := range []string{"A2345", "B2345"} {
		held, err := s.Held(ctx, sub)
		must(t, err)
		all[sub+" held"] = held
		pending, err := s.Pending(ctx, sub)
		must(t, err)
		all[sub+" pending"] = pending
		state, err := s.AlertState(ctx, sub)
		must(t, err)
		all[sub+" alert state"] = string(state)
		page, err := s.Entries(ctx, sub, Query{})
		must(t, err)
		all[sub+" entries"] = page
		states, err := s.States(ctx, sub, day.Add(4*time.Minute))
		must(t, err)
		all[sub+" states"] = states
	}
	out, err := s.Outbox(ctx)
	must(t, err)
	all["outbox"] = out
	id, err := s.NotificationID(ctx, "A2345/c1", ":1.7")
	must(t, err)
	all["notification"] = id
	return all
}

// A file of every version of the schema that there was is kept, from the first to the one that is written today; a change of the
// schema without a file of what was there before fails here. A file of version 1 is looked into by TestVersion1IsMigrated.
func TestEveryEarlierStore(t *testing.T) {
	fresh := mustOpen(t, t.TempDir())
	fillForLater(t, fresh)
	want := allOf(t, fresh)
	if len(want["A2345 entries"].(Page).Entries) != 6 || len(want["outbox"].([]Outgoing)) != 2 {
		t.Fatalf("it holds too little to prove anything: %+v", want)
	}
	for n := 1; n <= len(migrations); n++ {
		t.Run(fmt.Sprintf("version %d", n), func(t *testing.T) {
			dir := t.TempDir()
			earlierFile(t, dir, n)
			if v := schemaVersion(t, filepath.Join(dir, FileName)); v != n {
				t.Fatalf("the file is of version %d", v)
			}
			s := mustOpen(t, dir)
			if n == 1 {
				version1Kept(t, s)
				return
			}
			got := allOf(t, s)
			for what := range want {
				if !reflect.DeepEqual(got[what], want[what]) {
					t.Errorf("%s:\ngot  %+v\nwant %+v", what, got[what], want[what])
				}
			}
			seven, eight := document("e", 7, 4), document("e", 8, 4)
			must(t, s.Commit(t.Context(), "A2345", commit(t, seven, eight)))
			if err := s.Commit(t.Context(), "B2345", commit(t, nil, document("e", 6, 4))); !errors.Is(err, ErrOlder) {
				t.Errorf("an older document: %v", err)
			}
		})
	}
	t.Run("the newest is as it was when its file was kept", func(t *testing.T) {
		dir := t.TempDir()
		earlierFile(t, dir, len(migrations))
		must(t, mustOpen(t, dir).checkSchema(t.Context()))
	})
}

// user.json grew without a new version; a file of every shape that there was is kept, written by the program of that time. Each is
// read whole, and is written again without losing a word.
func TestEveryEarlierUserFile(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "user", "*.json"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%q, %v", files, err)
	}
	slices.Sort(files)
	known := ""
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			must(t, err)
			dir := t.TempDir()
			path := filepath.Join(dir, UserFileName)
			must(t, os.WriteFile(path, raw, 0o600))
			u := mustOpenUser(t, dir, Opened{})
			user := u.Get()
			if len(user.Feeds) == 0 || user.Feeds[0].ID != "s1" || !user.Feeds[0].Private || !user.Feeds[0].AddedAt.Equal(day) || user.Feeds[0].Root != "sha256:00" {
				t.Errorf("feeds %+v", user.Feeds)
			}
			must(t, u.Update(func(next *User) { next.Follows["s1"] = append(next.Follows["s1"], "more") }))
			must(t, u.Update(func(next *User) { next.Follows["s1"] = next.Follows["s1"][:2] }))
			again, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(again, raw) {
				t.Errorf("written again:\n%s\nwas:\n%s", again, raw)
			}
			known = strings.Join(fields(t, raw), " ")
		})
	}
	// Today's program writes no field that the newest of the files lacks.
	full := User{Version: UserVersion}
	for v, i := reflect.ValueOf(&full).Elem(), 0; i < v.NumField(); i++ {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name != "" && !slices.Contains(strings.Fields(known), name) {
			t.Errorf("user.json has got the field %q: keep a file with it in testdata/user", name)
		}
	}
}

// fields are the names of the fields of an object.
func fields(t *testing.T, raw []byte) (names []string) {
	t.Helper()
	var object map[string]json.RawMessage
	must(t, json.Unmarshal(raw, &object))
	for name := range object {
		names = append(names, name)
	}
	return names
}
