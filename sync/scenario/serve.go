package scenario

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"bokgu/sync/wire"
)

// What Listen refuses. A replay is for this machine only.
var (
	ErrAddress     = errors.New("not HOST:PORT")
	ErrNotLoopback = errors.New("not a loopback address")
)

// The bounds of the server around a replay's edge.
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 16 << 10
	shutdownFor   = time.Second // streams on this machine leave at once
)

// Listen opens a TCP listener on a loopback address such as "127.0.0.1:0". It
// returns ErrAddress or ErrNotLoopback for anything else. Names are not looked
// up, but for localhost.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, ErrAddress)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return nil, fmt.Errorf("listen on %q: %w: port %q", addr, ErrAddress, port)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("listen on %q: %w", addr, ErrNotLoopback)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	return l, nil
}

// StreamURL is where a replay on that listener is read.
func StreamURL(addr net.Addr) string { return "ws://" + addr.String() + wire.StreamPath }

// ServeOn runs the player and serves it on l, which it closes, until ctx ends or
// one of both fails. Streams are told and closed before it returns, within about
// two seconds. It returns nil when ctx has ended.
func ServeOn(ctx context.Context, l net.Listener, p *Player) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	srv := &http.Server{
		Handler:           p.Handler(),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
	}
	serving := make(chan struct{})
	go func() {
		defer close(serving)
		// Whoever connects before the first document waits for it in the queue of
		// the listener, instead of being sent away.
		select {
		case <-p.started:
		case <-ctx.Done():
			_ = l.Close()
			return
		}
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			cancel(fmt.Errorf("serve the replay: %w", err))
		}
	}()
	runErr := p.Run(ctx)
	cause := context.Cause(ctx)
	cancel(nil)

	leave, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownFor)
	defer done()
	// Streams that did not leave in time were dropped; nothing is lost by it.
	_ = p.Shutdown(leave)
	if err := srv.Shutdown(leave); err != nil {
		_ = srv.Close()
	}
	<-serving
	if runErr != nil {
		return runErr
	}
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		return nil
	}
	return cause
}

// Serve listens on a loopback address and serves the player there in the
// background. The channel gives what ServeOn returned, once.
func Serve(ctx context.Context, addr string, p *Player) (net.Addr, <-chan error, error) {
	l, err := Listen(ctx, addr)
	if err != nil {
		return nil, nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- ServeOn(ctx, l, p) }()
	return l.Addr(), ended, nil
}
