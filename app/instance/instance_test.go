package instance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// childDir makes this test binary a program that acquires that folder, says what
// it is and, when it is the first, prints messages until it is killed.
const childDir = "BOKGU_INSTANCE_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func child(dir string) error {
	ctx := context.Background()
	in, first, err := Acquire(ctx, dir, func(m Message) { fmt.Println("message", m.Args) })
	if err != nil {
		return err
	}
	if !first {
		if err := in.Send(ctx, Message{Args: []string{"show"}}); err != nil {
			return err
		}
		fmt.Println("second")
		return nil
	}
	fmt.Println("first")
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test closes it or kills us
	return in.Close()
}

func acquire(t *testing.T, dir string, onMessage func(Message)) (*Instance, bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if onMessage == nil {
		onMessage = func(Message) {}
	}
	in, first, err := Acquire(ctx, dir, onMessage)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	return in, first
}

func TestSecondReachesTheFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made")
	got := make(chan Message, 1)
	first, is := acquire(t, dir, func(m Message) { got <- m })
	if !is {
		t.Fatal("alone and not the first")
	}
	second, is := acquire(t, dir, func(Message) { t.Error("the second got a message") })
	if is {
		t.Fatal("two are the first")
	}
	start := time.Now()
	want := []string{"show", "bokgu://add?feed=wss://상태.example\n\"x\""}
	if err := second.Send(t.Context(), Message{Args: want}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > answerTime {
		t.Errorf("acknowledged after %v", took)
	}
	select {
	case m := <-got:
		if !slices.Equal(m.Args, want) {
			t.Errorf("got %q", m.Args)
		}
	case <-time.After(answerTime):
		t.Fatal("the message did not arrive")
	}

	// Closing the second is nothing, closing the first makes room.
	if err := errors.Join(second.Close(), first.Close(), first.Close()); err != nil {
		t.Fatal(err)
	}
	if err := second.Send(t.Context(), Message{}); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("sending to nobody: %v", err)
	}
	if _, is := acquire(t, dir, nil); !is {
		t.Error("the folder was not given up")
	}
}

func TestFolderIsTheUsersAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, folder), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, folder), 0o777); err != nil {
		t.Fatal(err)
	}
	acquire(t, dir, nil)
	info, err := os.Stat(filepath.Join(dir, folder))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestALinkInPlaceOfTheFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, folder)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Acquire(t.Context(), dir, func(Message) {}); err == nil {
		t.Error("taken")
	}
}

// shortDir is a t.TempDir that leaves room for the path of a socket.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "b")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestLongPathsGetAShortSocket(t *testing.T) {
	long := filepath.Join(t.TempDir(), strings.Repeat("긴", 40), strings.Repeat("x", 60))
	short := shortDir(t)
	t.Setenv("XDG_RUNTIME_DIR", short)
	got := make(chan Message, 1)
	first, is := acquire(t, long, func(m Message) { got <- m })
	if !is || !strings.HasPrefix(first.sock, short) || len(first.sock) > maxSocketPath {
		t.Fatalf("first %v, socket %s", is, first.sock)
	}
	if other, is := acquire(t, long+"y", nil); !is || other.sock == first.sock {
		t.Fatalf("another folder: first %v, socket %s", is, other.sock)
	}
	t.Setenv("XDG_RUNTIME_DIR", "") // the second is started from elsewhere
	second, is := acquire(t, long, nil)
	if is {
		t.Fatal("two are the first")
	}
	if err := second.Send(t.Context(), Message{Args: []string{"show"}}); err != nil {
		t.Fatal(err)
	}
	<-got
}

func TestSocketElsewhereWhereTheFolderTakesNone(t *testing.T) {
	dir, elsewhere := t.TempDir(), shortDir(t)
	t.Setenv("XDG_RUNTIME_DIR", elsewhere)
	// Something that cannot be removed stands where the socket belongs.
	if err := os.MkdirAll(filepath.Join(dir, folder, sockName, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	got := make(chan Message, 1)
	first, is := acquire(t, dir, func(m Message) { got <- m })
	if !is || !strings.HasPrefix(first.sock, elsewhere) {
		t.Fatalf("first %v, socket %s", is, first.sock)
	}
	second, _ := acquire(t, dir, nil)
	if err := second.Send(t.Context(), Message{}); err != nil {
		t.Fatal(err)
	}
	<-got
}

func TestStaleSocketIsReplaced(t *testing.T) {
	dir := shortDir(t)
	sock := filepath.Join(dir, folder, sockName)
	if err := os.Mkdir(filepath.Dir(sock), 0o700); err != nil {
		t.Fatal(err)
	}
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: sock, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	stale.SetUnlinkOnClose(false)
	if err := stale.Close(); err != nil {
		t.Fatal(err)
	}
	if in, first := acquire(t, dir, nil); !first || in.sock != sock {
		t.Errorf("first %v at %s", first, in.sock)
	}
}

func TestRaceOfTwo(t *testing.T) {
	dir := t.TempDir()
	for round := range 5 {
		const starts = 6
		var mu sync.Mutex
		var winners []*Instance
		var others []*Instance
		shown := make(chan struct{}, starts)
		var all sync.WaitGroup
		for range starts {
			all.Go(func() {
				in, first, err := Acquire(t.Context(), dir, func(Message) { shown <- struct{}{} })
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if first {
					winners = append(winners, in)
				} else {
					others = append(others, in)
				}
			})
		}
		all.Wait()
		if len(winners) != 1 {
			t.Fatalf("round %d: %d are the first", round, len(winners))
		}
		for _, in := range others {
			if err := in.Send(t.Context(), Message{Args: []string{"show"}}); err != nil {
				t.Error(err)
			}
			<-shown
		}
		if err := winners[0].Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// start runs a child and returns its first line.
func start(t *testing.T, dir string) (cmd *exec.Cmd, said string, lines *bufio.Scanner) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	cmd = exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
		cancel()
	})
	lines = bufio.NewScanner(out)
	lines.Scan()
	return cmd, lines.Text(), lines
}

func TestProcesses(t *testing.T) {
	dir := t.TempDir()
	first, said, lines := start(t, dir)
	if said != "first" {
		t.Fatalf("said %q", said)
	}
	if _, said, _ := start(t, dir); said != "second" {
		t.Fatalf("said %q", said)
	}
	if !lines.Scan() || lines.Text() != "message [show]" {
		t.Fatalf("the first got %q", lines.Text())
	}

	// A crash leaves lock file and socket behind, and neither is in the way.
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	if _, err := os.Lstat(filepath.Join(dir, folder, sockName)); err != nil {
		t.Fatalf("the crash was to leave a socket: %v", err)
	}
	if _, said, _ := start(t, dir); said != "first" {
		t.Fatalf("after a crash: %q", said)
	}
}

func TestOneThatHoldsTheLockAndDoesNotAnswer(t *testing.T) {
	dir := t.TempDir()
	in, _ := acquire(t, dir, nil)
	if err := in.listener.Close(); err != nil { // hangs, as far as others can see
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, _, err := Acquire(ctx, dir, func(Message) {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestHangingReceiverIsSaid(t *testing.T) {
	dir := t.TempDir()
	hang := make(chan struct{})
	acquire(t, dir, func(Message) { <-hang })
	second, _ := acquire(t, dir, nil)
	t.Cleanup(func() { close(hang) }) // runs before the Close of the first
	var err error
	sent := 0
	for ; sent < maxQueue+3 && err == nil; sent++ {
		err = second.Send(t.Context(), Message{Args: []string{"show"}})
	}
	if !errors.Is(err, ErrNoAnswer) || sent < maxQueue {
		t.Errorf("after %d messages: %v", sent, err)
	}
}

func TestBadPeersDoNotStopTheFirst(t *testing.T) {
	dir := t.TempDir()
	got := make(chan Message, 1)
	first, _ := acquire(t, dir, func(m Message) { got <- m })
	second, _ := acquire(t, dir, nil)
	if err := second.Send(t.Context(), Message{Args: []string{strings.Repeat("x", maxMessage)}}); !errors.Is(err, ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
	for name, c := range map[string]struct{ send, want string }{
		"garbage":     {"GET / HTTP/1.1\r\n\r\n", "bad\n"},
		"no newline":  {strings.Repeat("x", maxMessage+100), "bad\n"},
		"other shape": {`{"args":"show"}` + "\n", "bad\n"},
	} {
		conn, err := net.Dial("unix", first.sock)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
		_, _ = io.WriteString(conn, c.send)
		answer := make([]byte, len(c.want))
		if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != c.want {
			t.Errorf("%s: %q, %v", name, answer, err)
		}
		_ = conn.Close()
	}
	for range maxConns { // who says nothing takes a place for a second at most
		conn, err := net.Dial("unix", first.sock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	deadline := time.Now().Add(5 * answerTime)
	for {
		err := second.Send(t.Context(), Message{Args: []string{"show"}})
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	if m := <-got; len(m.Args) != 1 {
		t.Errorf("got %q", m.Args)
	}
}

// FuzzReadMessage: no line makes the reader fail in another way than with an
// error, or take more than a message may have.
func FuzzReadMessage(f *testing.F) {
	for _, s := range []string{"", "\n", "{}\n", `{"args":["show"]}` + "\n", `{"args":[1]}` + "\n", strings.Repeat("x", maxMessage+1)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := readMessage(strings.NewReader(s))
		if err != nil {
			if len(m.Args) > 0 || (s == "") != errors.Is(err, io.EOF) {
				t.Errorf("%v %v", m, err)
			}
			return
		}
		if line, _, ok := strings.Cut(s, "\n"); !ok || len(line) >= maxMessage {
			t.Errorf("took %d bytes without an end", len(line))
		}
	})
}
