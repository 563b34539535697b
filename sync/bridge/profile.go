package bridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
)

// renewProfile is how long before its end a profile is signed anew: readers fetch
// it once a day.
const renewProfile = 30 * 24 * time.Hour

const profileFile = "profile.json"

// signProfile returns the profile to serve: the kept one, or the next version of it
// where it would say something else or will not hold much longer. What may be opened
// from the feed are the pages themselves and nothing else.
func (b *Bridge) signProfile(now time.Time) ([]byte, error) {
	want := envelope.Profile{
		FeedID: b.info.ID, Mode: feed.ModeLive, Name: b.info.Name, Origins: slices.Clone(b.params.Origins),
		PublishKeys: []envelope.Key{b.signer.Key()}, Links: b.links(), Contacts: []envelope.Contact{}, Channels: []envelope.Channel{},
	}
	raw, err := os.ReadFile(b.folder.path(profileFile))
	if err == nil {
		kept, err := envelope.OpenProfile(raw, b.root.Key().ID, now)
		if err != nil { // the version must not go back, and nobody knows which it was
			return nil, fmt.Errorf("data folder: %s: %w", profileFile, err)
		}
		want.Version = kept.Version
		if samePromise(&want, kept) && now.Add(renewProfile).Before(kept.ExpiresAt) {
			return raw, nil
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	want.Version++
	want.IssuedAt, want.ExpiresAt = now, now.Add(envelope.MaxProfileLife)
	if raw, err = envelope.SignProfile(&want, b.root); err != nil {
		return nil, err
	}
	if err := b.folder.writeBytes(profileFile, raw); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return raw, nil
}

// samePromise compares all but version, dates and root.
func samePromise(a, b *envelope.Profile) bool {
	text := func(p *envelope.Profile) string {
		same := envelope.Profile{
			FeedID: p.FeedID, Mode: p.Mode, Name: p.Name, Origins: p.Origins, PublishKeys: p.PublishKeys,
			Links: p.Links, Contacts: p.Contacts, Channels: p.Channels,
		}
		text, err := json.Marshal(same)
		if err != nil {
			return ""
		}
		return string(text)
	}
	return text(a) == text(b)
}

// opens reports whether a reader would open the address that a link allows: not one
// by number.
func opens(l envelope.Link) bool {
	never := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	p := envelope.Profile{Links: []envelope.Link{l}, ExpiresAt: never}
	_, err := p.Target(feed.Action{Type: feed.ActionURL, Value: l.Origin + "/"}, never.AddDate(-1, 0, 0))
	return err == nil
}

// links allows the pages' own addresses, as they were given and where redirects led;
// never one that only a page's text names.
func (b *Bridge) links() []envelope.Link {
	out := []envelope.Link{}
	seen := make(map[string]bool)
	add := func(address string, label feed.Text) {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" {
			return
		}
		link := envelope.Link{Origin: "https://" + strings.ToLower(u.Host), Label: label}
		if seen[link.Origin] || !opens(link) {
			return
		}
		seen[link.Origin] = true
		out = append(out, link)
	}
	for _, p := range b.pages {
		label := feed.Plain(p.name)
		if doc := p.kept.State.Document; doc != nil {
			label = doc.Feed.Name
		}
		add(p.address.String(), label)
		add(p.kept.Recipe.Main, label)
	}
	return out
}
