package bridge

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
)

// resume makes the publisher, and gives the edge what was published last.
func (b *Bridge) resume(now time.Time) error {
	params := publish.Params{Mode: feed.ModeLive, Info: b.info, Signer: b.signer, Now: b.params.Now, Log: (*log)(b)}
	var kept keptFeed
	have, err := b.folder.read("feed.json", &kept)
	if err == nil && have {
		params.Resume, err = b.opened(kept.Frame)
	}
	switch {
	case err != nil && !errors.Is(err, errDamaged):
		return err
	case err != nil:
		b.params.Logger.Warn("a new epoch begins", "error", err)
		fallthrough
	case !have:
		epoch := make([]byte, 8)
		if _, err := io.ReadFull(b.params.Random, epoch); err != nil {
			return fmt.Errorf("make an epoch: %w", err)
		}
		params.Epoch, params.EpochStarted = "bridge-"+hex.EncodeToString(epoch), now.UTC().Truncate(time.Millisecond)
		// Nobody was told of what is pending in this epoch: its first document is a baseline.
		for _, p := range b.pages {
			p.kept.Pending = nil
		}
	default:
		params.Epoch, params.EpochStarted = kept.Frame.Epoch, kept.Frame.EpochStarted
		for _, p := range b.pages {
			done := kept.Taken[p.key]
			p.kept.Serial = max(p.kept.Serial, done)
			p.kept.Pending = slices.DeleteFunc(p.kept.Pending, func(c pending) bool { return c.Serial <= done })
		}
	}
	if b.publisher, err = publish.New(params); err != nil {
		return err
	}
	if params.Resume == nil {
		return nil
	}
	b.last, b.onDisk = params.Resume.Document, kept.Frame.SHA256
	for _, p := range b.pages {
		c := b.last.Component(p.key)
		p.silent = c != nil && c.Note != nil && !p.heard.After(b.last.IssuedAt)
	}
	if err := b.edge.Append(context.Background(), kept.Frame); err != nil {
		return err
	}
	close(b.started)
	return nil
}

// opened reads the document of a kept frame, which this feed's own key must have
// signed.
func (b *Bridge) opened(frame publish.Frame) (*publish.Resume, error) {
	payload, _, err := envelope.Verify(frame.Status, envelope.StatusType(feed.ModeLive), []envelope.Key{b.signer.Key()})
	if err != nil {
		return nil, fmt.Errorf("data folder: feed.json %w: %w", errDamaged, err)
	}
	doc, _, err := feed.Parse(payload)
	if err != nil {
		return nil, fmt.Errorf("data folder: feed.json %w: %w", errDamaged, err)
	}
	return &publish.Resume{Document: doc, Frame: frame}, nil
}

// log keeps what is published before anybody sees it.
type log Bridge

// Append implements publish.Log.
func (l *log) Append(ctx context.Context, frame publish.Frame) error {
	b := (*Bridge)(l)
	if frame.SHA256 != b.onDisk { // a renewal need not be kept
		if err := b.folder.write("feed.json", keptFeed{Version: folderVersion, Frame: frame, Taken: b.taking}); err != nil {
			return err
		}
		b.onDisk = frame.SHA256
	}
	return b.edge.Append(ctx, frame)
}
