//go:build linux && desktop

package desktop

import (
	"compress/gzip"
	"debug/elf"
	"image/png"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The package by itself: what it asks for is what its programs need, what it lays down has the right modes and places, and
// nothing of it stays.
func TestPackage(t *testing.T) {
	t.Parallel()
	r := newRoot(t, program(t, "BOKGU_DEB"))
	before := r.files(t)

	t.Run("what it says of itself", func(t *testing.T) {
		toml, err := os.ReadFile(filepath.Join("..", "..", "FyneApp.toml"))
		if err != nil {
			t.Fatal(err)
		}
		version := regexp.MustCompile(`(?m)^\s*Version\s*=\s*"(.+)"`).FindSubmatch(toml)
		for field, want := range map[string]string{"Package": "bokgu", "Version": string(version[1]) + "-1", "Section": "net", "Priority": "optional"} {
			if got := r.field(t, field); got != want {
				t.Errorf("%s is %q, want %q", field, got, want)
			}
		}
		// It is the size that a package manager tells before it installs, in KiB.
		size, err := strconv.Atoi(r.field(t, "Installed-Size"))
		if err != nil || size < 10_000 || size > 300_000 {
			t.Errorf("Installed-Size %d, %v", size, err)
		}
	})
	t.Run("it is refused where something is missing that it needs", func(t *testing.T) {
		poor := newRoot(t, r.deb, "libx11-6")
		said, err := poor.dpkg("-i", r.deb)
		if err == nil || !strings.Contains(said, "bokgu depends on libx11-6") {
			t.Errorf("dpkg said %q, %v", said, err)
		}
	})

	r.do(t, "-i", r.deb)
	if said, err := r.dpkg("--verify", "bokgu"); err != nil || said != "" {
		t.Errorf("dpkg --verify: %q, %v", said, err)
	}
	t.Run("it asks for every library of its programs", func(t *testing.T) { asksForLibraries(t, r) })
	t.Run("what it lays down", func(t *testing.T) { laysDown(t, r, before) })

	r.do(t, "-r", "bokgu")
	same(t, "after it was removed", before, r.files(t))
	r.do(t, "-i", r.deb)
	r.do(t, "-P", "bokgu")
	same(t, "after it was purged", before, r.files(t))
}

// same fails for everything that is not as it was.
func same(t *testing.T, when string, before, after map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] != after[name] {
			t.Errorf("%s: %s is %q, was %q", when, name, after[name], before[name])
		}
	}
	for name := range before {
		if after[name] == "" {
			t.Errorf("%s: %s is gone", when, name)
		}
	}
}

// asksForLibraries compares what the linker noted in the programs with the packages that the package depends on.
func asksForLibraries(t *testing.T, r *root) {
	depends := r.depends(t)
	var recommends []string
	for name := range strings.FieldsFuncSeq(r.field(t, "Recommends"), func(c rune) bool { return c == ',' || c == '|' }) {
		recommends = append(recommends, strings.TrimSpace(name))
	}
	glibc := regexp.MustCompile(`^GLIBC_2\.(\d+)`)
	least := regexp.MustCompile(`libc6 \(>= 2\.(\d+)\)`).FindStringSubmatch(r.field(t, "Depends"))
	if least == nil {
		t.Fatal("it asks for no version of libc6")
	}
	least2, _ := strconv.Atoi(least[1])
	n := 0
	for _, name := range []string{"bokgu", "bokguctl"} {
		file, err := elf.Open(r.in("usr/bin", name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if file.Type != elf.ET_DYN {
			t.Errorf("%s is not position-independent", name)
		}
		libraries, err := file.ImportedLibraries()
		if err != nil {
			t.Fatal(err)
		}
		for _, library := range libraries {
			n++
			if !owned(t, library, depends) {
				t.Errorf("%s needs %s, and no package with it is asked for", name, library)
			}
		}
		// The window toolkit opens most libraries only when it runs. Without those of X it shows nothing.
		content, err := os.ReadFile(r.in("usr/bin", name))
		if err != nil {
			t.Fatal(err)
		}
		opened := map[string]bool{}
		for _, library := range regexp.MustCompile(`lib[A-Za-z0-9-]+\.so\.\d+`).FindAll(content, -1) {
			opened[string(library)] = true
		}
		for library := range opened {
			n++
			switch {
			case slices.Contains(libraries, library) || slices.Contains(doesWithout, library) || owned(t, library, depends):
			case strings.HasPrefix(library, "libX") || !owned(t, library, recommends):
				t.Errorf("%s opens %s, and no package with it is asked for", name, library)
			}
		}
		symbols, err := file.ImportedSymbols()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range symbols {
			if m := glibc.FindStringSubmatch(s.Version); m != nil {
				if v, _ := strconv.Atoi(m[1]); v > least2 {
					t.Errorf("%s needs %s of %s, libc6 2.%d is asked for", name, s.Name, s.Version, least2)
				}
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d libraries: that proves nothing", n)
	}
}

// doesWithout is what the toolkit (GLFW 3.4) tries and does without: other ways to draw, frames under Wayland where the desktop draws none,
// windows that let clicks through.
var doesWithout = []string{
	"libGLES_CM.so.1", "libGLESv1_CM.so.1", "libGLESv2.so.2", "libGLX.so.0", "libOpenGL.so.0", "libOSMesa.so.6", "libOSMesa.so.8", "libX11-xcb.so.1",
	"libXext.so.6", "libdecor-0.so.0", "libvulkan.so.1",
}

// owned says whether one of the packages has the library.
func owned(t *testing.T, library string, packages []string) bool {
	t.Helper()
	// "libx11-6:amd64: /usr/lib/x86_64-linux-gnu/libX11.so.6"; several packages may have the file in several places.
	for line := range strings.Lines(tool(t, nil, "dpkg", "-S", "*/"+library)) {
		if owner, _, _ := strings.Cut(line, ":"); slices.Contains(packages, owner) {
			return true
		}
	}
	return false
}

func laysDown(t *testing.T, r *root, before map[string]string) {
	after := r.files(t)
	places := []string{
		"usr/bin/", "usr/share/applications/", "usr/share/bash-completion/completions/", "usr/share/doc/bokgu/",
		"usr/share/fish/vendor_completions.d/", "usr/share/icons/hicolor/", "usr/share/lintian/overrides/", "usr/share/man/man1/", "usr/share/metainfo/",
		"usr/share/zsh/vendor-completions/",
	}
	for name, is := range after {
		if before[name] != "" {
			continue
		}
		mode, _, _ := strings.Cut(is, " ")
		want := "-rw-r--r--"
		switch {
		case mode[0] == 'd':
			want = "drwxr-xr-x"
		case path.Dir(name) == "usr/bin":
			want = "-rwxr-xr-x"
		}
		if mode != want {
			t.Errorf("%s has mode %s, want %s", name, mode, want)
		}
		if !slices.ContainsFunc(places, func(p string) bool { return strings.HasPrefix(name+"/", p) || strings.HasPrefix(p, name+"/") }) {
			t.Errorf("%s lies where it does not belong", name)
		}
	}
	for _, size := range []int{16, 22, 24, 32, 48, 64, 128, 256, 512} {
		name := r.in("usr/share/icons/hicolor", strconv.Itoa(size)+"x"+strconv.Itoa(size), "apps/app.bokgu.client.png")
		file, err := os.Open(name)
		if err != nil {
			t.Error(err)
			continue
		}
		icon, err := png.DecodeConfig(file)
		file.Close()
		if err != nil || icon.Width != size || icon.Height != size {
			t.Errorf("%s is %d×%d, %v", name, icon.Width, icon.Height, err)
		}
	}
	for _, name := range []string{"usr/share/doc/bokgu/copyright", "usr/share/icons/hicolor/scalable/apps/app.bokgu.client.svg", "usr/share/metainfo/app.bokgu.client.metainfo.xml"} {
		if after[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if log := unpacked(t, r.in("usr/share/doc/bokgu/changelog.Debian.gz")); !strings.HasPrefix(log, "bokgu ("+r.field(t, "Version")+")") {
		t.Errorf("its change log begins with %.60q", log)
	}
}

func unpacked(t *testing.T, name string) string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
