//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// The bare window as a package: what a package of it cannot be without, and nothing else.
const (
	bareConfig = `name: bokgu-bare
arch: amd64
platform: linux
version: 1.0.0
maintainer: nobody <nobody@example.com>
description: a bare window
contents:
  - {src: %[1]s/bare, dst: /usr/bin/bokgu-bare, file_info: {mode: 0755}}
  - {src: %[1]s/bare.desktop, dst: /usr/share/applications/bokgu-bare.desktop, file_info: {mode: 0644}}
`
	bareEntry = "[Desktop Entry]\nType=Application\nName=bare\nExec=bokgu-bare\n"
)

// packaged compares the packages: how large they are to fetch and on the disk, and how long the installed programs take from a cold
// disk to the painted window. Both packages are installed by dpkg into one folder, on one disk.
func packaged(ctx context.Context, packages, ctl string, runs int) (err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if ctl, err = filepath.Abs(ctl); err != nil {
		return err
	}
	ours, err := filepath.Glob(filepath.Join(packages, "bokgu-*"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(ours, func(p string) bool { return strings.HasSuffix(p, ".deb") })
	if i < 0 {
		return fmt.Errorf("no .deb in %s: make package comes first", packages)
	}
	bare, err := packBare(ctx, dir)
	if err != nil {
		return err
	}
	root := filepath.Join(dir, "root")
	mine, err := install(ctx, filepath.Join(root, "ours"), ours[i])
	if err != nil {
		return err
	}
	theirs, err := install(ctx, filepath.Join(root, "bare"), bare[".deb"])
	if err != nil {
		return err
	}
	fmt.Printf("| package | bokgu, MiB | bare window, MiB | ratio |\n|---|---|---|---|\n")
	for _, path := range ours {
		kind := filepath.Ext(path)
		if strings.HasSuffix(path, "-setup.exe") {
			kind = "setup.exe"
		}
		if kind == "" {
			continue
		}
		if err := row("download, "+kind, path, bare[kind]); err != nil {
			return err
		}
	}
	fmt.Printf("| installed, .deb | %.1f | %.1f | %.2f |\n", mib(mine), mib(theirs), float64(mine)/float64(theirs))

	b, err := onScreen(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	app, window := filepath.Join(root, "ours/usr/bin/bokgu"), filepath.Join(root, "bare/usr/bin/bokgu-bare")
	data := filepath.Join(dir, "data")
	if err := start.fill(b, ctx, app, ctl, data); err != nil {
		return fmt.Errorf("filling the store: %w", err)
	}
	how := "cold"
	var first, second []float64
	for range runs {
		for _, one := range []struct {
			cmd  *exec.Cmd
			into *[]float64
		}{{b.session.Command(app, appFlags(data)...), &first}, {b.session.Command(window), &second}} {
			if err := forget(); err != nil {
				how = fmt.Sprintf("WARM, the system's cache could not be dropped (%v)", err)
			}
			took, err := start.of(ctx, b, one.cmd)
			if err != nil {
				return err
			}
			*one.into = append(*one.into, took)
		}
	}
	fmt.Println()
	table(fmt.Sprintf("start of the installed program, %s (ms), %d runs each", how, runs), "bokgu", first, second)
	return nil
}

// forget makes the system forget what it has read from the disk, as after it was switched on.
func forget() error {
	if err := exec.Command("sync").Run(); err != nil {
		return err
	}
	return os.WriteFile("/proc/sys/vm/drop_caches", []byte("3\n"), 0o200)
}

// packBare builds and packs the bare window as .ci/package does the app, and returns the packages by their kind.
func packBare(ctx context.Context, dir string) (map[string]string, error) {
	run := func(name string, args ...string) error {
		cmd := exec.CommandContext(ctx, name, args...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, out)
		}
		return nil
	}
	err := run("go", "build", "-trimpath", "-buildvcs=false", "-buildmode=pie", "-tags", "migrated_fynedo",
		"-ldflags", "-s -w -buildid= -linkmode=external", "-o", filepath.Join(dir, "bare"), "./app/desktop/testdata/bare")
	if err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "bare.yaml")
	for path, content := range map[string]string{config: fmt.Sprintf(bareConfig, dir), filepath.Join(dir, "bare.desktop"): bareEntry} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return nil, err
		}
	}
	packages := map[string]string{}
	for _, kind := range []string{".deb", ".rpm"} {
		packages[kind] = filepath.Join(dir, "bare"+kind)
		if err := run("go", "tool", "nfpm", "package", "--config", config, "--packager", kind[1:], "--target", packages[kind]); err != nil {
			return nil, err
		}
	}
	return packages, nil
}

// install lets dpkg install a package into a folder, whatever it needs besides, and returns the bytes that its files take there.
func install(ctx context.Context, root, deb string) (int64, error) {
	for _, d := range []string{"info", "updates", "triggers"} {
		if err := os.MkdirAll(filepath.Join(root, "var/lib/dpkg", d), 0o755); err != nil {
			return 0, err
		}
	}
	if err := os.WriteFile(filepath.Join(root, "var/lib/dpkg/status"), nil, 0o644); err != nil {
		return 0, err
	}
	args := []string{"dpkg", "--root=" + root, "--force-depends", "--force-script-chrootless", "--path-include=/*", "--log=/dev/null", "-i", deb}
	if os.Getuid() != 0 {
		args = append([]string{"fakeroot", "--"}, args...)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "PATH=/usr/sbin:/usr/bin:/sbin:/bin")
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
	}
	var bytes int64
	err := filepath.WalkDir(filepath.Join(root, "usr"), func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}

// row prints the sizes of two packages of one kind; there may be none of the bare window.
func row(what, ours, bare string) error {
	mine, err := os.Stat(ours)
	if err != nil {
		return err
	}
	if bare == "" {
		fmt.Printf("| %s | %.1f | – | – |\n", what, mib(mine.Size()))
		return nil
	}
	theirs, err := os.Stat(bare)
	if err != nil {
		return err
	}
	fmt.Printf("| %s | %.1f | %.1f | %.2f |\n", what, mib(mine.Size()), mib(theirs.Size()), float64(mine.Size())/float64(theirs.Size()))
	return nil
}

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }
