//go:build !race

package widgets

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// All of it runs on one goroutine and takes ten times as long under the race detector, which has nothing to find here.

// Every widget looks in every state as docs/design.md shows it.
func TestGolden(t *testing.T) {
	exact, dir := pure(), "" // of the pictures that differ
	for name, d := range drawSheets(t) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(designPictures, name+".png")
			if *rewrite {
				if err := write(path, d.picture); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				return
			}
			want, err := read(path)
			if err != nil {
				t.Fatal(err)
			}
			problems := differing(want, d, exact)
			if want.Bounds() != d.picture.Bounds() {
				problems = []string{fmt.Sprintf("it is %v now and was %v", d.picture.Bounds().Size(), want.Bounds().Size())}
			}
			if len(problems) == 0 {
				return
			}
			if dir == "" {
				if dir, err = os.MkdirTemp("", "bokgu-design-"); err != nil {
					t.Fatal(err)
				}
			}
			actual := filepath.Join(dir, name+".png")
			if err := write(actual, d.picture); err != nil {
				t.Error(err)
			}
			t.Errorf("%s looks otherwise than in docs/design; it is in %s\n%s", name, actual, strings.Join(problems, "\n"))
		})
	}
}
