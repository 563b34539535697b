//go:build !windows

package store

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// keepDiary writes notes as fast as it can, and says which are safe. It ends by
// being killed.
func keepDiary(dir string) error {
	u, opened, err := OpenUser(dir)
	if err != nil || opened != (Opened{}) {
		return fmt.Errorf("child: %+v, %w", opened, err)
	}
	for {
		n := note(len(u.Get().Notes["a"]))
		if err := u.Update(func(u *User) {
			if u.Notes == nil {
				u.Notes = make(map[string][]Note)
			}
			u.Notes["a"], err = PutNote(u.Notes["a"], n)
		}); err != nil {
			return err
		}
		if err != nil { // full: from the start
			if err := u.Update(func(u *User) { delete(u.Notes, "a") }); err != nil {
				return err
			}
			continue
		}
		fmt.Println(n.ID)
	}
}

// A kill at any moment leaves all notes that were said to be safe, and what is
// left goes through an export whole.
func TestNotesSurviveAKill(t *testing.T) {
	dir := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	most := 0
	for round := range longRun(8, 100) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), diaristDir+"="+dir)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		safe, stop, pause := "", 1+rnd.IntN(12), time.Duration(rnd.IntN(3000))*time.Microsecond
		lines := bufio.NewScanner(out)
		for n := 1; lines.Scan(); n++ {
			safe = lines.Text()
			if n == stop {
				time.AfterFunc(pause, func() { _ = cmd.Process.Kill() })
			}
		}
		if err := cmd.Wait(); err == nil || stderr.Len() > 0 || ctx.Err() != nil {
			t.Fatalf("round %d: the child ended by itself: %v %s", round, err, &stderr)
		}
		cancel()

		u := mustOpenUser(t, dir, Opened{}) // a kill is no damage
		list := u.Get().Notes["a"]
		most = max(most, len(list))
		var last int
		if _, err := fmt.Sscanf(safe, "n%d", &last); err != nil {
			continue // a line that the kill cut short
		}
		if len(list) <= last && len(list) > 0 {
			t.Fatalf("round %d: %q was safe, there are %d notes", round, safe, len(list))
		}
		for i, n := range list {
			if n != note(len(list)-1-i) {
				t.Fatalf("round %d: note %d is %v", round, i, n)
			}
		}
		must(t, u.Update(func(u *User) { u.Feeds = []Subscription{{ID: "a", URL: "wss://a.example"}} }))
		to := device(t)
		var file bytes.Buffer
		must(t, Export(t.Context(), &file, u.Get(), nil))
		if r := to.take(t, file.Bytes(), ImportOptions{}); r.Notes != len(list) {
			t.Errorf("round %d: %d of %d notes came back", round, r.Notes, len(list))
		}
	}
	if most < 8 {
		t.Errorf("at most %d notes: the kills come too early to mean anything", most)
	}
}
