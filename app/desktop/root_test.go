//go:build linux && desktop

package desktop

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is a folder that a package is installed into by dpkg itself, as into a system. There are only those packages there,
// by their names and versions, that the machine has and the package asks for: dpkg refuses it if one more is needed.
type root struct {
	dir string
	deb string
}

// newRoot makes an empty system that has what the package asks for, except the packages that are left out.
func newRoot(t *testing.T, deb string, leftOut ...string) *root {
	t.Helper()
	r := &root{t.TempDir(), deb}
	for _, d := range []string{"var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "var/log", "usr/bin", "usr/share/applications"} {
		if err := os.MkdirAll(filepath.Join(r.dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var status bytes.Buffer
	for _, name := range r.depends(t) {
		if slices.Contains(leftOut, name) {
			continue
		}
		const entry = "Package: ${Package}\nStatus: ${Status}\nArchitecture: ${Architecture}\nVersion: ${Version}\nMaintainer: nobody\nDescription: there\n\n"
		status.WriteString(tool(t, nil, "dpkg-query", "-W", "-f="+entry, name))
	}
	// Something of another program lies in the folder for programs, as everywhere: dpkg removes folders with nothing in them.
	for name, content := range map[string][]byte{"var/lib/dpkg/status": status.Bytes(), "var/lib/dpkg/available": nil, "usr/bin/other": nil} {
		if err := os.WriteFile(r.in(name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r.trigger(t)
	return r
}

// in is a path in the root.
func (r *root) in(path ...string) string { return filepath.Join(append([]string{r.dir}, path...)...) }

// field is one field of the package's own data.
func (r *root) field(t *testing.T, name string) string {
	t.Helper()
	return strings.TrimSpace(tool(t, nil, "dpkg-deb", "-f", r.deb, name))
}

// depends are the packages that the package cannot be without.
func (r *root) depends(t *testing.T) (names []string) {
	t.Helper()
	for d := range strings.SplitSeq(r.field(t, "Depends"), ",") {
		names = append(names, strings.Fields(d)[0])
	}
	return names
}

// dpkg runs dpkg on this root, as if by its owner.
func (r *root) dpkg(args ...string) (string, error) {
	// --path-include: containers often have dpkg leave out manuals and documents.
	args = append([]string{"dpkg", "--root=" + r.dir, "--force-script-chrootless", "--path-include=/*"}, args...)
	if os.Getuid() != 0 {
		args = append([]string{"fakeroot", "--"}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// do is dpkg, which must do it, and what other packages of a desktop do then.
func (r *root) do(t *testing.T, args ...string) {
	t.Helper()
	if _, err := r.dpkg(args...); err != nil {
		t.Fatal(err)
	}
	r.trigger(t)
}

// trigger is what desktop-file-utils, which every desktop has, does when entries come or go: it notes which of them opens what.
func (r *root) trigger(t *testing.T) {
	t.Helper()
	tool(t, nil, "update-desktop-database", r.in("usr/share/applications"))
}

// files are all files and folders outside dpkg's own, with their mode and content.
func (r *root) files(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(r.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(r.dir, path)
		if err != nil || name == "var" {
			return fs.SkipDir
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		sum := [32]byte{}
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sum = sha256.Sum256(content)
		}
		all[name] = fmt.Sprintf("%v %x", info.Mode(), sum[:8])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// env is what a session on this system has besides: its programs, and the places of entries, icons and manuals.
func (r *root) env() []string {
	return []string{
		"PATH=" + r.in("usr/bin") + ":/usr/bin:/bin",
		"XDG_DATA_DIRS=" + r.in("usr/share") + ":/usr/share",
		"XDG_CONFIG_DIRS=" + r.in("etc/xdg"), // none: what the machine itself starts at login stays out
		"LANG=ko_KR.UTF-8",
	}
}

// tool runs a program to its end, which must be a good one, and returns what it printed.
func tool(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}
