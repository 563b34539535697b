package instance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	// folder holds lock and socket, inside the data folder. Its mode 0700 is
	// what keeps other users out, whatever the mode of the data folder.
	folder   = "instance"
	lockName = "lock"
	sockName = "socket"

	// answerTime bounds one exchange on either side: a person who starts the
	// program twice sees the first window within this second.
	answerTime = time.Second
	// acquireTime bounds Acquire if its context does not: long enough for a
	// predecessor that is shutting down (2 s) to be gone.
	acquireTime = 5 * time.Second
	// retryTime is the pause between two attempts to lock or to connect.
	retryTime = 20 * time.Millisecond

	maxConns = 8  // messages that are being read at the same time
	maxQueue = 16 // messages that wait for onMessage
)

// ErrNoAnswer: another process holds the lock but does not answer.
var ErrNoAnswer = errors.New("the running program does not answer")

// Instance is this process's part in the agreement: the first one serves, any
// other can Send. Its methods may be called from any goroutine.
type Instance struct {
	sock string
	lock *os.File // nil unless first

	listener net.Listener
	queue    chan Message
	closing  chan struct{}
	done     sync.WaitGroup
	once     sync.Once
	closeErr error

	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// Acquire finds out whether this process is the first one for the data folder
// dir, which is made if it is missing.
//
// The first one (first is true) serves until Close: onMessage gets every message
// of the others, one after the other, on a goroutine of its own; it may block, a
// message is acknowledged when it has been queued. Any other gets an Instance
// whose Send reaches the first.
//
// ctx bounds only Acquire itself, which gives up with ErrNoAnswer after 5 s.
func Acquire(ctx context.Context, dir string, onMessage func(Message)) (in *Instance, first bool, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, acquireTime, ErrNoAnswer)
	defer cancel()
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, false, fmt.Errorf("instance: %w", err)
	}
	private := filepath.Join(dir, folder)
	if err := privateDir(private); err != nil {
		return nil, false, fmt.Errorf("instance: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(private, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, false, fmt.Errorf("instance: %w", err)
	}
	defer func() {
		if in == nil || in.lock == nil {
			_ = lock.Close()
		}
	}()
	for {
		switch err := tryLock(lock); {
		case err == nil:
			in, err := serve(lock, private, onMessage)
			return in, err == nil, err
		case !errors.Is(err, errHeld):
			return nil, false, fmt.Errorf("instance: lock %s: %w", lock.Name(), err)
		}
		// Somebody has it, or is about to let go, or has not begun to listen.
		if sock, err := readSocketPath(lock); err == nil {
			if conn, err := dial(ctx, sock); err == nil {
				_ = conn.Close()
				return &Instance{sock: sock}, false, nil
			}
		}
		select {
		case <-ctx.Done():
			return nil, false, fmt.Errorf("instance: %s: %w", private, context.Cause(ctx))
		case <-time.After(retryTime):
		}
	}
}

// serve makes the holder of lock the first instance.
func serve(lock *os.File, private string, onMessage func(Message)) (*Instance, error) {
	listener, sock, err := listen(private)
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	if err := writeSocketPath(lock, sock); err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("instance: lock file: %w", err)
	}
	in := &Instance{
		sock: sock, lock: lock, listener: listener,
		queue: make(chan Message, maxQueue), closing: make(chan struct{}),
		conns: make(map[net.Conn]struct{}),
	}
	in.done.Go(in.accept)
	in.done.Go(func() { in.dispatch(onMessage) })
	return in, nil
}

// dispatch hands messages on until Close.
func (in *Instance) dispatch(onMessage func(Message)) {
	for {
		select {
		case <-in.closing:
			return
		case m := <-in.queue:
			onMessage(m)
		}
	}
}

// Send hands m to the first instance and returns when that has taken it, at most
// a second later.
func (in *Instance) Send(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeoutCause(ctx, answerTime, ErrNoAnswer)
	defer cancel()
	conn, err := dial(ctx, in.sock)
	if err != nil {
		return fmt.Errorf("instance: send: %w: %w", ErrNoAnswer, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := exchange(conn, m); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return fmt.Errorf("instance: send: %w", err)
	}
	return nil
}

// Close ends serving, waits for a running onMessage and lets the next process be
// the first. Do not call it from onMessage. For an Instance that is not the
// first it does nothing.
func (in *Instance) Close() error {
	if in.lock == nil {
		return nil
	}
	in.once.Do(func() {
		close(in.closing)
		err := in.listener.Close() // removes the socket, too
		in.mu.Lock()
		for conn := range in.conns {
			_ = conn.Close()
		}
		in.mu.Unlock()
		in.done.Wait()
		in.closeErr = errors.Join(err, in.lock.Close()) // unlocks: last
	})
	return in.closeErr
}
