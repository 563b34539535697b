package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/subscribe"
)

// watchCmd follows a feed. On standard output there is one line per change and
// nothing else; the changes that the first document brings with it (of the last
// three days at most) are among them, so that whoever starts later sees the same
// ones.
type watchCmd struct {
	URL        string `arg:"" help:"The feed: wss://HOST/v1/stream or https://HOST; ws:// and http:// only for this machine."`
	JSON       bool   `help:"Print each change as one JSON object with its id."`
	State      string `type:"path" placeholder:"FILE" help:"Keep what was seen in FILE and resume from it (default: a file per URL in your state folder)."`
	Root       string `placeholder:"FINGERPRINT" help:"Accept only this root key, sha256:… (default: the one seen first)."`
	TokenStdin bool   `help:"Read the token of a private feed from the first line of standard input."`
}

// maxToken bounds a token, in bytes.
const maxToken = 8 << 10

var fingerprint = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// Run follows the feed until ctx ends.
func (c *watchCmd) Run(ctx context.Context, std *streams) error {
	if err := subscribe.CheckURL(c.URL); err != nil {
		return usagef("%s: %w", printable(c.URL), err)
	}
	if c.Root != "" && !fingerprint.MatchString(c.Root) {
		return usagef("--root %s: not a fingerprint (sha256: and 64 hex digits)", c.Root)
	}
	token := ""
	if c.TokenStdin {
		var err error
		if token, err = readToken(std.In); err != nil {
			return err
		}
	}
	st, err := c.openState()
	if err != nil {
		return err
	}
	defer st.close()
	w := &watch{cmd: c, std: std, state: st, out: newOutput(std.Out, st.mark), token: token}
	// First of all: what this prints on standard error may go to the same file.
	if err := w.finish(); err != nil {
		return err
	}
	profile, err := w.profile(ctx)
	if err != nil {
		return err
	}
	return w.follow(ctx, profile)
}

func (c *watchCmd) openState() (*stateFile, error) {
	if c.State != "" {
		return openState(c.State, c.URL)
	}
	dir, err := stateDir()
	if err != nil {
		return nil, err
	}
	return openDefaultState(dir, c.URL)
}

func readToken(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxToken)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the token: %w", err)
	}
	token := strings.TrimSpace(line)
	if token == "" || len(line) >= maxToken {
		return "", usagef("--token-stdin: no token on the first line of standard input")
	}
	return token, nil
}

// watch is one run of the command.
type watch struct {
	cmd   *watchCmd
	std   *streams
	state *stateFile
	out   *output
	token string

	wasLive bool // it has been connected in this run
	last    subscribe.Health
	// printedLate are the ids of a batch that a failed write held up: the
	// client does not know yet that they are out.
	printedLate map[string]bool
}

// note says something on standard error.
func (w *watch) note(format string, args ...any) {
	fmt.Fprintln(w.std.Err, "bokguctl: "+printable(fmt.Sprintf(format, args...)))
}

// follow subscribes and stays.
func (w *watch) follow(ctx context.Context, p *envelope.Profile) error {
	held, err := w.state.held()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	params := subscribe.Params{
		URL: w.cmd.URL, Profile: p, Held: held,
		Commit: w.commit,
		Renew:  w.renew,
		Health: func(h subscribe.Health) { w.health(h, cancel) },
	}
	if w.token != "" {
		params.Token = func(context.Context) (string, error) { return w.token, nil }
	}
	client, err := subscribe.New(params)
	if err != nil {
		return err
	}
	err = client.Run(ctx)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// commit prints what a document brings and keeps the document.
func (w *watch) commit(_ context.Context, a subscribe.Accepted) error {
	if w.state.Printing != nil { // a write failed before
		w.printedLate = make(map[string]bool)
		for _, id := range w.state.Printing.IDs {
			w.printedLate[id] = true
		}
		if err := w.finish(); err != nil {
			return err
		}
	}
	changes := a.Changes
	if a.Baseline {
		changes = a.Status.Changes
		w.introduce(a.Status)
	}
	if a.Digest {
		w.note("the feed's record does not reach back to what was seen last: %d changes found by comparison", len(changes))
	}
	p := &printing{Serial: w.state.Serial + 1}
	var text strings.Builder
	for _, c := range changes {
		if w.printedLate[c.ID] {
			continue
		}
		line, err := w.line(a.Status, c)
		if err != nil {
			return err
		}
		text.Write(line)
		p.IDs = append(p.IDs, c.ID)
	}
	next := document{Payload: a.Payload, SHA256: a.SHA256, ExpiresAt: a.Status.ExpiresAt}
	if len(p.IDs) == 0 {
		w.state.Held = next
		w.printedLate = nil
		return w.state.save()
	}
	p.Text = text.String()
	w.out.plan(p)
	w.state.Serial, w.state.Printing, w.state.Next = p.Serial, p, next
	if err := w.state.save(); err != nil {
		w.state.Printing = nil // not on the disk, and nothing is printed
		return err
	}
	if err := w.out.print(p, 0); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	w.printedLate = nil
	return nil
}

// finish prints what a noted batch still lacks: after a kill, or after a failed
// write.
func (w *watch) finish() error {
	p := w.state.Printing
	if p == nil {
		return nil
	}
	if err := w.out.print(p, w.out.printed(p)); err != nil {
		return err
	}
	return w.settle()
}

// settle makes the noted document the held one. After an error the note stands,
// here as on the disk.
func (w *watch) settle() error {
	before := w.state.state
	w.state.Held, w.state.Next, w.state.Printing = w.state.Next, document{}, nil
	if err := w.state.save(); err != nil {
		w.state.state = before
		return err
	}
	return nil
}

func (w *watch) renew(_ context.Context, f feed.Freshness) error {
	w.state.Held.ExpiresAt = f.ExpiresAt
	return w.state.save()
}

func (w *watch) line(s *feed.Status, c feed.Change) ([]byte, error) {
	if w.cmd.JSON {
		return jsonLine(c)
	}
	return textLine(s, c), nil
}

// introduce says what the first document of a feed tells.
func (w *watch) introduce(s *feed.Status) {
	services := s.Services()
	mark := ""
	if s.Mode != feed.ModeLive {
		mark = " [" + strings.ToUpper(string(s.Mode)) + "]"
	}
	w.note("%s%s: %d services, the worst is %s, %d incidents; %d recent changes",
		name(s), mark, len(services), feed.Worst(services), len(s.Incidents), len(s.Changes))
}

func name(s *feed.Status) string {
	if n := s.Feed.Name.In("en", s.Feed.Language); n != "" {
		return n
	}
	return s.Feed.ID
}

// health says on standard error what became of the connection.
func (w *watch) health(h subscribe.Health, cancel context.CancelCauseFunc) {
	old := w.last
	w.last = h
	switch {
	case h.State == old.State && h.Reason == old.Reason && h.RetryAt.Equal(old.RetryAt):
	case h.State == subscribe.Live && old.State != subscribe.Live:
		w.wasLive = true
		if w.state.Held.SHA256 == "" {
			w.note("connected to %s", w.cmd.URL)
		} else {
			w.note("resumed %s", w.cmd.URL)
		}
	case h.State == subscribe.Live && h.Reason != subscribe.None:
		w.note("refused (%s): %s", h.Reason, h.Detail)
	case h.State == subscribe.Waiting:
		if h.Reason == subscribe.Unauthorized && !w.wasLive {
			cancel(errors.New("the feed does not let this one in; if it is private, give its token with --token-stdin"))
			return
		}
		what := "no connection"
		if old.State == subscribe.Live {
			what = "connection lost"
		}
		w.note("%s (%s): %s; next attempt in %s", what, h.Reason, h.Detail,
			time.Until(h.RetryAt).Round(100*time.Millisecond))
	}
}
