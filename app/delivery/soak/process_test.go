//go:build linux && !android

package soak

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// roleVariable makes this test binary one of the processes of the soak; its
// value is the role, and configVariable what it is started with.
const (
	roleVariable   = "BOKGU_SOAK_ROLE"
	configVariable = "BOKGU_SOAK_CONFIG"
)

func TestMain(m *testing.M) {
	role := os.Getenv(roleVariable)
	if role == "" {
		os.Exit(m.Run())
	}
	var err error
	switch role {
	case "publisher":
		err = play(runPublisher)
	case "engine":
		err = play(runEngine)
	case "checker":
		err = play(runChecker)
	default:
		err = errors.New("no such role")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, role+":", err)
		os.Exit(1)
	}
}

func play[C any](run func(C) error) error {
	var cfg C
	if err := json.Unmarshal([]byte(os.Getenv(configVariable)), &cfg); err != nil {
		return err
	}
	return run(cfg)
}

// self returns the command that is one of the roles.
func self(t *testing.T, role string, cfg any, env ...string) *exec.Cmd {
	t.Helper()
	b, err := json.Marshal(cfg)
	must(t, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), roleVariable+"="+role, configVariable+"="+string(b)), env...)
	return cmd
}

// patience bounds every wait; each ends as soon as it can.
const patience = 30 * time.Second

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// holds waits for a condition in another process or goroutine and reports
// whether it came.
func holds(within time.Duration, cond func() bool) bool {
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-deadline.C:
			return cond()
		}
	}
	return true
}

func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	if !holds(patience, cond) {
		t.Fatalf("%s: not within %v", what, patience)
	}
}

// background runs a program until the end of the test.
func background(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	started(t, dir, cmd)
}

func started(t *testing.T, dir string, cmd *exec.Cmd) {
	t.Helper()
	said, err := os.OpenFile(filepath.Join(dir, filepath.Base(cmd.Path)+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	defer said.Close()
	if cmd.Stdout == nil {
		cmd.Stdout = said
	}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s is needed for this test (the setup of the repository installs it): %v", cmd.Path, err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// publisher is the publisher's process, as seen from outside.
type publisher struct {
	t    *testing.T
	in   io.Writer
	out  *bufio.Reader
	log  string
	said string // path of what it complains about
	// Where its edge listens, and the fingerprint of its root key.
	edge, root string
}

func startPublisher(t *testing.T, dir string, cfg publisherConfig) *publisher {
	t.Helper()
	p := &publisher{t: t, log: filepath.Join(dir, "published.jsonl"), said: filepath.Join(dir, filepath.Base(os.Args[0])+".log")}
	cfg.Log, cfg.Address = p.log, "127.0.0.1:0"
	cmd := self(t, "publisher", cfg)
	in, err := cmd.StdinPipe()
	must(t, err)
	said, err := os.OpenFile(p.said, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	defer said.Close()
	read, write, err := os.Pipe()
	must(t, err)
	cmd.Stdout, cmd.Stderr = write, said
	p.in, p.out = in, bufio.NewReader(read)
	must(t, cmd.Start())
	must(t, write.Close())
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
		_ = read.Close()
	})
	p.edge = p.do("listen")
	return p
}

// do gives a command and returns the answer.
func (p *publisher) do(command string) string {
	p.t.Helper()
	_, err := io.WriteString(p.in, command+"\n")
	must(p.t, err)
	answer, err := p.out.ReadString('\n')
	if err != nil {
		said, _ := os.ReadFile(p.said)
		p.t.Fatalf("publisher: %s: %v\n%s", command, err, said)
	}
	return strings.TrimSpace(answer)
}

// open lets the feed begin, to be had at origin.
func (p *publisher) open(origin string) {
	p.t.Helper()
	if _, err := fmt.Sscan(p.do("origin "+origin), &p.edge, &p.root); err != nil {
		p.t.Fatal(err)
	}
}

// checkerConfig is what the checker's process is started with.
type checkerConfig struct {
	Published, Traffic, Screen string // paths
	Threshold                  string
}

// runChecker reads the logs and says what it found. It sees nothing else.
func runChecker(cfg checkerConfig) error {
	v, err := judge(cfg)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(v)
}

// checked runs the checker's process.
func checked(t *testing.T, cfg checkerConfig) verdict {
	t.Helper()
	cmd := self(t, "checker", cfg)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("checker: %v: %s", err, &said)
	}
	var v verdict
	must(t, json.Unmarshal(out.Bytes(), &v))
	return v
}
