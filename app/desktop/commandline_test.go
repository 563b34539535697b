//go:build linux && desktop

package desktop

import (
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCommandLine(t *testing.T) {
	s := begin(t, Options{})
	for _, args := range [][]string{
		{"--colour", "red"},
		{"--lang", "fr"},
		{"--theme", "blue"},
		{"--replay", "kakao-1922"},
		{"--replay", "kakao-2022", "--speed", "0"},
		{"--replay", "kakao-2022", "--speed", "fast"},
		{"--replay", "kakao-2022", "--speed", "36001"},
		{"--replay", "kakao-2022", "--from", "yesterday"},
		{"--replay", "kakao-2022", "--from", "2022-10-17", "--until", "2022-10-16"},
		{"--feed", "ws://status.example.org"},
		{"--feed", "ftp://status.example.org"},
		{"--feed", "https://status.example.org", "--replay", "kakao-2022"},
		{"surplus"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			code, stdout, stderr := s.said(t, args...)
			if code != 2 {
				t.Errorf("exit code %d, want 2", code)
			}
			if stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasSuffix(stderr, "\n") {
				t.Errorf("stdout %q, stderr %q; want one line on stderr", stdout, stderr)
			}
		})
	}
	t.Run("version", func(t *testing.T) {
		toml, err := os.ReadFile(filepath.Join("..", "..", "FyneApp.toml"))
		if err != nil {
			t.Fatal(err)
		}
		version := regexp.MustCompile(`(?m)^\s*Version\s*=\s*"(.+)"`).FindSubmatch(toml)
		code, stdout, stderr := s.said(t, "--version")
		if code != 0 || version == nil || !strings.Contains(stdout, string(version[1])) || stderr != "" {
			t.Errorf("exit code %d, stdout %q, stderr %q; want %q", code, stdout, stderr, version)
		}
	})
}

// A picture of every screen in every language, theme and form; the pictures differ from each other.
func TestScreenshots(t *testing.T) {
	s := begin(t, Options{Width: 1440, Height: 1000})
	folder := filepath.Join(s.Dir(), "pictures")
	code, _, stderr := s.said(t, "--screenshots", folder)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	seen := map[string]string{}
	for _, screen := range []string{"status", "service", "recovery", "guidance", "learn", "settings"} {
		for _, lang := range []string{"ko", "en"} {
			for _, theme := range []string{"light", "dark"} {
				for _, form := range []string{"desktop", "phone"} {
					name := strings.Join([]string{screen, lang, theme, form}, "-") + ".png"
					content, err := os.ReadFile(filepath.Join(folder, name))
					if err != nil {
						t.Error(err)
						continue
					}
					config, err := png.DecodeConfig(strings.NewReader(string(content)))
					if err != nil || config.Width < 300 || config.Height < 600 || (form == "phone") != (config.Width < config.Height) {
						t.Errorf("%s: %d × %d, %v", name, config.Width, config.Height, err)
					}
					if other, again := seen[string(content)]; again {
						t.Errorf("%s is the same picture as %s", name, other)
					}
					seen[string(content)] = name
				}
			}
		}
	}
	// Nothing of the replay stays behind.
	left, err := filepath.Glob(filepath.Join(s.Dir(), "tmp", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v %v", left, err)
	}
	data, err := filepath.Glob(filepath.Join(s.Dir(), "data", "bokgu", "*"))
	if err != nil || slices.ContainsFunc(data, func(path string) bool { return strings.HasSuffix(path, ".db") }) {
		t.Errorf("a store of the pictures stays in the data folder: %v %v", data, err)
	}
}
