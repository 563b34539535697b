package app

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bokgu/sync/scenario"
	"bokgu/views"
)

func metadata(t *testing.T) Metadata {
	t.Helper()
	b, err := os.ReadFile("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMetadata(b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMetadata(t *testing.T) {
	if m := metadata(t); m.ID != "app.bokgu.client" || m.Name != "Bokgu" || m.Version == "" {
		t.Errorf("%+v", m)
	}
	for _, bad := range []string{"", "[Details]\nName='x'", "Details = 1", "\x00"} {
		if _, err := ParseMetadata([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestFlags(t *testing.T) {
	o, err := ParseFlags([]string{"--replay", "kakao-2022", "--speed", "600", "--from", "2022-10-16T08:00", "--lang", "en", "--theme", "dark", "--mobile", "--hidden"}, metadata(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2022, 10, 15, 23, 0, 0, 0, time.UTC)
	if o.Replay != "kakao-2022" || o.Speed != 600 || !o.FromTime.Equal(want) || o.Lang != "en" || o.Theme != "dark" || !o.Mobile || !o.Hidden {
		t.Errorf("%+v", o)
	}
}

func TestBadFlagsSayOneClearLine(t *testing.T) {
	for _, tc := range []struct {
		args, says string
	}{
		{"--nonsense", "--nonsense"},
		{"extra", "extra"},
		{".", "not a regular file"},
		{"bokgu:add?url=wss://a.example", "root: missing"},
		{"bokgu:add?token=secret", "token or password"},
		{"bokgu:add?url=wss://n:secret@a.example&root=" + anyRoot, "token or password"},
		{"bokgu:add?url=ws://status.example.com&root=" + anyRoot, "wss://"},
		{"--replay kakao-2022 bokgu:add?url=wss://a.example&root=" + anyRoot, "not together"},
		{"bokgu:add?url=wss://a.example&root=" + anyRoot + " more", "more"},
		{"--speed fast", "--speed"},
		{"--speed 0", "--speed: 0 is not between 1 and 36000"},
		{"--speed 36001", "--speed"},
		{"--speed NaN", "--speed"},
		{"--lang fr", `--lang: "fr" is not one of ko, en`},
		{"--theme blue", `--theme: "blue" is not one of light, dark`},
		{"--replay moon", `--replay: "moon" is not one of`},
		{"--feed ftp://x", "--feed"},
		{"--feed ws://status.example.com", "--feed"},
		{"--feed wss://name:secret@status.example.com", "--feed"},
		{"--feed wss://a.example --replay kakao-2022", "only one"},
		{"--replay kakao-2022 --from tomorrow", "--from"},
		{"--replay kakao-2022 --until yesterday", "--until"},
		{"--from 2022-10-16T08:00", "--from"},
		{"--replay kakao-2022 --from 2022-10-16T08:00 --until 2022-10-16T07:00", "--until: not after --from"},
	} {
		_, err := ParseFlags(strings.Fields(tc.args), metadata(t), nil)
		switch {
		case err == nil:
			t.Errorf("%s: taken", tc.args)
		case !strings.Contains(err.Error(), tc.says) || strings.Contains(err.Error(), "\n"):
			t.Errorf("%s: says %q, want one line with %q", tc.args, err, tc.says)
		case strings.Contains(err.Error(), "secret"):
			t.Errorf("%s: gives the password away: %q", tc.args, err)
		}
	}
}

const anyRoot = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// A link or a file is handed to the first instance, which may have been started
// in another folder.
func TestALinkOrAFileOnTheCommandLine(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("feed.json", []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	link := "bokgu:add?url=wss://a.example&root=" + anyRoot
	meta := Metadata{Version: "1"}
	for arg, want := range map[string]string{link: link, "feed.json": filepath.Join(here, "feed.json")} {
		o, err := ParseFlags([]string{"--lang", "en", arg}, meta, nil)
		if err != nil || o.Add != want || !slices.Equal(o.args, []string{"--lang", "en", want}) {
			t.Errorf("%s: %q, %q, %v", arg, o.Add, o.args, err)
		}
	}
}

func TestVersionAndHelpAreDone(t *testing.T) {
	for _, flag := range []string{"--version", "--help"} {
		var out bytes.Buffer
		o, err := ParseFlags([]string{flag}, metadata(t), &out)
		if err != nil || !o.Done {
			t.Errorf("%s: %+v %v", flag, o, err)
		}
		if flag == "--version" && strings.TrimSpace(out.String()) != metadata(t).Version {
			t.Errorf("version says %q", out.String())
		}
	}
}

// Settings offer every recording that the app brings along.
func TestSettingsOfferEveryReplay(t *testing.T) {
	if got, want := slices.Sorted(slices.Values(views.Replays)), scenario.Names(); !slices.Equal(got, want) {
		t.Errorf("offered %v, there are %v", got, want)
	}
}
