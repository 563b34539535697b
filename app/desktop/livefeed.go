//go:build linux

package desktop

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
)

// LiveFeed is a live feed on this machine: its own keys, its own publisher and its own edge.
type LiveFeed struct {
	URL    string
	Root   string // the fingerprint of its root key, as links have it
	pub    *publish.Publisher
	params publish.Params
	now    func() time.Time
}

// LiveParams say what a live feed is like. Only Name is needed.
type LiveParams struct {
	Name feed.Text
	// Now is its clock; nil means the right one.
	Now func() time.Time
	// Valid is how long its word holds without a renewal; 0 means as long as a real feed's.
	Valid time.Duration
	// Token, where there is one, has to be shown by whoever reads.
	Token string
	// Origins are where else it can be had, such as "https://status.example.com".
	Origins []string
	// Channels are its official ones.
	Channels []envelope.Channel
}

// ServeLive serves a document as a live feed called name, renewed as a real one is, until ctx ends.
func ServeLive(ctx context.Context, name string, doc feed.Status) (*LiveFeed, error) {
	return ServeLiveAs(ctx, LiveParams{Name: feed.Plain(name)}, doc)
}

// ServeLiveAs is ServeLive for a feed with something out of the ordinary.
func ServeLiveAs(ctx context.Context, o LiveParams, doc feed.Status) (*LiveFeed, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	root, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		return nil, err
	}
	signer, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address, now := listener.Addr().String(), o.Now().UTC()
	profile, err := envelope.SignProfile(&envelope.Profile{
		Schema: 1, FeedID: "test", Mode: feed.ModeLive, Name: o.Name, Language: "ko", Version: 1, Private: o.Token != "",
		IssuedAt: now, ExpiresAt: now.Add(24 * time.Hour), Origins: append(slices.Clone(o.Origins), "http://"+address, "ws://"+address), Channels: o.Channels,
		Root: root.Key(), PublishKeys: []envelope.Key{signer.Key()},
	}, root)
	if err != nil {
		return nil, err
	}
	params := server.Params{Profile: profile, Now: o.Now}
	if o.Token != "" {
		params.Authorize = func(token string) bool { return token == o.Token }
	}
	edge := server.New(params)
	l := &LiveFeed{URL: "ws://" + address, Root: root.Key().ID, now: o.Now}
	l.params = publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "test", Name: o.Name, Language: "ko", TimeZone: "Asia/Seoul"},
		Signer: signer, Epoch: rand.Text(), EpochStarted: now, Now: o.Now, Valid: o.Valid, Log: edge,
	}
	if l.pub, err = publish.New(l.params); err != nil {
		return nil, err
	}
	if err := l.Publish(ctx, doc); err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: edge}
	// Streams are out of the server's hands; who kills it kills them too.
	srv.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateHijacked {
			context.AfterFunc(ctx, func() { _ = c.Close() })
		}
	}
	go func() { _ = srv.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = srv.Close() })
	go l.renew(ctx)
	return l, nil
}

// Publish sends the next document.
func (l *LiveFeed) Publish(ctx context.Context, doc feed.Status) error {
	if _, err := l.pub.Publish(ctx, doc, l.now().UTC()); err != nil {
		return fmt.Errorf("live feed: %w", err)
	}
	return nil
}

// Forge sends a document that somebody else has signed, with a key that the profile does not list.
func (l *LiveFeed) Forge(ctx context.Context, doc feed.Status) error {
	forger, err := envelope.NewRandomSigner(rand.Reader)
	if err != nil {
		return err
	}
	params := l.params
	params.Signer, params.Epoch, params.EpochStarted = forger, rand.Text(), l.now().UTC()
	pub, err := publish.New(params)
	if err != nil {
		return err
	}
	if _, err := pub.Publish(ctx, doc, l.now().UTC()); err != nil {
		return fmt.Errorf("forged feed: %w", err)
	}
	return nil
}

func (l *LiveFeed) renew(ctx context.Context) {
	tick := time.NewTicker(5 * time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = l.pub.Renew(ctx) // a feed that falls silent is what the app has to cope with anyway
		}
	}
}
