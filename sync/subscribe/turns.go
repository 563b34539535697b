package subscribe

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"bokgu/sync/wire"
)

// maxAddresses bounds how many edges and mirrors of a feed are tried in turn.
const maxAddresses = 16

// turns is where a feed can be had and who is next.
type turns struct {
	worked *address  // where the last stream was
	away   *address  // where a goaway sent us, for one attempt
	twins  []address // where the last hello said that the document is as well
	turn   int       // attempts since the last stream
}

// addresses lists where streams are: the one that worked, what the person gave,
// and the edges of the profile.
func (c *Client) addresses() []address { return distinct(append(c.first(), c.edges()...)) }

// twins lists where the document can be had over HTTP: the same, and what the
// last hello named, which knows the path as well.
func (c *Client) twins() []address {
	out := c.first()
	for _, a := range c.turns.twins {
		if c.admits(a) {
			out = append(out, a)
		}
	}
	return distinct(append(out, c.edges()...))
}

// first is the edge that worked and what the person gave.
func (c *Client) first() []address {
	var out []address
	if w := c.turns.worked; w != nil && (w.origin() == c.home.origin() || c.admits(*w)) {
		out = append(out, *c.turns.worked)
	}
	return append(out, c.home)
}

// edges are those of the profile.
func (c *Client) edges() []address {
	var out []address
	for _, o := range c.profile.Origins {
		if a, err := parseAddress(o); err == nil && c.admits(a) {
			if a.prefix == "" {
				a.prefix = c.home.prefix // a mirror is laid out like what it mirrors
			}
			out = append(out, a)
		}
	}
	return out
}

// distinct keeps the first of each origin, for a feed has one place there.
func distinct(list []address) []address {
	var out []address
	for _, a := range list {
		if len(out) < maxAddresses && !slices.ContainsFunc(out, func(b address) bool { return a.origin() == b.origin() }) {
			out = append(out, a)
		}
	}
	return out
}

// admits reports whether the feed may send a reader to a: only to an origin that
// the profile lists, never from elsewhere to this machine, and from a feed on
// this machine nowhere else.
func (c *Client) admits(a address) bool {
	return c.profile.AllowsOrigin(a.http("")) && a.local() == c.home.local()
}

// turn returns where the next attempt goes.
func (c *Client) turn() address {
	if to := c.turns.away; to != nil {
		// Another edge is worth one attempt.
		c.turns.away = nil
		return *to
	}
	list := c.addresses()
	return list[c.turns.turn%len(list)]
}

// untried reports whether there is an edge that has not been tried since the
// last stream.
func (c *Client) untried() bool { return c.turns.turn < len(c.addresses()) }

// follow notes where a goaway sends us.
func (c *Client) follow(to string) {
	a, err := parseAddress(to)
	if err != nil || !c.admits(a) {
		c.log.Warn("a goaway names an address that the profile does not list")
		return
	}
	c.turns.away = &a
}

// noteTwins keeps what a hello of at says about where the document is.
func (c *Client) noteTwins(at address, refs []string) {
	c.turns.twins = nil
	base, err := url.Parse(at.http(wire.StatusPath))
	if err != nil {
		return
	}
	for _, ref := range refs[:min(len(refs), maxAddresses)] {
		u, err := base.Parse(ref)
		if err != nil {
			continue
		}
		root, ok := strings.CutSuffix(u.String(), wire.StatusPath)
		if a, err := parseAddress(root); ok && err == nil {
			c.turns.twins = append(c.turns.twins, a)
		}
	}
}

// token returns the token to send to a, "" for none. It goes only to an origin
// that the profile lists. fresh has it read again.
func (c *Client) token(ctx context.Context, a address, fresh bool) (string, error) {
	if c.params.Token == nil {
		return "", nil
	}
	if fresh || !c.secretRead {
		token, err := c.params.Token(ctx)
		if err != nil {
			c.secret, c.secretRead = "", false
			return "", fmt.Errorf("read the token: %w", err)
		}
		c.secret, c.secretRead = strings.TrimSpace(token), true
		c.clock.set(c.now()) // a person may have been asked for a password meanwhile
	}
	if c.secret == "" {
		return "", nil
	}
	if !c.profile.AllowsOrigin(a.http("")) {
		if fresh {
			c.log.Warn("the token stays here: the profile does not list this origin", "origin", a.origin())
		}
		return "", nil
	}
	return c.secret, nil
}
