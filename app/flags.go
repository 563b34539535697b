package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	mangokong "github.com/alecthomas/mango-kong"

	"bokgu/sync/envelope"
	"bokgu/sync/scenario"
	"bokgu/sync/source"
	"bokgu/sync/subscribe"
)

// Options are the command line.
type Options struct {
	Feed    string            `help:"Show this feed (wss://… or https://…; plain ws:// only to this machine)." placeholder:"URL"`
	Replay  string            `help:"Show a recorded outage (${replays})." placeholder:"NAME"`
	Drill   string            `help:"Rehearse: play a recorded outage as if it began now (${replays})." placeholder:"NAME"`
	Speed   float64           `help:"Speed of the replay, 1 to 36000 (${default}; of a drill 1)." default:"60"`
	Paused  bool              `help:"Start the replay paused."`
	From    string            `help:"Moment at which the replay starts, such as 2022-10-16T08:00 (Korean time)." placeholder:"TIME"`
	Until   string            `help:"Moment at which it ends." placeholder:"TIME"`
	Lang    string            `help:"Language: ko or en." placeholder:"ko|en"`
	Theme   string            `help:"Theme: light or dark." placeholder:"light|dark"`
	Mobile  bool              `help:"Phone layout in a window of phone size."`
	Data    string            `help:"Keep everything in this folder instead of the user's." placeholder:"DIR"`
	Hidden  bool              `help:"Start in the tray."`
	Quit    bool              `help:"End the Bokgu that is running, wait until it has ended, and exit."`
	Version kong.VersionFlag  `help:"Print the version and exit."`
	Man     mangokong.ManFlag `hidden:"" help:"Print the manual page and exit."`
	Add     string            `arg:"" optional:"" name:"link|file" help:"Ask whether to add this feed or status page: a bokgu: link, or a file with the feed's signed profile."`

	Done      bool      `kong:"-"` // help or version was printed
	FromTime  time.Time `kong:"-"` // zero: the scenario's start
	UntilTime time.Time `kong:"-"` // zero: the scenario's own end
	args      []string  // as given, for the first instance
}

// The bounds of --speed, in replayed seconds a second.
const (
	minSpeed = 1
	maxSpeed = 36_000
)

// Arguments returns what somebody wrote behind the program's name. On a phone
// nobody does: what stands there then is empty or belongs to the process that
// the system makes all apps from.
func Arguments(args []string) []string { return argumentsOn(runtime.GOOS, args) }

func argumentsOn(system string, args []string) []string {
	if system == "android" || system == "ios" || len(args) == 0 {
		return nil
	}
	return args[1:]
}

// ParseFlags reads the command line. The error is one line that names the flag.
// Help and version go to out, and set Done.
func ParseFlags(args []string, meta Metadata, out io.Writer) (opts Options, err error) {
	parser, err := kong.New(&opts,
		kong.Name("bokgu"),
		kong.Description("Shows what works, what to do and what not to do when a platform is down."),
		kong.Vars{"version": meta.Version, "replays": strings.Join(scenario.Names(), ", ")},
		kong.Writers(out, out),
		kong.Exit(func(int) { opts.Done = true }),
	)
	if err != nil {
		return opts, fmt.Errorf("flags: %w", err)
	}
	parsed, err := parser.Parse(args)
	if opts.Done {
		return Options{Done: true}, nil // kong goes on after its Exit
	}
	if err != nil {
		return opts, errors.New(firstLine(err.Error()))
	}
	if opts.Drill != "" && !given(parsed, "speed") {
		opts.Speed = drillSpeed
	}
	if err := opts.check(); err != nil {
		return opts, err
	}
	opts.args = slices.Clone(args)
	if opts.Add != "" && !subscribe.IsLink(opts.Add) {
		// The first instance may have been started in another folder.
		path, err := filepath.Abs(opts.Add)
		if err != nil {
			return opts, fmt.Errorf("%.80q: %w", opts.Add, err)
		}
		for i, arg := range opts.args {
			if arg == opts.Add {
				opts.args[i] = path
			}
		}
		opts.Add = path
	}
	return opts, nil
}

// given reports whether a flag stands on the command line.
func given(parsed *kong.Context, name string) bool {
	return slices.ContainsFunc(parsed.Path, func(p *kong.Path) bool { return p.Flag != nil && p.Flag.Name == name })
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func (o *Options) check() error {
	oneOf := func(flag, v string, all ...string) error {
		for _, ok := range all {
			if v == "" || v == ok {
				return nil
			}
		}
		return fmt.Errorf("--%s: %q is not one of %s", flag, v, strings.Join(all, ", "))
	}
	if o.Replay != "" && o.Drill != "" {
		return errors.New("--replay and --drill: only one of the two")
	}
	if o.Feed != "" && (o.Replay != "" || o.Drill != "") {
		return errors.New("--feed and --replay or --drill: only one of the two")
	}
	if o.Feed != "" {
		if err := subscribe.CheckURL(o.Feed); err != nil {
			return fmt.Errorf("--feed: %w", err)
		}
	}
	if o.Add != "" {
		if err := o.checkAdd(); err != nil {
			return err
		}
	}
	if !(o.Speed >= minSpeed && o.Speed <= maxSpeed) {
		return fmt.Errorf("--speed: %v is not between %d and %d", o.Speed, minSpeed, maxSpeed)
	}
	var errFrom, errUntil error
	o.FromTime, errFrom = parseMoment("from", o.From)
	o.UntilTime, errUntil = parseMoment("until", o.Until)
	if o.Replay == "" && o.Drill == "" && (o.From != "" || o.Until != "" || o.Paused) {
		return errors.New("--from, --until and --paused: only with --replay or --drill")
	}
	if !o.FromTime.IsZero() && !o.UntilTime.IsZero() && !o.FromTime.Before(o.UntilTime) {
		return errors.New("--until: not after --from")
	}
	return errors.Join(
		oneOf("replay", o.Replay, scenario.Names()...),
		oneOf("drill", o.Drill, scenario.Names()...),
		oneOf("lang", o.Lang, "ko", "en"),
		oneOf("theme", o.Theme, "light", "dark"),
		errFrom, errUntil,
	)
}

// checkAdd refuses what is neither a link nor a file. What a link says is not
// repeated: it may hold what is nobody's business.
func (o *Options) checkAdd() error {
	switch {
	case o.Feed != "" || o.Replay != "" || o.Drill != "":
		return errors.New("a link or a file: not together with --feed, --replay or --drill")
	case source.IsLink(o.Add):
		_, err := source.ParseLink(o.Add)
		return err
	case subscribe.IsLink(o.Add):
		_, err := subscribe.ParseLink(o.Add)
		return err
	}
	info, err := os.Stat(o.Add)
	switch {
	case err != nil:
		return fmt.Errorf("%.80q: neither a bokgu: link nor a file", o.Add)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%.80q: not a regular file", o.Add)
	case info.Size() > envelope.MaxProfile:
		return fmt.Errorf("%.80q: larger than the profile of a feed can be (%d bytes)", o.Add, envelope.MaxProfile)
	}
	return nil
}

func parseMoment(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := scenario.ParseTime(s)
	if err != nil {
		return t, fmt.Errorf("--%s: %w", flag, err)
	}
	return t, nil
}
