package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestTheNewestDamagedFilesStay(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	now := day
	damage := func() string {
		t.Helper()
		must(t, os.WriteFile(path, nil, 0o600))
		must(t, os.WriteFile(path+"-wal", []byte("no log"), 0o600))
		s, opened, err := Open(t.Context(), dir, Options{Now: func() time.Time { return now }})
		must(t, err)
		must(t, s.Close())
		return opened.MovedAside
	}
	must(t, os.WriteFile(path+".damaged-by-hand", nil, 0o600)) // not ours to delete
	must(t, os.WriteFile(filepath.Join(dir, "user.json.damaged-20200101T000000Z"), nil, 0o600))
	var moved []string
	for i := range 12 {
		if i != 11 { // the last two in one second
			now = now.Add(time.Hour)
		}
		moved = append(moved, damage())
	}
	left, err := filepath.Glob(path + damagedMark + "*")
	must(t, err)
	want := []string{path + ".damaged-by-hand"}
	for _, base := range moved[9:] {
		want = append(want, base, base+"-wal")
	}
	slices.Sort(left)
	slices.Sort(want)
	if !slices.Equal(left, want) {
		t.Errorf("left %v\nwant %v", left, want)
	}
	// A clock that was set back does not cost the file of this very start.
	now = day.Add(-24 * time.Hour)
	last := damage()
	if _, err := os.Stat(last); err != nil {
		t.Errorf("the file that was just moved: %v", err)
	}
	if left, _ := filepath.Glob(path + damagedMark + "*Z*-wal"); len(left) != keepDamaged {
		t.Errorf("left %v", left)
	}
	// Another name's files are none of its business.
	if _, err := os.Stat(filepath.Join(dir, "user.json.damaged-20200101T000000Z")); err != nil {
		t.Error(err)
	}
}

func TestDamagedUserFilesAreBoundedToo(t *testing.T) {
	dir := t.TempDir()
	for i := range 8 {
		must(t, os.WriteFile(filepath.Join(dir, UserFileName), []byte("{"), 0o600))
		_, opened, err := openUser(dir, func() time.Time { return day.Add(time.Duration(i) * time.Hour) })
		must(t, err)
		if opened.MovedAside == "" {
			t.Fatal("not moved")
		}
	}
	left, _ := filepath.Glob(filepath.Join(dir, UserFileName+damagedMark+"*"))
	var want []string
	for i := 5; i < 8; i++ {
		want = append(want, filepath.Join(dir, fmt.Sprintf("user.json.damaged-20221015T%02d3000Z", 6+i)))
	}
	if !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
}

// TestHistorySurvivesDamage: what no feed brings back is taken over from the
// damaged file, and nothing that is not as it was.
func TestHistorySurvivesDamage(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	arrive(t, s, "a", 0, 3000, func(i int) time.Time { return day.Add(time.Duration(i) * time.Minute) })
	commitChanges(t, s, 1, nil, nil)
	before, err := s.History(t.Context(), "a", time.Time{}, time.Time{}, 0)
	must(t, err)
	_, err = s.db.Exec(`UPDATE history SET body = replace(body, 'major', 'minor') WHERE ord = 1501 OR ord = 2`)
	must(t, err)
	if _, err := s.History(t.Context(), "a", time.Time{}, time.Time{}, 0); err == nil {
		t.Fatal("nobody noticed")
	}
	must(t, s.Close())

	s, opened, err := Open(t.Context(), dir, Options{Now: func() time.Time { return day }})
	must(t, err)
	defer s.Close()
	after, err := s.History(t.Context(), "a", time.Time{}, time.Time{}, 0)
	must(t, err)
	if opened.MovedAside == "" || opened.Salvaged != len(before)-2 || len(after) != len(before)-2 {
		t.Fatalf("%+v, %d of %d changes", opened, len(after), len(before))
	}
	for _, c := range after {
		if !slices.Contains(before, c) {
			t.Fatalf("%+v was never there", c)
		}
	}
	// It goes on where it was: nothing is taken for new again.
	arrive(t, s, "a", 2990, 3010, func(i int) time.Time { return day.Add(time.Duration(i) * time.Minute) })
	if n, err := s.History(t.Context(), "a", time.Time{}, time.Time{}, 0); err != nil || len(n) != len(after)+10 {
		t.Errorf("%d changes, %v", len(n), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, salvageDir+"*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	// What a salvage that was killed has left goes at the next start.
	must(t, s.Close())
	must(t, os.Mkdir(filepath.Join(dir, salvageDir+"1"), 0o700))
	mustOpen(t, dir)
	if left, _ := filepath.Glob(filepath.Join(dir, salvageDir+"*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
