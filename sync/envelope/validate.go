package envelope

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"bokgu/sync/feed"
)

// faults collects what is wrong with a profile, each with its path.
type faults []error

func (f *faults) add(path string, err error) {
	if err != nil {
		*f = append(*f, &FieldError{path, err})
	}
}

func (f *faults) check(ok bool, path, reason string) {
	if !ok {
		f.add(path, errors.New(reason))
	}
}

// validate returns every fault, joined, of the fields without which a profile
// is worth nothing: who, since when, until when, which keys.
func (p *Profile) validate() error {
	var f faults
	f.check(p.Schema >= 1, "schema", "missing")
	f.check(p.FeedID != "", "feed_id", "missing")
	f.check(slices.Contains([]feed.Mode{feed.ModeLive, feed.ModeReplay, feed.ModeDrill}, p.Mode), "mode", "unknown")
	f.check(len(p.Name) > 0, "name", "missing")
	f.check(p.Version > 0, "version", "missing")
	f.check(!p.IssuedAt.IsZero(), "issued_at", "missing")
	f.check(p.ExpiresAt.After(p.IssuedAt), "expires_at", "not after issued_at")
	f.check(p.ExpiresAt.Sub(p.IssuedAt) <= MaxProfileLife, "expires_at", "more than 90 days after issued_at")
	f.add("root", p.Root.validate())
	f.check(len(p.PublishKeys) > 0, "publish_keys", "missing")
	f.check(len(p.PublishKeys) <= maxKeys, "publish_keys", "too many")
	for i, k := range p.PublishKeys {
		f.add("publish_keys["+strconv.Itoa(i)+"]", k.validate())
	}
	f.check(max(len(p.Origins), len(p.Links), len(p.Contacts), len(p.Channels)) <= maxEntries,
		"origins, links, contacts, channels", "a list is too long")
	return errors.Join(f...)
}

// validateEntries returns every fault of the lists. Only whoever signs asks:
// see dropBroken.
func (p *Profile) validateEntries() error {
	var f faults
	each(&f, "origins", p.Origins, validOrigin)
	each(&f, "links", p.Links, Link.validate)
	each(&f, "contacts", p.Contacts, Contact.validate)
	each(&f, "channels", p.Channels, Channel.validate)
	seen := make(map[string]bool)
	for i, c := range p.Channels {
		f.check(!seen[c.ID], "channels["+strconv.Itoa(i)+"].id", "not the only one")
		seen[c.ID] = true
	}
	return errors.Join(f...)
}

func each[T any](f *faults, path string, list []T, validate func(T) error) {
	for i, v := range list {
		f.add(path+"["+strconv.Itoa(i)+"]", validate(v))
	}
}

// dropBroken removes what this reader cannot make sense of, perhaps because the
// profile is newer than it. What is removed cannot be opened; the rest stays.
func (p *Profile) dropBroken() {
	p.Origins = valid(p.Origins, validOrigin)
	p.Links = valid(p.Links, Link.validate)
	p.Contacts = valid(p.Contacts, Contact.validate)
	p.Channels = valid(p.Channels, Channel.validate)
}

func valid[T any](list []T, validate func(T) error) []T {
	return slices.DeleteFunc(list, func(v T) bool { return validate(v) != nil })
}

func validOrigin(s string) error {
	_, err := feedOrigin(s)
	return err
}

func (l Link) validate() error {
	_, err := l.rule()
	return err
}

func (c Contact) validate() error {
	_, err := contactTarget(feed.Action{Type: c.Type, Value: c.Value})
	return err
}

func (c Channel) validate() error {
	switch {
	case c.ID == "":
		return errors.New("id: missing")
	case len(c.Name) == 0:
		return errors.New("name: missing")
	case c.Action.Type == "" && c.Action.Value == "":
		return nil
	}
	if _, err := target(c.Action); err != nil {
		return fmt.Errorf("action: %w", err)
	}
	return nil
}
