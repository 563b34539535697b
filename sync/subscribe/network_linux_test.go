package subscribe

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// inNamespace tells a test process that it runs in a network of its own.
const inNamespace = "BOKGU_TEST_NAMESPACE"

// A network that comes and goes, in a namespace of its own: the kernel tells of
// it, and what is no network is not taken for one.
func TestSystemNetwork(t *testing.T) {
	if os.Getenv(inNamespace) != "" {
		tellChanges(t)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	const ns = "unshare"
	cmd := exec.CommandContext(ctx, ns, "-rn", os.Args[0], "-test.run=^TestSystemNetwork$")
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewScanner(stdout)
	expect := func(want string) {
		t.Helper()
		if !out.Scan() || out.Text() != want {
			t.Errorf("said %q, want %q", out.Text(), want)
		}
	}
	expect("false")
	for _, c := range []struct{ commands, want string }{
		{"link set lo up", ""},
		{"link add v0 type veth peer name v1; link set v0 up; addr add 10.9.8.7/24 dev v0", ""}, // no carrier
		{"link set v1 up", "true"},
		{"addr add 10.9.8.8/24 dev v0", "true"},
		{"addr del 10.9.8.8/24 dev v0", "true"},
		{"link set v1 down", "false"},
		{"link set v1 up", "true"},
		{"link del v0", "false"},
	} {
		for args := range strings.SplitSeq(c.commands, ";") {
			_, _ = io.WriteString(stdin, strings.TrimSpace(args)+"\n")
			expect("done")
		}
		if c.want != "" {
			expect("changed " + c.want)
		}
	}
	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("the other process: %v", err)
	}
}

// tellChanges runs ip(8) with every line of standard input, and says what the
// network is and becomes.
func tellChanges(t *testing.T) {
	// IPv6 gives every link an address of its own, whose messages would hide that
	// those of the link itself are not heard. A kernel without IPv6 has no such file.
	for _, which := range []string{"all", "default"} {
		_ = os.WriteFile("/proc/sys/net/ipv6/conf/"+which+"/disable_ipv6", []byte("1"), 0)
	}
	n := SystemNetwork()
	say := make(chan string)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		n.Watch(ctx, func() {
			if n.Online() {
				say <- "changed true"
			} else {
				say <- "changed false"
			}
		})
	}()
	lines := make(chan string)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			lines <- in.Text()
		}
	}()
	if n.Online() {
		t.Error("an empty network is online")
	}
	_, _ = io.WriteString(os.Stdout, "false\n")
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				cancel()
				<-ended
				os.Exit(0) // without the words of a test
			}
			if out, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput(); err != nil {
				t.Errorf("ip %s: %v: %s", line, err, out)
			}
			_, _ = io.WriteString(os.Stdout, "done\n")
		case s := <-say:
			_, _ = io.WriteString(os.Stdout, s+"\n")
		}
	}
}
