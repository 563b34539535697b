//go:build linux && desktop

package desktop

import (
	"os"
	"path/filepath"
	"regexp"
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
