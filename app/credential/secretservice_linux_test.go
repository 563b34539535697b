package credential

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inSession makes TestSecretService the one that runs inside the private session.
const inSession = "BOKGU_CREDENTIAL_TEST_SESSION"

// TestSecretService stores a token in a real Secret Service, gnome-keyring on a
// session bus and in a home of its own, so that nobody's keyring is touched. It
// needs the packages dbus, gnome-keyring and libsecret-tools.
func TestSecretService(t *testing.T) {
	if os.Getenv(inSession) != "" {
		talkToSecretService(t)
		return
	}
	home := t.TempDir()
	runtime, err := os.MkdirTemp("", "bokgu") // a socket path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(runtime) })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	const script = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" -test.run='^TestSecretService$' -test.v`
	cmd := exec.CommandContext(ctx, "dbus-run-session", "--", "sh", "-c", script, os.Args[0])
	cmd.Env = append(withoutVariables(os.Environ(), "DBUS_", "GNOME_KEYRING_", "DISPLAY", "WAYLAND_"),
		"HOME="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home,
		"XDG_RUNTIME_DIR="+runtime, inSession+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestSecretService")) {
		t.Fatalf("%v\n%s", err, out)
	}

	// The keyring has it, in its own form; in plain text it is nowhere.
	files := 0
	err = filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("%s holds the token in plain text", path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files of the keyring looked through, %v", files, err)
	}
}

func talkToSecretService(t *testing.T) {
	p := Params{Service: "bokgu", Timeout: 10 * time.Second}
	k := New(p)
	expectGet(t, k, "a", "", PlaceNone, ErrNotFound)
	for _, token := range []string{"first", secret} { // the second replaces
		if place, err := k.Set(t.Context(), "a", token); place != PlaceKeyring || err != nil {
			t.Fatalf("%q, %v", place, err)
		}
	}
	// Seen by another program, and by the next start of ours.
	out, err := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", "bokgu", "username", "a").Output()
	if err != nil || strings.TrimSpace(string(out)) != secret {
		t.Errorf("secret-tool: %q, %v", out, err)
	}
	next := New(p)
	expectGet(t, next, "a", secret, PlaceKeyring, nil)
	if err := next.Delete(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	expectGet(t, New(p), "a", "", PlaceNone, ErrNotFound)
	if place, err := next.Set(t.Context(), "b", secret); place != PlaceKeyring || err != nil { // stays, for the look at the files
		t.Errorf("%q, %v", place, err)
	}
}

// TestNoSecretService: a session without a bus is told apart from one without a
// token, and is no obstacle.
func TestNoSecretService(t *testing.T) {
	const child = "BOKGU_CREDENTIAL_TEST_NO_BUS"
	if os.Getenv(child) == "" {
		// The library keeps its connection for the life of a process.
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestNoSecretService$", "-test.v")
		cmd.Env = append(withoutVariables(os.Environ(), "DBUS_", "DISPLAY"), "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus", child+"=1")
		if out, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("--- PASS: TestNoSecretService")) {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	k := New(Params{Service: "bokgu", Timeout: 10 * time.Second})
	if _, _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if place, err := k.Set(t.Context(), "a", secret); place != PlaceSession || err != nil {
		t.Errorf("%q, %v", place, err)
	}
	expectGet(t, k, "a", secret, PlaceSession, nil)
}

// withoutVariables drops the variables of env whose names begin with a prefix.
func withoutVariables(env []string, prefixes ...string) (kept []string) {
next:
	for _, v := range env {
		for _, p := range prefixes {
			if strings.HasPrefix(v, p) {
				continue next
			}
		}
		kept = append(kept, v)
	}
	return kept
}
