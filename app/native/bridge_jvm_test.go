//go:build jvm

package native

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bokgu/app/native/jvm"
)

// TestMain starts the Java machine: JAVA_HOME is that of a JDK, BOKGU_STAND_INS a
// folder of what javac made of testdata/android. make platforms sets both.
func TestMain(m *testing.M) {
	home, classes := os.Getenv("JAVA_HOME"), os.Getenv("BOKGU_STAND_INS")
	if home == "" || classes == "" {
		panic("run by make platforms: JAVA_HOME and BOKGU_STAND_INS are missing")
	}
	if err := jvm.Start(filepath.Join(home, "lib", "server", "libjvm.so"), classes); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func tell(t *testing.T, what string) string {
	t.Helper()
	answer, err := jvm.Say(what)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestLinkOfTheIntentOnce(t *testing.T) {
	const link = "bokgu:add?url=wss%3A%2F%2Fexample.com"
	for _, c := range []struct{ name, intent, want string }{
		{"a link", "intent 0 " + link, link},
		{"started from the launcher", "intent 0", ""},
		{"brought back from the list of recent apps", "intent 1048576 " + link, ""},
		{"among other flags", "intent 1048577 " + link, ""},
		{"no intent at all", "intent", ""},
		{"longer than any of ours", "intent 0 bokgu:" + strings.Repeat("x", maxLink), ""},
		{"just as long as allowed", "intent 0 " + strings.Repeat("x", maxLink), strings.Repeat("x", maxLink)},
	} {
		tell(t, c.intent)
		if got := TakeLink(); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
		if again := TakeLink(); again != "" {
			t.Errorf("%s: again %q", c.name, again)
		}
	}
}

func TestPermissionForNotifications(t *testing.T) {
	t.Cleanup(func() { tell(t, "broken false") })
	for _, c := range []struct {
		name, sdk, enabled, broken string
		want                       Permission
		asked                      string // what Android was told
		failed                     bool
	}{
		{"13 and later, allowed", "33", "true", "false", PermissionOn, "channel news,복구 🔔,4;ask android.permission.POST_NOTIFICATIONS;", false},
		{"13 and later, not allowed", "35", "false", "false", PermissionOff, "channel news,복구 🔔,4;ask android.permission.POST_NOTIFICATIONS;", false},
		{"8 to 12 have no such permission", "32", "true", "false", PermissionOn, "channel news,복구 🔔,4;", false},
		{"7", "24", "false", "false", PermissionOff, "", false},
		{"before 7 nobody knows", "23", "true", "false", PermissionUnknown, "", false},
		{"a manager that throws", "33", "true", "true", PermissionUnknown, "", true},
	} {
		tell(t, "told")
		tell(t, "sdk "+c.sdk)
		tell(t, "enabled "+c.enabled)
		tell(t, "broken "+c.broken)
		if got := Notifications(); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
		if err := AskNotifications(Kind{ID: "news", Name: "복구 🔔", Sound: true}); (err != nil) != c.failed {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := tell(t, "told"); got != c.asked {
			t.Errorf("%s: asked %q", c.name, got)
		}
	}
}

func TestSealAndOpen(t *testing.T) {
	tell(t, "keystore there")
	for _, n := range []int{1, 15, 16, 17, 8 << 10, maxSealed - 28} {
		secret := bytes.Repeat([]byte("Sc"), n)[:n]
		sealed, err := Seal("bokgu", "feed", secret)
		if err != nil || len(sealed) != 12+n+16 || n > 8 && bytes.Contains(sealed, secret) {
			t.Fatalf("%d bytes: %d sealed, %v", n, len(sealed), err)
		}
		again, err := Seal("bokgu", "feed", secret)
		if err != nil || bytes.Equal(sealed, again) {
			t.Errorf("%d bytes: sealed alike twice, %v", n, err)
		}
		if got, err := Open("bokgu", "feed", sealed); err != nil || !bytes.Equal(got, secret) {
			t.Errorf("%d bytes: opened %d, %v", n, len(got), err)
		}
	}
	if keys := tell(t, "keys"); keys != "bokgu" {
		t.Errorf("keys: %q", keys)
	}
}

func TestWhatCannotBeOpened(t *testing.T) {
	tell(t, "keystore there")
	sealed, err := Seal("bokgu", "feed", []byte("Secret.Token"))
	if err != nil {
		t.Fatal(err)
	}
	refused := func(name, key, about string, sealed []byte) {
		t.Helper()
		got, err := Open(key, about, sealed)
		if err == nil || got != nil || strings.Contains(err.Error(), "Secret") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		refused("changed", "bokgu", "feed", changed)
		refused("cut", "bokgu", "feed", sealed[:i])
	}
	refused("of another feed", "bokgu", "other", sealed)
	refused("by another key", "else", "feed", sealed)
	if keys := tell(t, "keys"); keys != "bokgu" {
		t.Errorf("a key was made to open something: %q", keys)
	}
	tell(t, "keystore there") // a new device
	refused("without its key", "bokgu", "feed", sealed)

	tell(t, "keystore gone")
	refused("without a Keystore", "bokgu", "feed", sealed)
	if got, err := Seal("bokgu", "feed", []byte("Secret.Token")); err == nil || got != nil || errors.Is(err, ErrNothing) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestNotices(t *testing.T) {
	t.Cleanup(func() { tell(t, "broken false") })
	n := Notice{Tag: "feed/a", Title: "카카오톡 장애 🚨", Body: "사진이 안 돼요.\n두 줄", Kind: Kind{ID: "news", Name: "복구", Sound: true}, Once: true}
	quiet := Notice{Tag: "feed/b", Kind: Kind{ID: "quiet", Name: "조용히"}}
	const rest = "icon 17301624|카카오톡 장애 🚨|사진이 안 돼요.\n두 줄|opens our.app's launcher|cancel true|once true|big 사진이 안 돼요.\n두 줄|;"
	for _, c := range []struct {
		name, sdk string
		n         Notice
		want      string
	}{
		{"8 and later", "34", n, "channel news,복구,4;show feed/a 1 channel news|" + rest},
		{"before 8", "25", n, "show feed/a 1 old|priority 1|defaults -1|" + rest},
		{"quiet, and nothing said", "34", quiet, "channel quiet,조용히,2;show feed/b 1 channel quiet|icon 17301624|||opens our.app's launcher|cancel true|once false|big |;"},
		{"quiet before 8", "21", quiet, "show feed/b 1 old|priority -1|defaults 0|icon 17301624|||opens our.app's launcher|cancel true|once false|big |;"},
	} {
		tell(t, "told")
		tell(t, "sdk "+c.sdk)
		if err := Show(c.n); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := tell(t, "told"); got != c.want {
			t.Errorf("%s:\n%q\n%q", c.name, got, c.want)
		}
	}
	if err := Withdraw("feed/a"); err != nil || tell(t, "told") != "cancel feed/a 1;" {
		t.Error(err)
	}
	tell(t, "broken true")
	if a, b := Show(n), Withdraw("feed/a"); a == nil || b == nil || strings.Contains(a.Error(), "카카오") {
		t.Error(a, b)
	}
}
