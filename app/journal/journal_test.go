package journal

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The test program is the app that ends in a way when it is told to.
func TestMain(m *testing.M) {
	if how, dir, found := strings.Cut(os.Getenv("JOURNAL_RUN"), "|"); found {
		lead(how, dir)
		return
	}
	os.Exit(m.Run())
}

// lead is one life of the app.
func lead(how, dir string) {
	j, err := Open(dir, "Bokgu 1.2.3\nlinux", time.Now())
	if err != nil {
		fmt.Println(err)
		os.Exit(3)
	}
	fmt.Fprintln(j.Log(), "a line of the log")
	switch how {
	case "panic":
		done := make(chan bool)
		go func() { panic("on a goroutine") }()
		<-done
	case "fatal":
		m := map[int]int{}
		for range 2 {
			go func() {
				for i := range 1 << 30 {
					m[i] = i
				}
			}()
		}
		select {}
	case "kill":
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		select {}
	default:
		if err := j.Close(); err != nil {
			fmt.Println(err)
			os.Exit(3)
		}
	}
}

// life runs one and reports whether it ended as it should.
func life(t *testing.T, how, dir string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "JOURNAL_RUN="+how+"|"+dir, "GORACE=log_path="+filepath.Join(t.TempDir(), "race"))
	out, err := cmd.CombinedOutput()
	if how == "end" && err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return err == nil
}

func open(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := Open(dir, "the next run", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func TestCrashLeavesAReport(t *testing.T) {
	for how, says := range map[string]string{"panic": "panic: on a goroutine", "fatal": "maps.fatal"} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			if life(t, how, dir) {
				t.Fatal("it did not crash")
			}
			j := open(t, dir)
			report, err := os.ReadFile(j.Crash())
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"Bokgu 1.2.3 linux\n", says, "journal.lead"} {
				if !bytes.Contains(report, []byte(want)) {
					t.Errorf("the report does not say %q:\n%.2000s", want, report)
				}
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			if again := open(t, dir); again.Crash() != "" {
				t.Error("told again by the run after next:", again.Crash())
			}
		})
	}
}

func TestNoReport(t *testing.T) {
	for _, how := range []string{"end", "kill"} {
		dir := t.TempDir()
		if ended := life(t, how, dir); ended != (how == "end") {
			t.Fatal(how, ended)
		}
		if j := open(t, dir); j.Crash() != "" {
			t.Error(how, "counts as a crash")
		}
		log, err := os.ReadFile(filepath.Join(dir, "bokgu.log"))
		if err != nil || string(log) != "a line of the log\n" {
			t.Errorf("%s: log %q, %v", how, log, err)
		}
	}
}

func TestOnlyTheLastReportsAreKept(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)
	for i := range reports + 3 {
		mark := filepath.Join(dir, "running")
		if err := os.WriteFile(mark, fmt.Appendf(nil, "head\npanic: %d\n", i), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(mark, at, at.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := open(t, dir).Close(); err != nil {
			t.Fatal(err)
		}
	}
	kept, _ := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
	if len(kept) != reports {
		t.Fatal(kept)
	}
	if b, err := os.ReadFile(kept[0]); err != nil || !strings.Contains(string(b), "panic: 3") {
		t.Errorf("%s: %q, %v", kept[0], b, err)
	}
}

func TestLogStaysBounded(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir)
	line := []byte(strings.Repeat("x", 1<<16-1) + "\n")
	for range 8 * logMiB << 20 / len(line) {
		if _, err := j.Log().Write(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "bokgu.log"))
	if err != nil || info.Size() > logMiB<<20 {
		t.Errorf("%v, %v", info, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read the log: %v", info.Mode())
	}
}

func TestFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(file, "log"), "", time.Now()); err == nil {
		t.Error("a file is no folder")
	}
}
