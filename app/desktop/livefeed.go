//go:build linux

package desktop

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
)

// LiveFeed is a live feed on this machine: its own keys, its own publisher and its own edge.
type LiveFeed struct {
	URL string
	pub *publish.Publisher
}

// ServeLive serves a document as a live feed called name, renewed as a real one is, until ctx ends.
func ServeLive(ctx context.Context, name string, doc feed.Status) (*LiveFeed, error) {
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
	address, now := listener.Addr().String(), time.Now().UTC()
	profile, err := envelope.SignProfile(&envelope.Profile{
		Schema: 1, FeedID: "test", Mode: feed.ModeLive, Name: feed.Plain(name), Language: "ko", Version: 1,
		IssuedAt: now, ExpiresAt: now.Add(24 * time.Hour), Origins: []string{"http://" + address, "ws://" + address},
		Root: root.Key(), PublishKeys: []envelope.Key{signer.Key()},
	}, root)
	if err != nil {
		return nil, err
	}
	edge := server.New(server.Params{Profile: profile, Now: time.Now})
	l := &LiveFeed{URL: "ws://" + address}
	l.pub, err = publish.New(publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "test", Name: feed.Plain(name), Language: "ko", TimeZone: "Asia/Seoul"},
		Signer: signer, Epoch: rand.Text(), EpochStarted: now, Now: time.Now, Log: edge,
	})
	if err != nil {
		return nil, err
	}
	if err := l.Publish(ctx, doc); err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: edge}
	go func() { _ = srv.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = srv.Close() })
	go l.renew(ctx)
	return l, nil
}

// Publish sends the next document.
func (l *LiveFeed) Publish(ctx context.Context, doc feed.Status) error {
	if _, err := l.pub.Publish(ctx, doc, time.Now().UTC()); err != nil {
		return fmt.Errorf("live feed: %w", err)
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
