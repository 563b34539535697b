//go:build linux

// Package desktop is a real desktop in memory: a screen (Xvfb), a session bus, a window manager (openbox) and, where asked for,
// a tray (xfce4-panel), a notification service (dunst) and a keyring (gnome-keyring), all from Debian and all of their own, in a
// folder of their own. A program runs in it as it would for a person, and what reaches the screen, the tray, the notification
// service and the keyring is seen from outside. The desktop test watches the built app this way, and make screenshots
// takes its pictures so.
//
// Nothing here waits for a length of time: every step waits for a condition, bounded by the caller's context.
package desktop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/godbus/dbus/v5"
)

// Options say what the desktop has besides a screen, a session bus and a window manager.
type Options struct {
	// Width and Height of the screen in pixels; 0 means 1280 × 900.
	Width, Height int
	// Panel adds a panel with a tray, a StatusNotifierWatcher.
	Panel bool
	// Notifications adds a notification service and the record of what was sent to it.
	Notifications bool
	// Keyring adds a Secret Service with an unlocked collection.
	Keyring bool
	// Hangul adds an input method that makes Korean syllables of the keys of a Korean keyboard: Shift+Space, or the key Hangul,
	// turns it on and off.
	Hangul bool
	// Fonts are further fonts that the parts of the desktop write with, by file name. Without any it has those of the machine, which
	// need not hold Hangul.
	Fonts map[string][]byte
	// Language is what Read expects, in tesseract's words; "" is Korean and English together, which takes twice as long as one.
	Language string
	// Dark says that what Read reads is light on dark; it is turned around first, as tesseract wants it.
	Dark bool
	// Scale is by how much programs enlarge what they draw, as on a screen of so many more pixels; 0 means 1.
	Scale float64
}

// Session is a running desktop. Its methods may be called from several goroutines, Close once.
type Session struct {
	dir     string
	reading string // tesseract's languages
	dark    bool   // what is read is light on dark
	scale   float64
	display string
	address string
	bus     *dbus.Conn
	monitor *monitor
	reads   atomic.Int64 // calls of Read
	panel   *Process     // nil without one

	mu        sync.Mutex
	processes []*Process // in the order of their start
}

// Start brings a desktop up and returns when every part of it is ready. ctx bounds the start only. On an error everything that
// had been started is gone.
func Start(ctx context.Context, o Options) (*Session, error) {
	// Sockets live below: their paths may not exceed 107 bytes, so the name is short.
	dir, err := os.MkdirTemp("", "desk")
	if err != nil {
		return nil, fmt.Errorf("desktop: %w", err)
	}
	s := &Session{dir: dir, reading: cmp.Or(o.Language, "kor+eng"), dark: o.Dark, scale: cmp.Or(o.Scale, 1)}
	if err := s.start(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("desktop: %w", err), s.Close())
	}
	return s, nil
}

func (s *Session) start(ctx context.Context, o Options) error {
	for _, d := range []string{"home", "run", "tmp", "log", "config", "data", "cache", "state"} {
		if err := os.Mkdir(filepath.Join(s.dir, d), 0o700); err != nil {
			return err
		}
	}
	fonts := filepath.Join(s.dir, "data", "fonts")
	if err := os.Mkdir(fonts, 0o700); err != nil {
		return err
	}
	for name, font := range o.Fonts {
		if err := os.WriteFile(filepath.Join(fonts, name), font, 0o600); err != nil {
			return err
		}
	}
	if err := s.startScreen(ctx, o); err != nil {
		return err
	}
	if err := s.startBus(ctx); err != nil {
		return err
	}
	if err := s.startWindowManager(ctx); err != nil {
		return err
	}
	if o.Notifications {
		if err := s.startNotifications(ctx); err != nil {
			return err
		}
	}
	if o.Keyring {
		if err := s.startKeyring(ctx); err != nil {
			return err
		}
	}
	if o.Panel {
		if err := s.startPanel(ctx); err != nil {
			return err
		}
	}
	if o.Hangul {
		return s.startInputMethod(ctx)
	}
	return nil
}

// Close ends everything the session started, last first, waits for it and removes its folder.
func (s *Session) Close() error {
	var errs []error
	if s.monitor != nil {
		errs = append(errs, s.monitor.conn.Close())
	}
	if s.bus != nil {
		errs = append(errs, s.bus.Close())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range slices.Backward(s.processes) {
		p.end(grace)
	}
	errs = append(errs, os.RemoveAll(s.dir))
	return errors.Join(errs...)
}

// Dir is the session's folder: home, config, data, cache, state, run, tmp and log lie in it.
func (s *Session) Dir() string { return s.dir }

// Bus is a connection to the session bus. It belongs to the session.
func (s *Session) Bus() *dbus.Conn { return s.bus }

// Env is the environment of a program on this desktop: nothing of the caller's but PATH.
func (s *Session) Env() []string {
	in := func(name string) string { return filepath.Join(s.dir, name) }
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + in("home"),
		"TMPDIR=" + in("tmp"),
		"XDG_RUNTIME_DIR=" + in("run"),
		"XDG_CONFIG_HOME=" + in("config"),
		"XDG_DATA_HOME=" + in("data"),
		"XDG_CACHE_HOME=" + in("cache"),
		"XDG_STATE_HOME=" + in("state"),
		"XDG_CURRENT_DESKTOP=XFCE",
		"XDG_SESSION_TYPE=x11",
		"DISPLAY=" + s.display,
		"DBUS_SESSION_BUS_ADDRESS=" + s.address,
		"LANG=C.UTF-8",
		"TZ=Asia/Seoul",
		"LIBGL_ALWAYS_SOFTWARE=1",
		"XMODIFIERS=@im=ibus", // without one on this desktop, keys go straight to the program
		// The parts of the desktop must not look for services that are not here.
		"NO_AT_BRIDGE=1",
		"GIO_USE_VFS=local",
		"GSETTINGS_BACKEND=memory",
		// On few cores the threads of these two wait for each other: one alone reads a window in 2 s instead of 16.
		"OMP_THREAD_LIMIT=1",
		"MAGICK_THREAD_LIMIT=1",
	}
	if s.scale != 1 {
		env = append(env, fmt.Sprintf("FYNE_SCALE=%g", s.scale))
	}
	return env
}

// Command is a program to Run on this desktop, in its environment and with its home as the working folder; both can be changed.
func (s *Session) Command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Env = s.Env()
	cmd.Dir = filepath.Join(s.dir, "home")
	return cmd
}

// Run starts a program. What it prints is kept (Process.Output) unless the command says where it goes. It ends with the session
// if not before.
func (s *Session) Run(cmd *exec.Cmd) (*Process, error) {
	p, err := start(cmd, filepath.Join(s.dir, "log"))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.processes = append(s.processes, p)
	return p, nil
}

// output runs a short command of the desktop's tools and returns what it printed.
func (s *Session) output(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = s.Env()
	out, err := cmd.Output()
	if err != nil {
		said := ""
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			said = strings.TrimSpace(string(exit.Stderr))
		}
		return "", fmt.Errorf("%s %s: %w %s", name, strings.Join(args, " "), err, said)
	}
	return string(out), nil
}

func (s *Session) startScreen(ctx context.Context, o Options) error {
	width, height := o.Width, o.Height
	if width == 0 || height == 0 {
		width, height = 1280, 900
	}
	// The server picks a free number itself and tells it when it takes connections, so that any number of desktops fit side by side.
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	cmd := s.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "+extension", "GLX",
		"-nolisten", "tcp", "-noreset", "-fbdir", filepath.Join(s.dir, "run"))
	cmd.ExtraFiles = []*os.File{write}
	server, err := s.Run(cmd)
	write.Close()
	if err != nil {
		return err
	}
	number, err := readLine(ctx, read)
	if err != nil {
		return fmt.Errorf("waiting for Xvfb: %w: %s", err, server.Output())
	}
	if _, err := strconv.Atoi(number); err != nil {
		return fmt.Errorf("the number of the screen: %w", err)
	}
	s.display = ":" + number
	return nil
}

func (s *Session) startWindowManager(ctx context.Context) error {
	ready := filepath.Join(s.dir, "run", "openbox-ready")
	if _, err := s.Run(s.Command("openbox", "--sm-disable", "--startup", "touch "+ready)); err != nil {
		return err
	}
	return Until(ctx, "openbox manages the screen", func() (bool, error) {
		_, err := os.Stat(ready)
		return err == nil, nil
	})
}
