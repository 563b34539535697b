package store

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// keepDamaged is how many damaged files of one name stay beside their successor:
// enough to look into what happens again and again, and a disk that damages files
// at every start is not filled with them.
const keepDamaged = 3

// damagedMark stands between the name of a file that was moved aside and its time.
const damagedMark = ".damaged-"

// asideTime is how the time is written there, in UTC.
const asideTime = "20060102T150405Z"

// forget deletes all but the newest files that were moved aside from path,
// together with their companions. The one just moved stays whatever the clock
// says. What cannot be deleted stays: that is no reason not to start.
func forget(path, just string, suffixes []string) {
	dir, prefix := filepath.Dir(path), filepath.Base(path)+damagedMark
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	files := make(map[string][]string) // base name → it and its companions
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		base := e.Name()
		for _, suffix := range suffixes {
			base = strings.TrimSuffix(base, suffix)
		}
		at, _ := asideOrder(strings.TrimPrefix(base, prefix))
		if _, err := time.Parse(asideTime, at); err == nil { // else somebody else gave it its name
			files[base] = append(files[base], e.Name())
		}
	}
	delete(files, filepath.Base(just))
	bases := make([]string, 0, len(files))
	for base := range files {
		bases = append(bases, base)
	}
	slices.SortFunc(bases, func(a, b string) int { // newest first
		at, an := asideOrder(strings.TrimPrefix(a, prefix))
		bt, bn := asideOrder(strings.TrimPrefix(b, prefix))
		return cmp.Or(cmp.Compare(bt, at), cmp.Compare(bn, an))
	})
	for _, base := range bases[min(len(bases), keepDamaged-1):] {
		for _, name := range files[base] {
			_ = os.Remove(filepath.Join(dir, name))
		}
	}
}

// asideOrder takes apart what moveAside put behind the mark: a time that sorts as
// text, and a number for all but the first of a second.
func asideOrder(tail string) (at string, n int) {
	at, number, _ := strings.Cut(tail, "-")
	n, _ = strconv.Atoi(number)
	return at, n
}
