package credential

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// DefaultTimeout is how long a caller waits for the keyring if Params does not
// say: an unlocked one answers within some milliseconds, and a screen may say
// "waiting for the keyring" after two seconds.
const DefaultTimeout = 2 * time.Second

// MaxToken bounds a token everywhere, in bytes: servers accept about that much
// in a header.
const MaxToken = 8 << 10

// Errors of this package. Test with errors.Is. None of them holds a token.
var (
	// ErrNotFound: there is no token for that feed.
	ErrNotFound = errors.New("no token stored")
	// ErrWaiting: the keyring has not answered yet; it probably asks to be
	// unlocked. The call goes on, see Params.Changed.
	ErrWaiting = errors.New("waiting for the keyring")
	// ErrUnavailable: there is no keyring, or it failed or was not unlocked.
	ErrUnavailable = errors.New("the keyring is not available")
	// ErrTooBig: the token is longer than MaxToken or than what the keyring
	// takes (2560 bytes on Windows).
	ErrTooBig = errors.New("the token is too long")
	// ErrBadToken: the token is empty or holds a character that no HTTP header
	// can carry.
	ErrBadToken = errors.New("the token is empty or holds spaces or special characters")
	// ErrReplaced: a later Set or Delete for the same feed took this one's place
	// before the keyring was free.
	ErrReplaced = errors.New("replaced by a later change")
)

// Place says where a token is.
type Place string

// The places.
const (
	PlaceNone    Place = ""        // nowhere
	PlaceKeyring Place = "keyring" // survives a restart
	PlaceSession Place = "session" // in memory, gone when the program ends
)

// Keyring is the system's store of secrets. Its methods may block for minutes;
// they are never called concurrently. Get and Delete of what is not there return
// ErrNotFound, Set of too much returns ErrTooBig, every other error counts as
// "not available".
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

// Params configure a Keeper.
type Params struct {
	Service string        // names the program in the keyring
	Keyring Keyring       // nil means SystemKeyring(Dir)
	Dir     string        // a folder of this program alone; Android keeps there what it has sealed
	Timeout time.Duration // how long a caller waits at most; 0 means DefaultTimeout

	// Changed, if set, is called when the keyring has finished something that
	// no caller was waiting for any more: a token of sub may be there now, or
	// be in another place. It runs on the keyring's goroutine and must not
	// block; it may call methods of the Keeper on another goroutine.
	Changed func(sub string)
}

// Keeper keeps tokens by the local id of their subscription (sub). Its methods
// may be called from any goroutine, but not from the one of the screen, since
// they may wait for Params.Timeout.
type Keeper struct {
	service string
	keyring Keyring // nil: session only
	timeout time.Duration
	changed func(sub string)

	mu      sync.Mutex
	tokens  map[string]*token
	queue   []*call // waiting for the keyring, at most one per sub
	running *call   // with the keyring now
}

// token is what this session knows about one feed's token.
type token struct {
	secret  string
	place   Place
	deleted bool // Delete was called: whatever the keyring says, there is none
}

// call is one use of the keyring. Its fields are guarded by Keeper.mu, but for
// err, which is also readable after done is closed.
type call struct {
	op      op
	sub     string
	token   *token // what the call is about; no longer in tokens: out of date
	waiters int
	done    chan struct{}
	err     error
}

type op int

const (
	load op = iota
	save
	erase
)

// New makes a Keeper. It does not touch the keyring.
func New(p Params) *Keeper {
	k := &Keeper{service: p.Service, keyring: p.Keyring, timeout: p.Timeout, changed: p.Changed, tokens: make(map[string]*token)}
	if k.keyring == nil {
		k.keyring = SystemKeyring(p.Dir)
	}
	if k.timeout <= 0 {
		k.timeout = DefaultTimeout
	}
	return k
}

// String keeps tokens out of whatever prints a Keeper.
func (k *Keeper) String() string { return "credential.Keeper" }

// GoString does the same for %#v.
func (k *Keeper) GoString() string { return k.String() }

// Get returns the token of a feed and where it is kept. The keyring is asked
// once; what it said is remembered for the session. Errors: ErrNotFound,
// ErrWaiting, ErrUnavailable, or that of ctx; after ErrWaiting and an error of
// ctx the question to the keyring stays open, and a later Get joins it.
func (k *Keeper) Get(ctx context.Context, sub string) (string, Place, error) {
	for {
		k.mu.Lock()
		t := k.tokens[sub]
		switch {
		case t != nil && t.place != PlaceNone:
			defer k.mu.Unlock()
			return t.secret, t.place, nil
		case t != nil && t.deleted, k.keyring == nil:
			k.mu.Unlock()
			return "", PlaceNone, fmt.Errorf("credential: feed %s: %w", sub, ErrNotFound)
		}
		if t == nil {
			t = &token{}
			k.tokens[sub] = t
		}
		c := k.pending(load, t)
		if c == nil {
			c = k.enqueue(load, sub, t)
		}
		c.waiters++
		k.mu.Unlock()
		if err := k.wait(ctx, c); err != nil {
			return "", PlaceNone, fmt.Errorf("credential: feed %s: %w", sub, err)
		}
	}
}

// Set keeps a token. From now on Get returns it, whatever becomes of the
// keyring. The place is PlaceSession, without an error, where there is no
// keyring; together with ErrWaiting while the keyring has not answered (it may
// become PlaceKeyring later). ErrBadToken and ErrTooBig: the token is not kept.
func (k *Keeper) Set(ctx context.Context, sub, secret string) (Place, error) {
	if err := checkToken(secret); err != nil {
		return PlaceNone, fmt.Errorf("credential: feed %s: %w", sub, err)
	}
	k.mu.Lock()
	t := &token{secret: secret, place: PlaceSession}
	k.tokens[sub] = t
	if k.keyring == nil {
		k.mu.Unlock()
		return PlaceSession, nil
	}
	c := k.enqueue(save, sub, t)
	c.waiters++
	k.mu.Unlock()

	err := k.wait(ctx, c)
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case err == nil, errors.Is(err, ErrUnavailable):
		return t.place, nil
	default:
		return t.place, fmt.Errorf("credential: feed %s: %w", sub, err)
	}
}

// Delete forgets a token, in the session at once and in the keyring. Deleting
// what is not there is no error. ErrUnavailable: an older token may still be in
// the keyring, should there be one.
func (k *Keeper) Delete(ctx context.Context, sub string) error {
	k.mu.Lock()
	t := &token{deleted: true}
	k.tokens[sub] = t
	if k.keyring == nil {
		k.mu.Unlock()
		return nil
	}
	c := k.enqueue(erase, sub, t)
	c.waiters++
	k.mu.Unlock()
	if err := k.wait(ctx, c); err != nil {
		return fmt.Errorf("credential: feed %s: %w", sub, err)
	}
	return nil
}

// wait waits for c, whose waiters already counts the caller.
func (k *Keeper) wait(ctx context.Context, c *call) error {
	ctx, cancel := context.WithTimeoutCause(ctx, k.timeout, ErrWaiting)
	defer cancel()
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	select {
	case <-c.done: // in the same moment: nobody else would tell
		return c.err
	default:
	}
	c.waiters--
	return context.Cause(ctx)
}
