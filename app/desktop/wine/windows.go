//go:build linux

// Package wine is a Windows to be tested on where none is: wine with a home of its own, a Korean user on a Korean system, on a
// desktop in memory. It is no Windows: it shows no toasts, knows no taskbar and forgives what Windows does not.
package wine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/text/encoding/unicode"

	"bokgu/app/desktop"
)

// User is who uses this Windows: with a Korean name, so that every path of theirs has one.
const User = "홍길동"

// Windows is one wine with everything in it, on a desktop. Its methods may be called from several goroutines.
type Windows struct {
	desk   *desktop.Session
	loader string
	env    []string
	drive  string // C:\, as Linux has it
}

// Start makes a new Windows 10 on a desktop; library is bcryptprimitives.dll, which wine 8 lacks. ctx bounds the start. Close it
// before the desktop.
func Start(ctx context.Context, desk *desktop.Session, library string) (*Windows, error) {
	loader, err := findLoader()
	if err != nil {
		return nil, err
	}
	in := func(name string) string { return filepath.Join(desk.Dir(), name) }
	w := &Windows{desk: desk, loader: loader, drive: filepath.Join(in("wine"), "drive_c")}
	if err := os.Mkdir(in("locale"), 0o700); err != nil {
		return nil, err
	}
	w.env = append(
		desk.Env(), "WINEPREFIX="+in("wine"), "WINEDEBUG=-all", "LOCPATH="+in("locale"), "LANG=ko_KR.UTF-8", "USER="+User, "LOGNAME="+User,
		// No helpers for .NET and web pages, and no entries in the menus of this machine.
		"WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=",
	)
	// wine takes its language from the C library, which has Korean only where somebody asked for it.
	if out, err := exec.CommandContext(ctx, "localedef", "-i", "ko_KR", "-f", "UTF-8", in("locale/ko_KR.UTF-8")).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("a Korean locale: %w: %s", err, out)
	}
	if err := w.ready(ctx, library); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func (w *Windows) ready(ctx context.Context, library string) error {
	for _, args := range [][]string{{"wineboot", "-i"}, {"winecfg", "-v", "win10"}} {
		if _, err := w.Run(ctx, args...); err != nil {
			return err
		}
	}
	if _, err := os.Stat(w.Path(`C:\users\` + User + `\AppData\Roaming`)); err != nil {
		return fmt.Errorf("wine has no folder for %s: %w", User, err)
	}
	dll, err := os.ReadFile(library)
	if err != nil {
		return err
	}
	return os.WriteFile(w.Path(`C:\windows\system32\bcryptprimitives.dll`), dll, 0o600)
}

// findLoader finds wine itself: Debian's command of that name is a script that asks for the 32-bit half, too.
func findLoader() (string, error) {
	for _, name := range []string{"/usr/lib/wine/wine64", "wine64", "wine"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("wine is not there; .ci/setup wine installs it")
}

// Close ends every program in this Windows.
func (w *Windows) Close() error {
	for _, name := range []string{"wineserver", "/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		cmd := exec.Command(path, "-k", "-w")
		cmd.Env = w.env
		out, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && len(out) == 0 {
			return nil // it says by its exit code that nothing was running
		}
		return err
	}
	return errors.New("wineserver is not there")
}

// Path is where Linux has a file of drive C.
func (w *Windows) Path(windows string) string {
	rest, ok := strings.CutPrefix(windows, `C:\`)
	if !ok {
		panic("not on drive C: " + windows)
	}
	return filepath.Join(w.drive, filepath.FromSlash(strings.ReplaceAll(rest, `\`, "/")))
}

// Command is a program of this Windows, or one of wine's own, for desktop.Session.Run.
func (w *Windows) Command(args ...string) *exec.Cmd {
	cmd := w.desk.Command(w.loader, args...)
	cmd.Env = w.env
	return cmd
}

// Run runs a program to its end. The error holds the exit code, if it is not 0, and what the program said.
func (w *Windows) Run(ctx context.Context, args ...string) (string, error) {
	cmd := w.Command(args...)
	// To a file: a pipe would stay open with whatever the program leaves running.
	out, err := os.CreateTemp(w.desk.Dir(), "said")
	if err != nil {
		return "", err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	p, err := w.desk.Run(cmd)
	if err != nil {
		return "", err
	}
	code, err := p.Wait(ctx)
	if err != nil {
		p.Kill()
		return "", fmt.Errorf("%q: %w", args, err)
	}
	said, err := os.ReadFile(out.Name())
	if err == nil && code != 0 {
		err = fmt.Errorf("%q: exit code %d: %s", args, code, said)
	}
	return string(said), err
}

// Registry is a key with everything below as a .reg file has it, "" if there is none such.
func (w *Windows) Registry(ctx context.Context, key string) (string, error) {
	const file = `C:\registry.reg`
	if err := os.Remove(w.Path(file)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	_, failed := w.Run(ctx, "reg", "export", key, file, "/y")
	raw, err := os.ReadFile(w.Path(file))
	if errors.Is(err, os.ErrNotExist) && ctx.Err() == nil {
		return "", nil // reg says that, too, and in Korean
	}
	if err = errors.Join(failed, err); err != nil {
		return "", fmt.Errorf("registry, %s: %w", key, err)
	}
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
	return strings.ReplaceAll(string(text), "\r\n", "\n"), err
}

// Running are the processes of a program in this Windows, by the name of its file.
func (w *Windows) Running(program string) ([]int, error) {
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	var all []int
	for _, dir := range dirs {
		// Processes come and go while one looks: what cannot be read is none of ours.
		line, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		env, _ := os.ReadFile(filepath.Join(dir, "environ"))
		name, _, _ := strings.Cut(string(line), "\x00")
		if name = name[strings.LastIndexAny(name, `/\`)+1:]; name != program || !strings.Contains(string(env), "WINEPREFIX="+filepath.Dir(w.drive)+"\x00") {
			continue
		}
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(dir), "%d", &pid); err == nil && syscall.Kill(pid, 0) == nil {
			all = append(all, pid)
		}
	}
	return all, nil
}
