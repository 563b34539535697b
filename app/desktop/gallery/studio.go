//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"bokgu/app/desktop"
	"bokgu/assets"
	"bokgu/i18n"
)

// look is what a picture is taken in.
type look struct{ lang, theme, form string }

func (l look) String() string { return l.lang + "-" + l.theme + "-" + l.form }

func (l look) phone() bool { return l.form == "phone" }

// size is that of the window, which is the design's own.
func (l look) size() image.Point {
	if l.phone() {
		return image.Pt(390, 844)
	}
	return image.Pt(1180, 820)
}

// The looks: every screen is taken in all of them, a state in two that between them show both of everything.
var (
	looks = []look{
		{"ko", "light", "desktop"},
		{"en", "light", "desktop"},
		{"ko", "dark", "desktop"},
		{"en", "dark", "desktop"},
		{"ko", "light", "phone"},
		{"en", "light", "phone"},
		{"ko", "dark", "phone"},
		{"en", "dark", "phone"},
	}
	stateLooks = []look{looks[0], looks[7]}
)

// session is one desktop on which the pictures of some subjects are taken.
type session struct {
	look
	subjects []string
	options  desktop.Options
	take     func(context.Context, *studio) error
}

func (s session) takes() []string {
	names := make([]string, len(s.subjects))
	for i, subject := range s.subjects {
		names[i] = subject + "-" + s.look.String()
	}
	return names
}

// album is where the pictures go. Its methods may be called from several goroutines.
type album struct {
	app, out string
	only     *regexp.Regexp

	mu     sync.Mutex
	places map[string]spot   // where something was found, for the next theme
	shapes map[string][]bool // of windows in which something was read
	count  int
	bytes  int64
}

func (a *album) wantsAny(names []string) bool { return slices.ContainsFunc(names, a.only.MatchString) }

// patience bounds one session; the longest takes half a minute on an idle machine.
const patience = 10 * time.Minute

// workAt takes the pictures of one session after the other. What fails, on a machine that does much else, is tried once more, and
// does not keep the others from being taken.
func (a *album) workAt(ctx context.Context, work <-chan session) error {
	var errs []error
	for s := range work {
		if ctx.Err() != nil {
			continue
		}
		err := a.hold(ctx, s)
		if err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "gallery:", err, "\nonce more:", strings.Join(s.subjects, " "))
			err = a.hold(ctx, s)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "gallery:", err)
			errs = append(errs, fmt.Errorf("%s: failed", strings.Join(s.takes(), ", ")))
		}
	}
	return errors.Join(append(errs, ctx.Err())...)
}

func (a *album) hold(ctx context.Context, s session) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o := s.options
	if o.Width == 0 {
		o.Width, o.Height = s.size().X+100, s.size().Y+80 // the frame and room for the pointer
	}
	o.Dark = s.theme == "dark"
	o.Language = map[string]string{"ko": "kor", "en": "eng"}[s.lang]
	o.Fonts = map[string][]byte{"regular.otf": assets.FontRegular(), "bold.otf": assets.FontBold()}
	began := time.Now()
	desk, err := desktop.Start(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.Close()) }()
	screen, err := desk.Framebuffer()
	if err != nil {
		return err
	}
	defer screen.Close()
	st := &studio{Session: desk, album: a, look: s.look, screen: screen, loc: i18n.New(s.lang), data: filepath.Join(desk.Dir(), "bokgu")}
	if err := st.hidePointer(ctx); err != nil {
		return err
	}
	if err := s.take(ctx, st); err != nil {
		broken := filepath.Join(os.TempDir(), "gallery-"+s.takes()[0]+".png")
		_, _ = save(broken, screen.Picture(screen.Bounds()))
		if st.process != nil {
			err = fmt.Errorf("%w\nthe app said: %s", err, st.process.Output())
		}
		return fmt.Errorf("%s of %v (the screen is in %s): %w", s.subjects, s.look, broken, err)
	}
	fmt.Printf("%-22s %4.1f s  %s\n", s.look, time.Since(began).Seconds(), strings.Join(s.subjects, " "))
	return nil
}

// studio is a desktop with the app in front of a camera.
type studio struct {
	*desktop.Session
	*album
	look
	screen *desktop.Framebuffer
	loc    *i18n.Localizer
	data   string // the app's folder

	process *desktop.Process
	window  desktop.Window
	frame   image.Rectangle // the window on the screen
	scale   int             // pixels of the screen to one of the design; 0 is 1
}

// t is a message in the language of the pictures.
func (st *studio) t(id string, data ...map[string]any) string {
	if len(data) == 0 {
		return st.loc.T(id, nil)
	}
	return st.loc.T(id, data[0])
}

// command is the app in the look of the pictures.
func (st *studio) command(args ...string) *exec.Cmd {
	flags := []string{"--data", st.data, "--lang", st.lang, "--theme", st.theme}
	if st.phone() {
		flags = append(flags, "--mobile")
	}
	return st.Command(st.app, append(flags, args...)...)
}

// start starts the app and waits for its window, which gets its size.
func (st *studio) start(ctx context.Context, args ...string) error {
	return st.startCommand(ctx, st.command(args...))
}

func (st *studio) startCommand(ctx context.Context, cmd *exec.Cmd) error {
	var err error
	if st.process, err = st.Run(cmd); err != nil {
		return err
	}
	return st.meet(ctx)
}

// meet waits for the window of the app and gives it its size, the keyboard and no pointer.
func (st *studio) meet(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var err error
	if st.window, err = st.UntilWindow(ctx, st.process); err != nil {
		return err
	}
	size := st.size().Mul(max(1, st.scale))
	if err := st.Move(ctx, st.window, 12, 32); err != nil {
		return err
	}
	if err := st.Resize(ctx, st.window, size.X, size.Y); err != nil {
		return err
	}
	if err := st.Focus(ctx, st.window); err != nil {
		return err
	}
	err = desktop.Until(ctx, "the window has its size", func() (bool, error) {
		var err error
		st.frame, err = st.Place(ctx, st.window)
		return st.frame.Size() == size && st.frame.In(st.screen.Bounds()), err
	})
	if err != nil {
		return fmt.Errorf("%w: it is at %v", err, st.frame)
	}
	return st.hidePointer(ctx)
}

// hidePointer takes the pointer away, so that nothing is hovered.
func (st *studio) hidePointer(ctx context.Context) error {
	return st.Point(ctx, st.screen.Bounds().Dx()-1, st.screen.Bounds().Dy()-1)
}

// quit ends the app as a session manager does.
func (st *studio) quit(ctx context.Context) error {
	if err := st.process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_, err := st.process.Wait(ctx)
	return err
}

// The time that the app has for one step, and how the camera sees that nothing moves any more.
const (
	stepLimit  = 3 * time.Minute
	lookEvery  = 70 * time.Millisecond
	stillLooks = 4
	// A text cursor that blinks is no movement.
	cursorPixels = 100
)

// still waits until the window stands still and returns it.
func (st *studio) still(ctx context.Context) (*image.NRGBA, error) { return st.stillAt(ctx, st.frame) }

func (st *studio) stillAt(ctx context.Context, area image.Rectangle) (*image.NRGBA, error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	last, same := st.screen.Picture(area), 0
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, fmt.Errorf("the window does not stand still: %w", ctx.Err())
		}
		now := st.screen.Picture(area)
		if differ(last, now, cursorPixels*max(1, st.scale)) {
			same = 0
		} else if same++; same >= stillLooks {
			return now, nil
		}
		last = now
	}
}

// differ says whether more than a few pixels of two pictures of one size are different.
func differ(a, b *image.NRGBA, few int) bool {
	n := 0
	for i := 0; i < len(a.Pix); i += 4 {
		if a.Pix[i] != b.Pix[i] || a.Pix[i+1] != b.Pix[i+1] || a.Pix[i+2] != b.Pix[i+2] {
			if n++; n > few {
				return true
			}
		}
	}
	return false
}

// part is an area of the window: of that on a desktop, or on a phone. The smaller the area, the sooner it is read.
func (st *studio) part(desktop, phone image.Rectangle) image.Rectangle {
	r := desktop
	if st.phone() {
		r = phone
	}
	k := max(1, st.scale)
	return image.Rectangle{Min: r.Min.Mul(k), Max: r.Max.Mul(k)}
}

// upper is where the screens have their titles and sentences: the upper part of the window, without the rail.
func (st *studio) upper() image.Rectangle {
	return st.part(image.Rect(96, 0, 900, 420), image.Rect(0, 0, 390, 460))
}

// top is where the screens have their titles.
func (st *studio) top() image.Rectangle {
	return st.part(image.Rect(96, 40, 800, 260), image.Rect(0, 40, 390, 280))
}

// whole is the window without the rail or the tabs.
func (st *studio) whole() image.Rectangle {
	return st.part(image.Rect(96, 0, 1180, 820), image.Rect(0, 0, 390, 780))
}

// see waits until each of the words was read in an area of the window that stands still. Of words with "|" between them one is enough:
// large letters read badly.
func (st *studio) see(ctx context.Context, area image.Rectangle, words ...string) error {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	key := fmt.Sprint(st.lang, st.form, area, words)
	if st.looksAs(ctx, key) {
		return nil
	}
	missing, read := slices.Clone(words), ""
	var seen *image.NRGBA
	err := desktop.Until(ctx, fmt.Sprintf("%q are seen", words), func() (bool, error) {
		var err error
		if seen, err = st.still(ctx); err != nil {
			return false, err
		}
		r, err := st.Read(ctx, st.window, area)
		if err != nil {
			return false, err
		}
		read = r.String()
		missing = slices.DeleteFunc(slices.Clone(missing), func(word string) bool {
			return slices.ContainsFunc(strings.Split(word, "|"), func(word string) bool { return reads(read, word) })
		})
		return len(missing) == 0, nil
	})
	if err != nil {
		return fmt.Errorf("%w: %q not read; last read:\n%s", err, missing, read)
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.shapes[key] = outline(seen)
	return nil
}

// spot is a place in the window, after the wheel was turned some steps.
type spot struct {
	at    image.Point
	steps int
}

// locate finds a text in an area of the window. A screen has the same places in both themes: the second one is not searched.
func (st *studio) locate(ctx context.Context, area image.Rectangle, text string) (image.Point, error) {
	key := st.lang + st.form + area.String() + text
	st.mu.Lock()
	known, ok := st.places[key]
	st.mu.Unlock()
	if ok && st.scale == 0 {
		return known.at, nil
	}
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	var at image.Point
	read := ""
	err := desktop.Until(ctx, fmt.Sprintf("%q is found", text), func() (bool, error) {
		if _, err := st.still(ctx); err != nil {
			return false, err
		}
		r, err := st.Read(ctx, st.window, area)
		read = r.String()
		places := r.Find(text)
		if len(places) > 0 {
			at = places[0].Min.Add(places[0].Size().Div(2))
		}
		return len(places) > 0, err
	})
	if err != nil {
		return at, fmt.Errorf("%w; last read:\n%s", err, read)
	}
	st.mu.Lock()
	st.places[key] = spot{at: at}
	st.mu.Unlock()
	return at, nil
}

// click clicks on a text and takes the pointer away again.
func (st *studio) click(ctx context.Context, area image.Rectangle, text string) error {
	at, err := st.locate(ctx, area, text)
	if err != nil {
		return err
	}
	if _, err := st.still(ctx); err != nil {
		return err
	}
	if err := st.Click(ctx, st.window, at.X, at.Y); err != nil {
		return err
	}
	return st.hidePointer(ctx)
}

// key presses keys and waits until the window stands still again.
func (st *studio) key(ctx context.Context, keys ...string) error {
	if err := st.Key(ctx, keys...); err != nil {
		return err
	}
	_, err := st.still(ctx)
	return err
}

// shot takes the window as it stands still.
func (st *studio) shot(ctx context.Context, subject string) error {
	return st.shotAt(ctx, subject, st.frame)
}

func (st *studio) shotAt(ctx context.Context, subject string, area image.Rectangle) error {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	picture, err := st.stillAt(ctx, area)
	if err != nil {
		return fmt.Errorf("%s: %w", subject, err)
	}
	return st.put(subject+"-"+st.look.String(), picture)
}

// put keeps a picture under a name.
func (a *album) put(name string, picture *image.NRGBA) error {
	if !a.only.MatchString(name) {
		return nil
	}
	size, err := save(filepath.Join(a.out, name+".png"), paletted(picture))
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count++
	a.bytes += size
	return nil
}

func save(path string, picture image.Image) (size int64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, picture); err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
