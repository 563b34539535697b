package bridge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"bokgu/sync/feed"
)

// tried reports whether every page was asked once: before that nothing is confirmed.
func (b *Bridge) tried() bool {
	for _, p := range b.pages {
		if !p.tried {
			return false
		}
	}
	return true
}

// views returns how the pages stand; that one has fallen silent or was heard again is
// news.
func (b *Bridge) views(now time.Time) []view {
	out := make([]view, 0, len(b.pages))
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, p := range b.pages {
		v := view{key: p.key, name: p.name, doc: p.kept.State.Document, since: p.heard}
		if v.since.IsZero() {
			v.since = p.begun
		}
		v.since = v.since.UTC().Truncate(time.Second)
		p.silent = p.silent || p.tried && silent(now.Sub(v.since), b.health[i].Failures)
		v.silent = p.silent
		b.news = b.news || b.health[i].Silent != v.silent
		b.health[i].Silent = v.silent
		out = append(out, v)
	}
	return out
}

// publish makes the present document of all pages the feed's, if it is another one
// than the last. Before every page was asked once it does nothing: a document of some
// of them would be a lie about the others.
func (b *Bridge) publish(ctx context.Context) error {
	if !b.tried() {
		return nil
	}
	now := b.params.Now()
	views := b.views(now)
	if !b.news {
		return nil
	}
	next := merge(views, b.params.Zone)
	next.Feed = b.info
	var changes []told
	b.taking = make(map[string]uint64, len(b.pages))
	for _, p := range b.pages {
		t := told{key: p.key}
		for _, c := range p.kept.Pending {
			t.changes = append(t.changes, c.Changes...)
		}
		changes = append(changes, t)
		b.taking[p.key] = p.kept.Serial
	}
	all := changed(b.last, &next, changes, now)
	if b.last != nil && len(all) == 0 && sameContent(b.last, &next) {
		b.news = false
		return b.freshen(ctx)
	}
	if b.last == nil {
		if err := b.serveProfile(); err != nil {
			return err
		}
	}
	hash := b.onDisk
	signed, err := b.publisher.PublishChanges(ctx, next, all, now)
	if err != nil && signed == nil && hash == b.onDisk && !errors.Is(err, errFolder) {
		// What stood before stands; what is new waits in the pages' files.
		if b.refused != err.Error() {
			b.refused = err.Error()
			b.params.Logger.Error("not published", "error", err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	b.refused, b.last, b.news = "", &next, false
	for _, p := range b.pages {
		p.kept.Pending = nil
	}
	b.params.Logger.Info("published", "seq", signed.Seq, "changes", len(all))
	b.isStarted()
	return nil
}

// sameContent compares what a reader could see.
func sameContent(a, b *feed.Status) bool {
	text := func(s *feed.Status) []byte {
		text, err := json.Marshal(feed.Status{Feed: s.Feed, Components: s.Components, Incidents: s.Incidents, Maintenances: s.Maintenances})
		if err != nil {
			return nil
		}
		return text
	}
	return bytes.Equal(text(a), text(b))
}

// freshen confirms the document of the run before as soon as every page was asked.
func (b *Bridge) freshen(ctx context.Context) error {
	if b.fresh {
		return nil
	}
	b.fresh = true
	return b.publisher.Renew(ctx)
}

func (b *Bridge) isStarted() {
	b.fresh = true
	select {
	case <-b.started:
	default:
		close(b.started)
	}
}

func (b *Bridge) serveProfile() error {
	raw, err := b.signProfile(b.params.Now())
	if err != nil {
		return err
	}
	b.edge.SetProfile(raw)
	return nil
}
