//go:build linux

package desktop

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Window is an X window id, as xdotool prints it; "" stands for the whole screen.
type Window string

// Windows are the visible windows of a program, by the process id it tells the window manager.
func (s *Session) Windows(ctx context.Context, pid int) ([]Window, error) {
	out, err := s.output(ctx, "xdotool", "search", "--all", "--onlyvisible", "--pid", strconv.Itoa(pid), "--name", ".")
	if err != nil {
		// xdotool ends with 1 and without a word when nothing matches.
		if ctx.Err() == nil && strings.HasSuffix(err.Error(), "exit status 1 ") {
			return nil, nil
		}
		return nil, err
	}
	var windows []Window
	for id := range strings.FieldsSeq(out) {
		windows = append(windows, Window(id))
	}
	return windows, nil
}

// UntilWindow waits for the first visible window of a program. It fails at once when the program has ended.
func (s *Session) UntilWindow(ctx context.Context, p *Process) (Window, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-p.Done():
			cancel(fmt.Errorf("%s ended before: %s", p.name, p.Output()))
		case <-ctx.Done():
		}
	}()
	var found Window
	err := Until(ctx, p.name+" shows a window", func() (bool, error) {
		windows, err := s.Windows(ctx, p.PID())
		if len(windows) > 0 {
			found = windows[0]
		}
		return found != "", err
	})
	if err != nil {
		return "", errors.Join(err, context.Cause(ctx))
	}
	return found, nil
}

// UntilNoWindow waits until a program shows no window.
func (s *Session) UntilNoWindow(ctx context.Context, p *Process) error {
	return Until(ctx, p.name+" shows no window", func() (bool, error) {
		windows, err := s.Windows(ctx, p.PID())
		return err == nil && len(windows) == 0, err
	})
}

// ActiveWindow is the window that has the keyboard, "" if none has.
func (s *Session) ActiveWindow(ctx context.Context) Window {
	id, err := s.output(ctx, "xdotool", "getactivewindow")
	if err != nil {
		return ""
	}
	return Window(strings.TrimSpace(id))
}

// Focus raises a window and gives it the keyboard.
func (s *Session) Focus(ctx context.Context, w Window) error {
	_, err := s.output(ctx, "xdotool", "windowactivate", "--sync", string(w))
	return err
}

// CloseWindow asks the window manager to close the window that has the keyboard, as its close button does, and waits until it
// is out of sight. A key that comes while the keyboard is just changing hands is lost, to a person too: it is pressed again.
func (s *Session) CloseWindow(ctx context.Context, w Window) error {
	var err error
	for range 3 {
		if err = s.Focus(ctx, w); err != nil {
			return err
		}
		if err = s.Key(ctx, "alt+F4"); err != nil {
			return err
		}
		gone, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
		err = Until(gone, "the window is out of sight", func() (bool, error) {
			visible, err := s.output(gone, "xdotool", "search", "--onlyvisible", "--name", ".")
			return err != nil && gone.Err() == nil || err == nil && !slices.Contains(strings.Fields(visible), string(w)), nil
		})
		cancel()
		if err == nil {
			return nil
		}
	}
	return err
}

// Click moves the pointer to a place of a window, in pixels from its upper left corner, and clicks.
func (s *Session) Click(ctx context.Context, w Window, x, y int) error {
	// Without --sync, which waits for ever where the pointer already is; the server keeps the order anyway.
	_, err := s.output(ctx, "xdotool", "mousemove", "--window", string(w), strconv.Itoa(x), strconv.Itoa(y), "click", "1")
	return err
}

// Scroll turns the wheel over a place of a window, down for positive steps.
func (s *Session) Scroll(ctx context.Context, w Window, x, y, steps int) error {
	button := "5"
	if steps < 0 {
		button, steps = "4", -steps
	}
	_, err := s.output(ctx, "xdotool", "mousemove", "--sync", "--window", string(w), strconv.Itoa(x), strconv.Itoa(y),
		"click", "--repeat", strconv.Itoa(steps), "--delay", "20", button)
	return err
}

// Type types text into what has the keyboard.
func (s *Session) Type(ctx context.Context, text string) error {
	_, err := s.output(ctx, "xdotool", "type", "--delay", "20", "--", text)
	return err
}

// Key presses keys, in the words of xdotool: "Return", "ctrl+a".
func (s *Session) Key(ctx context.Context, keys ...string) error {
	_, err := s.output(ctx, "xdotool", append([]string{"key", "--clearmodifiers", "--delay", "20"}, keys...)...)
	return err
}

// Resize gives a window a size in pixels, without its frame.
func (s *Session) Resize(ctx context.Context, w Window, width, height int) error {
	_, err := s.output(ctx, "xdotool", "windowsize", "--sync", string(w), strconv.Itoa(width), strconv.Itoa(height))
	return err
}

// Place is where the content of a window lies on the screen, without its frame. It leaves the pointer in the window's corner:
// where the content begins only the pointer's own way tells, xdotool counts the frame twice.
func (s *Session) Place(ctx context.Context, w Window) (image.Rectangle, error) {
	out, err := s.output(ctx, "xdotool", "getwindowgeometry", "--shell", string(w),
		"mousemove", "--sync", "--window", string(w), "0", "0", "getmouselocation", "--shell")
	if err != nil {
		return image.Rectangle{}, err
	}
	at := map[string]int{}
	for line := range strings.Lines(out) { // the pointer's X and Y come last
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if n, err := strconv.Atoi(value); err == nil {
			at[name] = n
		}
	}
	return image.Rect(at["X"], at["Y"], at["X"]+at["WIDTH"], at["Y"]+at["HEIGHT"]), nil
}

// Move puts the frame of a window to a place of the screen.
func (s *Session) Move(ctx context.Context, w Window, x, y int) error {
	_, err := s.output(ctx, "xdotool", "windowmove", "--sync", string(w), strconv.Itoa(x), strconv.Itoa(y))
	return err
}

// Point moves the pointer to a place of the screen.
func (s *Session) Point(ctx context.Context, x, y int) error {
	_, err := s.output(ctx, "xdotool", "mousemove", "--sync", strconv.Itoa(x), strconv.Itoa(y))
	return err
}

// RightClick clicks with the right button at a place of the screen.
func (s *Session) RightClick(ctx context.Context, x, y int) error {
	_, err := s.output(ctx, "xdotool", "mousemove", "--sync", strconv.Itoa(x), strconv.Itoa(y), "click", "3")
	return err
}

// Screenshot writes a picture of a window, or of the whole screen, as a PNG file.
func (s *Session) Screenshot(ctx context.Context, path string, w Window) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if w == "" {
		w = "root"
	}
	_, err := s.output(ctx, "import", "-silent", "-window", string(w), path)
	return err
}
