// Command bokguctl is the tool of an operator and of the terminal: it serves a
// recorded outage (replay), follows a feed (watch), reads the status pages that
// companies have (source) and serves them as a feed (bridge). It links no GUI library.
//
// Exit status: 0 done or ended by a signal, 1 it did not work, 2 the command
// line was wrong. A watch with --until ends with 0 only when that has come true,
// with 3 when --timeout passed first, and with 1 when a signal ended it first.
// What goes wrong is one line on standard error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	mangokong "github.com/alecthomas/mango-kong"
	kongcompletion "github.com/jotaen/kong-completion"
	"github.com/posener/complete"
)

// version is set by the release build with -ldflags "-X main.version=…"; a
// build without it names its commit.
var version string

// streams are the standard streams of a run, injected so that commands can be
// tested inside the test process.
type streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// cli is the command line. Every command has Run(ctx, *streams) error: a
// usageError ends the program with status 2, an exitError with its own, any
// other error with 1.
type cli struct {
	Replay  replayCmd  `cmd:"" help:"Serve a recorded outage as a feed."`
	Watch   watchCmd   `cmd:"" help:"Subscribe to a feed and print each change as one line."`
	Source  sourceCmd  `cmd:"" help:"Read the status page of a company: Statuspage, Instatus, incident.io, cState, Gatus, Uptime Kuma, Better Stack, Atom."`
	Bridge  bridgeCmd  `cmd:"" help:"Serve status pages of companies as one signed feed."`
	Version versionCmd `cmd:"" help:"Print the version."`

	ShowVersion kong.VersionFlag  `name:"version" help:"Print the version and exit."`
	Man         mangokong.ManFlag `hidden:"" help:"Print the manual page."`
}

// command is what every command of cli is.
type command interface {
	Run(ctx context.Context, std *streams) error
}

// usageError is an error of the command line: a flag's value that no flag
// parser could find wrong.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// usagef returns a usageError.
func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// exitError is an error that ends the program with a status of its own.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string { return e.err.Error() }
func (e exitError) Unwrap() error { return e.err }

func main() {
	// The first SIGINT or SIGTERM asks for a clean end; stop gives the second
	// one its usual effect back.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], &streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}

// helpShown unwinds the parser after it has printed the help, where kong would
// leave the process.
type helpShown struct{ code int }

// run runs one command line and returns the exit status.
func run(ctx context.Context, args []string, std *streams) (code int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case helpShown:
			code = p.code
		default:
			panic(p)
		}
	}()
	var c cli
	parser, err := kong.New(
		&c,
		kong.Name("bokguctl"),
		kong.Description("The tool of Bokgu for operators and terminals."),
		kong.Vars{"version": "bokguctl " + buildVersion()},
		kong.Writers(std.Out, std.Err),
		kong.Exit(func(code int) { panic(helpShown{code}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return fail(std, fmt.Errorf("command line: %w", err), 1)
	}
	if done, err := completed(parser, std.Out); done || err != nil {
		return 0 // a shell shows its line as it was
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return fail(std, fmt.Errorf("%w (see bokguctl --help)", err), 2)
	}
	cmd, ok := parsed.Selected().Target.Addr().Interface().(command)
	if !ok {
		return fail(std, fmt.Errorf("%s cannot be run", parsed.Command()), 1)
	}
	err = cmd.Run(ctx, std)
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return fail(std, err, exit.code)
	case errors.As(err, new(usageError)):
		return fail(std, err, 2)
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return 0 // asked to end
	}
	return fail(std, err, 1)
}

// completed prints what the line of a shell could go on with, where a shell asks
// by its variable COMP_LINE.
func completed(parser *kong.Kong, out io.Writer) (bool, error) {
	tree, err := kongcompletion.Command(parser)
	if err != nil {
		return false, err
	}
	c := complete.New("bokguctl", tree)
	c.Out = out
	return c.Complete(), nil
}

// fail says err as one line and returns code.
func fail(std *streams, err error, code int) int {
	text := strings.Join(strings.Fields(printable(err.Error())), " ")
	fmt.Fprintln(std.Err, "bokguctl: "+text)
	return code
}

type versionCmd struct{}

// Run prints the version.
func (*versionCmd) Run(_ context.Context, std *streams) error {
	_, err := fmt.Fprintln(std.Out, "bokguctl "+buildVersion())
	return err
}

// buildVersion is the release's version, else the commit it was built from.
func buildVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+changes"
		}
	}
	if revision == "" {
		return "development build"
	}
	return revision[:min(12, len(revision))] + dirty
}
