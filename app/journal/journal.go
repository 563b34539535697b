// Package journal keeps on this device what somebody needs who looks for the
// cause of a fault: a log, and a report of each crash. Nothing of it is sent
// anywhere. No token is in it, since none is ever given to the log and a report
// holds no contents of variables, only where each goroutine was.
//
//	DIR/bokgu.log               the log of this run and those before
//	DIR/bokgu-….log.gz          earlier ones
//	DIR/running                 while the app runs; what the runtime says as it dies goes in here
//	DIR/crash-20261122T161500Z.txt
package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"
)

// The bounds of what is kept: 4 MiB of log before it is packed, five reports. A
// report of some hundred goroutines has a few hundred kilobytes.
const (
	logMiB     = 1
	logBackups = 3
	reports    = 5
	maxReport  = 1 << 20
)

// Journal is an open folder. One process has it at a time; its Log may be written
// from any goroutine.
type Journal struct {
	dir     string
	log     *lumberjack.Logger
	running *os.File
	crash   string
}

// Open takes the folder, which is made where it is not there. head is the first
// line of a report, such as version and system. When the run before this one
// crashed, its report is put in its place and Crash returns its path.
func Open(dir, head string, now time.Time) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{dir: dir, log: &lumberjack.Logger{Filename: filepath.Join(dir, "bokgu.log"), MaxSize: logMiB, MaxBackups: logBackups, Compress: true}}
	var err error
	if j.crash, err = j.file(now); err != nil {
		return nil, err
	}
	if j.running, err = os.OpenFile(j.mark(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	_, err = io.WriteString(j.running, strings.ReplaceAll(head, "\n", " ")+"\n")
	if err == nil {
		err = debug.SetCrashOutput(j.running, debug.CrashOptions{})
	}
	if err != nil {
		_ = j.running.Close()
		return nil, fmt.Errorf("journal: %w", err)
	}
	return j, nil
}

func (j *Journal) mark() string { return filepath.Join(j.dir, "running") }

// file puts what the last run left in its place. A run that was killed, or whose
// machine lost its power, left only its head: that is no crash of the app's.
func (j *Journal) file(now time.Time) (string, error) {
	f, err := os.Open(j.mark())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("journal: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxReport))
	at := now
	if info, e := f.Stat(); e == nil {
		at = info.ModTime()
	}
	_ = f.Close()
	if err != nil {
		return "", fmt.Errorf("journal: %w", err)
	}
	if _, said, _ := strings.Cut(string(text), "\n"); strings.TrimSpace(said) == "" {
		return "", nil
	}
	path := filepath.Join(j.dir, "crash-"+at.UTC().Format("20060102T150405Z")+".txt")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", fmt.Errorf("journal: %w", err)
	}
	kept, err := filepath.Glob(filepath.Join(j.dir, "crash-*.txt"))
	if err != nil {
		return "", fmt.Errorf("journal: %w", err)
	}
	slices.Sort(kept) // by time
	for _, old := range kept[:max(0, len(kept)-reports)] {
		if err := os.Remove(old); err != nil {
			return "", fmt.Errorf("journal: %w", err)
		}
	}
	return path, nil
}

// Crash is the path of the report of the run before this one, "" when it ended
// as it should.
func (j *Journal) Crash() string { return j.crash }

// Log is the log. A line that cannot be written is lost: the app goes on.
func (j *Journal) Log() io.Writer { return j.log }

// Close says that this run ended as it should. The runtime's last words go to
// standard error alone from then on.
func (j *Journal) Close() error {
	return errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), j.running.Close(), os.Remove(j.mark()), j.log.Close())
}
