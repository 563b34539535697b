package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"bokgu/sync/envelope"
	"bokgu/sync/subscribe"
	"bokgu/views"
)

// The bounds of asking at the origins that a file lists: it may list hundreds.
// The first one that answers is taken.
const (
	maxFileOrigins = 4
	fileOriginTime = 5 * time.Second // of each; addFeedTime bounds all
)

// fileError is why no feed could be had from a file.
type fileError struct {
	name  string // of the file, without its folder
	where string // a line or a field, "" if neither is known
	line  bool   // where is the number of a line
	err   error
}

func (e *fileError) Error() string {
	return fmt.Sprintf("file %s: %s %v", e.name, e.where, e.err)
}
func (e *fileError) Unwrap() error { return e.err }

// What is wrong with a file beside what envelope.OpenProfile finds.
var (
	errFileBig     = errors.New("larger than a profile can be")
	errNoOrigin    = errors.New("its profile lists no origin")
	errNoneReached = errors.New("none of the origins that it lists answers")
)

// addFeedFile asks for a file with a feed's profile and adds what it names. UI
// goroutine; done is called there.
func (a *App) addFeedFile(r views.FeedRequest, done func(bool, *views.Problem)) {
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			done(false, a.fileProblem(err))
		case file == nil:
			done(false, nil)
		default:
			go a.addFromFile(file.URI().Name(), file, r.Token, done)
		}
	}, a.window)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".json"}))
	a.askFile(d, "file.open")
}

// addFromFile reads a profile, closes the file, and asks about the feed. It runs
// on a goroutine of its own; done is called on the UI goroutine.
func (a *App) addFromFile(name string, file io.ReadCloser, token string, done func(bool, *views.Problem)) {
	ctx, cancel := context.WithTimeout(a.ctx, addFeedTime)
	defer cancel()
	c, err := a.lookAtFile(ctx, name, file, token)
	var bad *fileError
	if errors.As(err, &bad) {
		a.log.Info("add feed", "error", err)
		p := a.fileProblem(err)
		fyne.Do(func() { done(false, p) })
		return
	}
	a.addCandidate(ctx, c, err, done)
}

func (a *App) lookAtFile(ctx context.Context, name string, file io.ReadCloser, token string) (*candidate, error) {
	raw, err := io.ReadAll(io.LimitReader(file, envelope.MaxProfile+1))
	_ = file.Close() // it was only read
	switch {
	case err != nil:
		return nil, &fileError{name: name, err: err}
	case len(raw) > envelope.MaxProfile:
		return nil, &fileError{name: name, err: errFileBig}
	}
	p, err := envelope.OpenProfile(raw, "", time.Now())
	if err != nil {
		return nil, atPlace(&fileError{name: name, err: err}, raw)
	}
	if len(p.Origins) == 0 {
		return nil, &fileError{name: name, where: "origins", err: errNoOrigin}
	}
	last := error(errNoneReached)
	for _, origin := range p.Origins[:min(len(p.Origins), maxFileOrigins)] {
		c, err := a.lookAtOrigin(ctx, origin, p, raw, token)
		if err == nil {
			return c, nil
		}
		a.log.Info("add from file", "origin", origin, "error", err)
		// An answer that says what to do tells more than a silence before or after.
		if r := subscribe.ReasonOf(err); errors.Is(err, errWantsToken) || errors.Is(err, errOtherRoot) ||
			r == subscribe.Unauthorized || r == subscribe.ProxyAuth || r == subscribe.Captive {
			last = err
		}
	}
	if errors.Is(last, errNoneReached) {
		return nil, &fileError{name: name, where: hostsOf(p.Origins), err: last}
	}
	return nil, last
}

// lookAtOrigin asks one origin for its profile, which has to be of the root that
// signed the file. The later of both is kept.
func (a *App) lookAtOrigin(ctx context.Context, origin string, p *envelope.Profile, raw []byte, token string) (*candidate, error) {
	ctx, cancel := context.WithTimeout(ctx, fileOriginTime)
	defer cancel()
	l, err := subscribe.NewLink(origin, p.Root.ID)
	if err != nil {
		return nil, err
	}
	c, err := a.lookAt(ctx, views.FeedRequest{URL: l.String(), Token: token})
	if err != nil {
		return nil, err
	}
	if c.profile.Version < p.Version {
		c.profile, c.raw = p, raw
	}
	return c, nil
}

func hostsOf(origins []string) string {
	var hosts []string
	for _, o := range origins[:min(len(origins), maxFileOrigins)] {
		if u, err := url.Parse(o); err == nil {
			hosts = append(hosts, u.Host)
		}
	}
	return strings.Join(hosts, ", ")
}

// atPlace adds where in the file it is wrong, as far as that is known.
func atPlace(e *fileError, raw []byte) *fileError {
	var field *envelope.FieldError
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(e.err, &field):
		e.where = field.Path
	case errors.As(e.err, &kind) && kind.Field != "":
		e.where = kind.Field
	case errors.As(e.err, &syntax) && errors.Is(e.err, envelope.ErrMalformed):
		head := raw[:min(int64(len(raw)), max(0, syntax.Offset))]
		e.where, e.line = fmt.Sprint(1+strings.Count(string(head), "\n")), true
	}
	return e
}

// fileProblem says what is wrong with a file, and where.
func (a *App) fileProblem(err error) *views.Problem {
	l := a.model.localizer()
	var bad *fileError
	if !errors.As(err, &bad) {
		bad = &fileError{err: err}
	}
	data := map[string]any{"Name": views.Plain(bad.name, 60), "Place": views.Plain(bad.where, 120)}
	if bad.line {
		data["Place"] = l.T("problem.file.line", map[string]any{"N": bad.where})
	}
	id := "problem.file.unreadable"
	switch {
	case errors.Is(err, errFileBig):
		id = "problem.file.big"
	case errors.Is(err, errNoOrigin):
		id = "problem.file.field"
	case errors.Is(err, errNoneReached):
		id = "problem.file.unreachable"
	case errors.Is(err, envelope.ErrPayloadType):
		id = "problem.file.other"
	case errors.Is(err, envelope.ErrSignature), errors.Is(err, envelope.ErrUnknownKey):
		id = "problem.file.signature"
	case errors.Is(err, envelope.ErrMalformed), errors.Is(err, envelope.ErrProfile):
		id = "problem.file.form"
		if bad.where != "" {
			id = "problem.file.field"
		}
	}
	return &views.Problem{Text: l.T(id, data), Todo: l.T(id+".todo", data)}
}

// openFeedFile opens what the command line named, for reading.
func openFeedFile(path string) (*os.File, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, &fileError{name: name, err: err}
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = f.Close()
		return nil, &fileError{name: name, err: fs.ErrInvalid} // a device or a pipe might never end
	}
	return f, nil
}
