package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
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
	URL        string        `arg:"" help:"The feed: wss://HOST/v1/stream or https://HOST; ws:// and http:// only for this machine."`
	Args       []string      `arg:"" optional:"" name:"argument" help:"After --: the arguments of the --exec program."`
	JSON       bool          `help:"Print each change as one JSON object with its id."`
	Until      []string      `sep:"none" placeholder:"SERVICE[/FUNCTION]=STATE" help:"End with status 0 as soon as this is so and confirmed; may be repeated, then all must be so."`
	Timeout    time.Duration `placeholder:"DURATION" help:"With --until: end with status 3 after this time, such as 90s or 2h."`
	Exec       string        `placeholder:"PROGRAM" help:"Run PROGRAM for each change, with the change as JSON on its standard input."`
	State      string        `type:"path" placeholder:"FILE" help:"Keep what was seen in FILE and resume from it (default: a file per URL in your state folder)."`
	Root       string        `placeholder:"FINGERPRINT" help:"Accept only this root key, sha256:… (default: the one seen first)."`
	Proxy      string        `placeholder:"URL" help:"Go through this http:// or socks5:// proxy, or \"direct\" through none (default: as the environment says)."`
	TokenStdin bool          `help:"Read the token of a private feed from the first line of standard input."`
}

// Help is what "watch --help" says below the flags.
func (*watchCmd) Help() string {
	return `--until: SERVICE is the id of a service or the whole id of any component. With /FUNCTION it is one function of that service: its id, or what the id has behind that of the service and a mark (media, or talk.media, of the service talk). Instead of an id a name in any of the feed's languages will do, or the first words of it if no other begins with them; case does not matter. A service without /FUNCTION counts with the state that all of its functions make together. A name that the feed does not hold is said once, and waited for.
STATE is one of ` + join(awaitable) + `. Only a verified document counts, received or confirmed in this run, and only until it expires: an old one proves nothing. The state unknown is none of the others.

--exec: PROGRAM is started without a shell; its arguments are given after --, as in: watch URL --exec jq -- .id. It runs once for each printed change, one after another and in order, with the object that --json prints as a line on standard input and the id in BOKGU_CHANGE_ID (empty if it holds more than letters, digits and . _ : -). What it prints goes to standard error. It has a minute, then it is killed; that or a failure is said on standard error and ends nothing. A later run with the same state goes on where this one ended: nothing is left out, and only if this one was killed while a command ran is that command run again, with the same id. The first run begins with the changes of the last three days that the feed still lists.

Exit status: 0 --until has come true, or without --until the watch was ended by a signal; 1 it did not work, or a signal ended it before --until came true; 2 the command line was wrong; 3 --timeout passed first. With --until the commands of --exec that wait are run before the end.`
}

// maxToken bounds a token, in bytes.
const maxToken = 8 << 10

var fingerprint = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// What ends a watch by itself.
var (
	errMet     = errors.New("--until has come true")
	errTimeout = errors.New("--timeout has passed")
)

// Run follows the feed until ctx ends or --until has come true.
func (c *watchCmd) Run(ctx context.Context, std *streams) error {
	w, err := c.check(std)
	if err != nil {
		return err
	}
	outer := ctx
	if c.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.Timeout, errTimeout)
		defer cancel()
	}
	if c.TokenStdin {
		if w.token, err = readToken(std.In); err != nil {
			return err
		}
	}
	if w.state, err = c.openState(); err != nil {
		return err
	}
	defer w.state.close()
	w.out = newOutput(std.Out, w.state.mark)
	err = w.run(ctx)
	switch {
	case errors.Is(err, errMet):
		w.note("%s", w.standing())
		return nil
	case len(w.until) == 0 || ctx.Err() == nil: // an error, or a signal where that is the usual end
		return err
	case outer.Err() == nil:
		return exitError{3, fmt.Errorf("%w (%s): %s", errTimeout, c.Timeout, w.standing())}
	}
	return exitError{1, fmt.Errorf("ended before --until came true: %s", w.standing())}
}

// check reads the command line. Errors are a usageError.
func (c *watchCmd) check(std *streams) (*watch, error) {
	w := &watch{cmd: c, std: std, missing: make(map[string]bool)}
	if err := subscribe.CheckURL(c.URL); err != nil {
		return nil, usagef("%s: %w", printable(c.URL), err)
	}
	if c.Root != "" && !fingerprint.MatchString(c.Root) {
		return nil, usagef("--root %s: not a fingerprint (sha256: and 64 hex digits)", c.Root)
	}
	var err error
	if w.until, err = parseConditions(c.Until); err != nil {
		return nil, err
	}
	if c.Timeout < 0 {
		return nil, usagef("--timeout: %s is negative", c.Timeout)
	}
	if c.Timeout > 0 && len(w.until) == 0 {
		return nil, usagef("--timeout is for --until: without it there is nothing to wait for")
	}
	if w.proxy, err = subscribe.Proxy(c.Proxy); err != nil {
		return nil, usagef("--proxy: %w", err)
	}
	if c.Exec == "" {
		if len(c.Args) > 0 {
			return nil, usagef("unexpected argument %s", c.Args[0])
		}
		return w, nil
	}
	program, err := exec.LookPath(c.Exec)
	if err != nil {
		if strings.ContainsAny(c.Exec, " \t") {
			return nil, usagef("--exec: %w; arguments go behind --, as in --exec jq -- .id", err)
		}
		return nil, usagef("--exec: %w", err)
	}
	w.commands = &runner{program: program, args: c.Args, limit: commandLimit, std: std, note: w.note}
	return w, nil
}

func (c *watchCmd) openState() (*stateFile, error) {
	if c.State != "" {
		return openState(c.State, c.URL)
	}
	dir, err := stateDir("watch")
	if err != nil {
		return nil, fmt.Errorf("%w; name a file with --state", err)
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
	cmd      *watchCmd
	std      *streams
	state    *stateFile
	out      *output
	token    string
	proxy    func(*http.Request) (*url.URL, error)
	until    []condition
	commands *runner // nil without --exec

	wasLive bool // it has been connected in this run
	last    subscribe.Health
	// printedLate are the ids of a batch that a failed write held up: the
	// client does not know yet that they are out.
	printedLate map[string]bool

	// For --until. doc is the held document, expires until when it is confirmed.
	doc     *feed.Status
	expires time.Time
	missing map[string]bool // targets that have been said not to be there
	met     func()          // ends the subscription with errMet
}

// note says something on standard error.
func (w *watch) note(format string, args ...any) {
	fmt.Fprintln(w.std.Err, "bokguctl: "+printable(fmt.Sprintf(format, args...)))
}

// run prints what an earlier life left, and follows the feed.
func (w *watch) run(ctx context.Context) (err error) {
	// First of all: what this prints on standard error may go to the same file.
	if err := w.finish(); err != nil {
		return err
	}
	w.state.recount()
	if r := w.commands; r != nil {
		r.mark = w.state.mark
		r.start(slices.Clone(w.state.Jobs))
		defer func() {
			left := r.end(ctx, errors.Is(err, errMet))
			if left > 0 {
				w.note("%d changes wait for the next watch with --exec", left)
			}
		}()
	} else if n := len(w.state.Jobs); n > 0 {
		w.note("%d changes of earlier wait for a watch with --exec", n)
	}
	profile, err := w.profile(ctx)
	if err != nil {
		return err
	}
	return w.follow(ctx, profile)
}

// follow subscribes and stays.
func (w *watch) follow(ctx context.Context, p *envelope.Profile) error {
	held, err := w.state.held()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w.doc, w.expires, w.met = held.Status, held.ExpiresAt, func() { cancel(errMet) }
	if len(w.until) > 0 && held.Status != nil {
		// The client calls Renew only for what reaches further than this. Whether
		// the held document is still the last one is to be heard at once, also
		// where the feed has nothing newer to say than before.
		asOf := *held.Status
		asOf.ExpiresAt = time.Time{}
		held.Status, held.ExpiresAt = &asOf, time.Time{}
	}
	params := subscribe.Params{
		URL: w.cmd.URL, Profile: p, Held: held,
		Commit: w.commit,
		Renew:  w.renew,
		Health: func(h subscribe.Health) { w.health(h, cancel) },
		Proxy:  w.proxy,
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
