//go:build linux

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// release gathers a release of two packages with the script that make release calls, and returns what it said.
func release(t *testing.T, to string, env ...string) string {
	t.Helper()
	from := t.TempDir()
	for _, name := range []string{"bokgu-1.2.3-linux-amd64.deb", "bokgu-1.2.3-windows-amd64.zip", "bokgu-1.2.2-linux-amd64.deb", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(from, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(".ci", "release"), "1.2.3")
	cmd.Env = append(os.Environ(), "BOKGU_MINISIGN_KEY=", "BOKGU_MINISIGN_PASSWORD=", "SOURCE_DATE_EPOCH=1700000000", "BOKGU_RELEASE_FROM="+from, "BOKGU_RELEASE_TO="+to)
	cmd.Env = append(cmd.Env, env...)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return string(said)
}

func minisign(t *testing.T, args ...string) (string, error) {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), "go", append([]string{"tool", "minisign"}, args...)...).CombinedOutput()
	return string(said), err
}

// What a person does who checks a release: the signature of the checksums, then the checksums. Both find one changed byte.
func TestReleaseIsSigned(t *testing.T) {
	keys := t.TempDir()
	secret, public := filepath.Join(keys, "minisign.key"), filepath.Join(keys, "minisign.pub")
	if said, err := minisign(t, "-G", "-W", "-s", secret, "-p", public); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	text, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]string{"a key's file": secret, "a key's text": string(text)} {
		t.Run(name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "release")
			if said := release(t, to, "BOKGU_MINISIGN_KEY="+key); strings.Contains(said, "UNSIGNED") {
				t.Errorf("it said %q", said)
			}
			files, err := filepath.Glob(filepath.Join(to, "*"))
			if err != nil {
				t.Fatal(err)
			}
			for i := range files {
				files[i] = filepath.Base(files[i])
			}
			if want := []string{"SHA256SUMS", "SHA256SUMS.minisig", "bokgu-1.2.3-linux-amd64.deb", "bokgu-1.2.3-windows-amd64.zip"}; !slices.Equal(files, want) {
				t.Errorf("the release is %q, want %q", files, want)
			}
			sums := filepath.Join(to, "SHA256SUMS")
			if said, err := minisign(t, "-V", "-H", "-p", public, "-m", sums); err != nil || !strings.Contains(said, "bokgu 1.2.3") {
				t.Errorf("the signature: %v, %s", err, said)
			}
			check := func() error {
				cmd := exec.CommandContext(t.Context(), "sha256sum", "--check", "--strict", "SHA256SUMS")
				cmd.Dir = to
				return cmd.Run()
			}
			if err := check(); err != nil {
				t.Errorf("the checksums: %v", err)
			}
			flip(t, filepath.Join(to, "bokgu-1.2.3-linux-amd64.deb"))
			if check() == nil {
				t.Error("a changed package passes")
			}
			flip(t, sums)
			if said, err := minisign(t, "-V", "-p", public, "-m", sums); err == nil {
				t.Errorf("changed checksums pass: %s", said)
			}
			flip(t, sums) // as it was
			flip(t, sums+".minisig")
			if said, err := minisign(t, "-V", "-p", public, "-m", sums); err == nil {
				t.Errorf("another signed comment passes: %s", said)
			}
		})
	}
	t.Run("without a key", func(t *testing.T) {
		to := filepath.Join(t.TempDir(), "release")
		if said := release(t, to); !strings.Contains(said, "UNSIGNED") {
			t.Errorf("it said %q", said)
		}
		if _, err := os.Stat(filepath.Join(to, "SHA256SUMS.minisig")); err == nil {
			t.Error("there is a signature")
		}
	})
}

// flip changes one bit of a file; in a signature one of the signed comment, in which it stands for the version.
func flip(t *testing.T, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	if mark := []byte("trusted comment: bokgu 1.2.3"); bytes.Contains(raw, append([]byte("\n"), mark...)) {
		at = bytes.Index(raw, append([]byte("\n"), mark...)) + len(mark)
	}
	raw[at] ^= 1
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// The change log has the form of Keep a Changelog: what is to come first, then versions from new to old with their days, in each of
// them the kinds of changes that the form knows, none twice, and changes below each.
func TestChangeLog(t *testing.T) {
	raw, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range complaints(string(raw)) {
		t.Error("CHANGELOG.md: " + complaint)
	}
	const good = "# Changelog\n\n## [Unreleased]\n\n## [1.10.0] - 2026-12-01\n\n### Added\n\n- x\n\n## [1.9.0] - 2026-11-01\n\n### Fixed\n\n- y\n"
	if c := complaints(good); len(c) > 0 {
		t.Errorf("a good one: %q", c)
	}
	for name, bad := range map[string]string{
		"no title":        strings.TrimPrefix(good, "# Changelog"),
		"no day":          strings.Replace(good, " - 2026-12-01", "", 1),
		"old before new":  strings.Replace(good, "1.10.0", "1.8.0", 1),
		"a later day":     strings.Replace(good, "2026-11-01", "2026-12-24", 1),
		"another kind":    strings.Replace(good, "### Added", "### News", 1),
		"a kind twice":    good + "\n### Fixed\n\n- z\n",
		"nothing below":   strings.Replace(good, "- x\n", "", 1),
		"not to come":     strings.Replace(good, "## [Unreleased]\n\n", "", 1) + "\n## [Unreleased]\n\n### Fixed\n\n- z\n",
		"change anywhere": strings.Replace(good, "### Fixed\n\n", "", 1),
	} {
		if len(complaints(bad)) == 0 {
			t.Errorf("%s: no complaint", name)
		}
	}
}

var (
	versionLine = regexp.MustCompile(`^## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)$`)
	kinds       = []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
)

// complaints are what is not as https://keepachangelog.com/en/1.1.0/ has it.
func complaints(log string) (all []string) {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if lines[0] != "# Changelog" {
		all = append(all, "it does not begin with # Changelog")
	}
	var seen []string // kinds of this version
	kind, changes, sections, version, day := "", 0, 0, "", ""
	closed := func() {
		if kind != "" && changes == 0 {
			all = append(all, "nothing below ### "+kind)
		}
		kind, changes = "", 0
	}
	for _, line := range lines[1:] {
		switch {
		case strings.HasPrefix(line, "## "):
			closed()
			seen = nil
			sections++
			m := versionLine.FindStringSubmatch(line)
			if m == nil {
				if line != "## [Unreleased]" || sections != 1 {
					all = append(all, line+": neither a version with its day nor what is to come")
				}
				continue
			}
			v := padded(m[1]) + padded(m[2]) + padded(m[3])
			if version != "" && (v >= version || m[4] > day) {
				all = append(all, line+": newer than what is above it")
			}
			version, day = v, m[4]
		case strings.HasPrefix(line, "### "):
			closed()
			kind = strings.TrimPrefix(line, "### ")
			if !slices.Contains(kinds, kind) || slices.Contains(seen, kind) {
				all = append(all, line+": no such kind of change, or twice")
			}
			seen = append(seen, kind)
		case strings.HasPrefix(line, "- "):
			if changes++; kind == "" {
				all = append(all, line+": of no kind")
			}
		}
	}
	closed()
	if sections == 0 {
		all = append(all, "no version")
	}
	return all
}

func padded(number string) string { return strings.Repeat("0", 9-len(number)) + number }
