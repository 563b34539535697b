package bridge

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// snapshot is a folder at the moment before or after a write, as a kill at that moment would
// leave it, with what a reader had been told by then.
type snapshot struct {
	dir    string
	reader *reader
	act    int
	at     time.Duration
}

// files is all that is in a folder but when pages were heard.
func files(t *testing.T, dir string) string {
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "heard.json" {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&out, "%s %x\n", path, b)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return out.String()
}

// Whenever the process ends, be it between any two writes of its files: the next one
// goes on in the same epoch and a reader is told each change once. BOKGU_LONG looks at
// every moment.
func TestKilledAtAnyWrite(t *testing.T) {
	var want []string
	for _, act := range acts {
		want = append(want, act.want...)
	}
	slices.Sort(want)
	var snapshots []snapshot
	keep, last := t.TempDir(), ""
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		n, r := newInternet(), &reader{t: t}
		acts[0].do(n)
		act, started := 0, time.Now()
		b, err := New(params(t, n, t.TempDir()))
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		b.folder.beside = func() {
			mu.Lock()
			defer mu.Unlock()
			r.look(b) // what the edge has, all readers may have
			content := files(t, b.folder.dir) + fmt.Sprint(r.cursor)
			if len(snapshots) > 0 && content == last {
				return
			}
			last = content
			dir := filepath.Join(keep, fmt.Sprint(len(snapshots)))
			if err := os.CopyFS(dir, os.DirFS(b.folder.dir)); err != nil {
				t.Error(err)
			}
			snapshots = append(snapshots, snapshot{dir, r.clone(), act, time.Since(started)})
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		for i := range acts {
			mu.Lock()
			act = i
			mu.Unlock()
			acts[i].do(n)
			time.Sleep(actFor(acts[i].name))
			synctest.Wait()
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	if len(snapshots) < 20 {
		t.Fatalf("only %d writes", len(snapshots))
	}
	every, from := 4, rand.IntN(4) // each time others; all of them in the long run
	if os.Getenv("BOKGU_LONG") != "" {
		every, from = 1, 0
	}
	t.Logf("%d moments, every %d from %d", len(snapshots), every, from)
	for i, s := range snapshots {
		if i%every != from {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon) + s.at)
			n, r := newInternet(), s.reader
			r.t = t
			for _, act := range acts[:s.act+1] {
				act.do(n)
			}
			b, end := begin(t, params(t, n, s.dir))
			r.look(b) // at once: what was served before, and nothing of it again
			for k := s.act; k < len(acts); k++ {
				acts[k].do(n)
				time.Sleep(actFor(acts[k].name))
				synctest.Wait()
				r.look(b)
			}
			if err := end(); err != nil {
				t.Error(err)
			}
			got := slices.Sorted(slices.Values(r.told))
			if !slices.Equal(got, want) {
				t.Errorf("killed at moment %d, in %q:\n got %q\nwant %q", i, acts[s.act].name, got, want)
			}
			if len(r.epochs) != 1 || r.digests > 0 {
				t.Errorf("killed at moment %d: epochs %v, %d digests", i, r.epochs, r.digests)
			}
		})
	}
}
