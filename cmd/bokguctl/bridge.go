package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rsc.io/qr"

	"bokgu/sync/bridge"
	"bokgu/sync/envelope"
	"bokgu/sync/source"
	"bokgu/sync/subscribe"
	"bokgu/sync/wire"
)

// bridgeCmd serves status pages as one signed feed.
type bridgeCmd struct {
	Pages        []string `arg:"" name:"url" help:"The addresses of status pages, such as githubstatus.com; the feed shows them in this order."`
	Listen       string   `default:"127.0.0.1:8423" placeholder:"ADDR" help:"Address and port to serve the feed at (${default})."`
	Data         string   `type:"path" placeholder:"FOLDER" help:"Keep the keys and what was told in FOLDER (default: one in your state folder)."`
	Name         string   `placeholder:"NAME" help:"The name of the feed (default: the hosts of the pages)."`
	TimeZone     string   `default:"UTC" placeholder:"ZONE" help:"The time zone of the feed, such as Asia/Seoul (${default})."`
	Origin       []string `placeholder:"URL" help:"Where readers reach the feed, such as https://feed.example; may be repeated (default: the address of --listen)."`
	AllowPrivate bool     `help:"Ask pages of this machine and of private networks too, and unencrypted ones."`
	Watch        string   `placeholder:"ADDR" help:"Serve /health and, for Prometheus, /metrics at ADDR."`
	QR           bool     `name:"qr" help:"Print the link to the feed as a QR code, too."`
}

// Help is what "bridge --help" says below the flags.
func (*bridgeCmd) Help() string {
	return `How each page is read is found out from its address, as source show does. A page is one service of the feed, its components are the functions. It is asked every minute while something is wrong there and every five minutes otherwise, with conditional requests, one request of a host at a time, and not before it wants to be asked again. While a page does not answer, what it last said to be broken stays, and what it said to be well is unknown; the feed says since when.

On standard output: the address of the stream, the fingerprint of the feed's root key, and the link that adds the feed to the app. What happens is said on standard error.

FOLDER holds the private keys root.key and publish.key: whoever has them can speak as this feed, and without them every reader has to add the feed anew. It also holds what was told, so that a bridge that was killed at any moment tells each change once. Nothing but a bridge that runs may change the files; one bridge at a time. To begin a new epoch, delete feed.json while none runs.

Only this machine may read a feed without TLS. For others put a server with a certificate in front of it, which passes WebSockets on, and name that with --origin.`
}

// The bounds of the servers, as those of a replay.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 16 << 10
	shutdownFor   = 5 * time.Second // for readers to be told
)

// bridgePause waits between the polls of a page; nil: as long as it is asked to. Only
// tests are in a hurry.
var bridgePause func(ctx context.Context, d time.Duration) error

// Run serves until ctx ends.
func (c *bridgeCmd) Run(ctx context.Context, std *streams) error {
	pages, err := c.pages()
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil || c.TimeZone == "" || c.TimeZone == "Local" {
		return usagef("--time-zone %s: not the name of a time zone, such as Asia/Seoul", c.TimeZone)
	}
	for _, o := range c.Origin {
		if origin, err := envelope.Origin(o); err != nil || origin != o {
			return usagef("--origin %s: not of the form https://HOST", printable(o))
		}
	}
	unlock, err := c.lockData()
	if err != nil {
		return err
	}
	defer unlock()
	listener, err := listen(ctx, "--listen", c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	var watch net.Listener
	if c.Watch != "" {
		if watch, err = listen(ctx, "--watch", c.Watch); err != nil {
			return err
		}
		defer watch.Close()
	}
	client := source.NewClient(source.ClientParams{
		UserAgent: "bokguctl/" + buildVersion() + " (status page bridge)", AllowPrivate: c.AllowPrivate,
	})
	defer client.CloseIdleConnections()
	b, err := bridge.New(bridge.Params{
		Pages: pages, Dir: c.Data, Name: c.Name, Zone: zone, Origins: c.origins(listener.Addr()), Get: client.Get,
		Sleep: bridgePause, Logger: slog.New(slog.NewTextHandler(std.Err, nil)),
	})
	if err != nil {
		return err
	}
	if err := c.announce(std, listener.Addr(), b.Root()); err != nil {
		return err
	}
	if err = serveBridge(ctx, b, listener, watch); errors.Is(err, source.ErrPrivate) {
		return fmt.Errorf("%w; --allow-private asks it all the same", err)
	}
	return err
}

func (c *bridgeCmd) pages() ([]*url.URL, error) {
	var pages []*url.URL
	for _, typed := range c.Pages {
		at, err := source.ParseAddress(typed, c.AllowPrivate)
		switch {
		case errors.Is(err, source.ErrPrivate):
			return nil, usagef("%w; --allow-private asks it all the same", err)
		case err != nil:
			return nil, usagef("%s: %w", printable(typed), err)
		}
		for _, p := range pages {
			if bridge.Key(p) == bridge.Key(at) {
				return nil, usagef("%s: given twice", printable(typed))
			}
		}
		pages = append(pages, at)
	}
	if len(pages) > bridge.MaxPages {
		return nil, usagef("%d pages, at most %d are possible", len(pages), bridge.MaxPages)
	}
	return pages, nil
}

// lockData makes the folder and keeps other bridges away from it.
func (c *bridgeCmd) lockData() (unlock func(), err error) {
	if c.Data == "" {
		if c.Data, err = stateDir("bridge"); err != nil {
			return nil, fmt.Errorf("%w; name a folder with --data", err)
		}
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(c.Data, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	if err := lockFile(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("--data %s: in use by another bridge", c.Data)
	}
	return func() { _ = f.Close() }, nil
}

// listen opens a TCP listener. Errors of the address are of the command line.
func listen(ctx context.Context, flag, address string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, usagef("%s %s: not HOST:PORT", flag, printable(address))
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return l, nil
}

// origins are where readers may follow the feed: as it was said, else the listener's
// own address if that is this machine alone.
func (c *bridgeCmd) origins(at net.Addr) []string {
	if len(c.Origin) > 0 || !loopback(at) {
		return c.Origin
	}
	return []string{"http://" + at.String()}
}

func loopback(at net.Addr) bool {
	to, err := netip.ParseAddrPort(at.String())
	return err == nil && to.Addr().Unmap().IsLoopback()
}

// announce says where the feed is and whose it is.
func (c *bridgeCmd) announce(std *streams, at net.Addr, root string) error {
	origins := c.origins(at)
	where := "ws://" + at.String() + wire.StreamPath
	if len(origins) > 0 {
		where = "ws" + strings.TrimPrefix(origins[0], "http") + wire.StreamPath
	}
	text := where + "\n" + root + "\n"
	if link, err := subscribe.NewLink(where, root); err == nil {
		text += link.String() + "\n"
		if c.QR {
			drawn, err := drawQR(link.String())
			if err != nil {
				return fmt.Errorf("--qr: %w", err)
			}
			text += drawn
		}
	} else {
		fmt.Fprintln(std.Err, "bokguctl: readers elsewhere need TLS: put a server with a certificate in front, and name it with --origin")
	}
	if _, err := io.WriteString(std.Out, text); err != nil {
		return fmt.Errorf("write the address: %w", err)
	}
	return nil
}

// drawQR draws a code with two rows of it to a line. What is bright on a dark terminal
// is the ground.
func drawQR(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", err
	}
	const quiet = 4 // modules around the code (ISO/IEC 18004, 6.3.8)
	bright := func(x, y int) bool { return !code.Black(x, y) }
	var out strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		for x := -quiet; x < code.Size+quiet; x++ {
			switch upper, lower := bright(x, y), bright(x, y+1); {
			case upper && lower:
				out.WriteString("█")
			case upper:
				out.WriteString("▀")
			case lower:
				out.WriteString("▄")
			default:
				out.WriteString(" ")
			}
		}
		out.WriteString("\n")
	}
	return out.String(), nil
}

// serveBridge runs the bridge and serves it until ctx ends or something fails. Streams
// are told and closed before it returns. watch may be nil.
func serveBridge(ctx context.Context, b *bridge.Bridge, listener, watch net.Listener) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var servers []*http.Server
	serve := func(l net.Listener, h http.Handler, from <-chan struct{}) {
		s := &http.Server{Handler: h, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader}
		servers = append(servers, s)
		go func() {
			select {
			case <-from:
			case <-ctx.Done():
				return
			}
			if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				cancel(fmt.Errorf("serve the feed: %w", err))
			}
		}()
	}
	// Whoever connects before the first document waits for it in the listener's queue,
	// instead of being sent away for a while.
	serve(listener, b.Handler(), b.Started())
	if watch != nil {
		now := make(chan struct{})
		close(now)
		serve(watch, b.Watch(), now)
	}
	err := b.Run(ctx)
	cause := context.Cause(ctx)
	leave, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownFor)
	defer done()
	_ = b.Shutdown(leave) // whoever did not leave in time was dropped
	for _, s := range servers {
		if s.Shutdown(leave) != nil {
			_ = s.Close()
		}
	}
	switch {
	case err != nil:
		return err
	case errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded):
		return nil
	}
	return cause
}
