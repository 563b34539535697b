package credential

import (
	"errors"
	"fmt"
	"strings"
)

// pending returns the unfinished call of that kind about t, if there is one.
// k.mu is held.
func (k *Keeper) pending(o op, t *token) *call {
	if k.running != nil && k.running.op == o && k.running.token == t {
		return k.running
	}
	for _, c := range k.queue {
		if c.op == o && c.token == t {
			return c
		}
	}
	return nil
}

// enqueue queues a call, in place of a waiting one for the same feed, and sees
// to it that somebody works. k.mu is held.
func (k *Keeper) enqueue(o op, sub string, t *token) *call {
	c := &call{op: o, sub: sub, token: t, done: make(chan struct{})}
	replaced := false
	for i, old := range k.queue {
		if old.sub == sub {
			// Who waits for a load looks again at what is known now.
			if old.op != load {
				old.err = ErrReplaced
			}
			close(old.done)
			k.queue[i], replaced = c, true
		}
	}
	if !replaced {
		k.queue = append(k.queue, c)
	}
	if k.running == nil {
		k.running, k.queue = k.queue[0], k.queue[1:]
		go k.work()
	}
	return c
}

// work uses the keyring until the queue is empty. There is at most one.
func (k *Keeper) work() {
	for more := true; more; {
		k.mu.Lock()
		c := k.running
		secret := c.token.secret
		k.mu.Unlock()

		got, err := k.use(c, secret)

		k.mu.Lock()
		if current := k.tokens[c.sub] == c.token; current || c.op != load {
			c.err = err
			k.settle(c, current, got)
		}
		unheard := c.waiters == 0
		close(c.done)
		k.running = nil
		if more = len(k.queue) > 0; more {
			k.running, k.queue = k.queue[0], k.queue[1:]
		}
		k.mu.Unlock()
		if unheard && k.changed != nil {
			k.changed(c.sub)
		}
	}
}

// settle notes what became of c. k.mu is held.
func (k *Keeper) settle(c *call, current bool, got string) {
	switch {
	case c.op == load && c.err == nil:
		c.token.secret, c.token.place = got, PlaceKeyring
	case c.op == save && c.err == nil:
		c.token.place = PlaceKeyring
	case c.op == save && errors.Is(c.err, ErrTooBig):
		// It would be lost at the next start without a word.
		c.token.secret, c.token.place = "", PlaceNone
	}
	if current && c.token.place == PlaceNone && !c.token.deleted {
		delete(k.tokens, c.sub) // nothing is known: the next Get asks anew
	}
}

// use calls the keyring. The error is one of this package's, without the token.
func (k *Keeper) use(c *call, secret string) (got string, err error) {
	defer func() {
		// The provider for D-Bus asserts types of what others send.
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s", ErrUnavailable, without(fmt.Sprint(p), secret))
		}
	}()
	switch c.op {
	case load:
		got, err = k.keyring.Get(k.service, c.sub)
		if err == nil && checkToken(got) != nil {
			return "", fmt.Errorf("%w: what it holds is not a token", ErrUnavailable)
		}
	case save:
		err = k.keyring.Set(k.service, c.sub, secret)
	case erase:
		if err = k.keyring.Delete(k.service, c.sub); errors.Is(err, ErrNotFound) {
			err = nil
		}
	}
	switch {
	case err == nil:
		return got, nil
	case errors.Is(err, ErrNotFound):
		return "", ErrNotFound
	case errors.Is(err, ErrTooBig):
		return "", fmt.Errorf("%w: it has %d bytes, the keyring of this system takes fewer", ErrTooBig, len(secret))
	}
	return "", fmt.Errorf("%w: %s", ErrUnavailable, without(err.Error(), secret))
}

// without returns text, unless it holds the secret: the text of somebody else's
// error ends up in logs.
func without(text, secret string) string {
	if secret != "" && strings.Contains(text, secret) {
		return "reason withheld, it quotes the token"
	}
	return text
}

// checkToken accepts what a Bearer header can carry: visible ASCII.
func checkToken(secret string) error {
	switch {
	case len(secret) > MaxToken:
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooBig, len(secret), MaxToken)
	case secret == "" || strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return ErrBadToken
	}
	return nil
}
