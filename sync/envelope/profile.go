package envelope

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/ijson"
)

// ProfileSchema is the version of the profile format that this package writes.
const ProfileSchema = 1

// The limits of a profile.
const (
	MaxProfile     = 256 << 10           // bytes of the envelope
	MaxProfileLife = 90 * 24 * time.Hour // a forgotten feed must not stay able to open things for ever
	maxKeys        = 16
	maxEntries     = 512            // of each list
	maxAhead       = 24 * time.Hour // how far a profile may be dated ahead of the reader's clock
)

// What OpenProfile refuses beside the errors of Verify.
var (
	ErrPin     = errors.New("profile of another root key than the pinned one")
	ErrProfile = errors.New("invalid profile")
)

// Profile says who a feed is. It is signed by the publisher's root key, which
// is kept offline, so that a stolen publishing key can lie about a state and
// still cannot make anything open.
type Profile struct {
	Schema      int       `json:"schema"`
	FeedID      string    `json:"feed_id"`
	Mode        feed.Mode `json:"mode"`
	Name        feed.Text `json:"name"`
	Language    string    `json:"language,omitempty"` // BCP 47 tag of plain strings
	Version     uint64    `json:"version"`            // never goes back
	IssuedAt    time.Time `json:"issued_at"`
	ExpiresAt   time.Time `json:"expires_at"` // at most MaxProfileLife later
	Private     bool      `json:"private,omitempty"`
	Root        Key       `json:"root"`
	Origins     []string  `json:"origins"`      // of edges and mirrors, such as "https://feed.example"
	PublishKeys []Key     `json:"publish_keys"` // may sign status, freshness and library
	Links       []Link    `json:"links"`
	Contacts    []Contact `json:"contacts"`
	Channels    []Channel `json:"channels"`
}

// Link allows every https address of an origin below a path.
type Link struct {
	Origin     string    `json:"origin"`      // "https://host" or "https://host:port"
	PathPrefix string    `json:"path_prefix"` // whole segments; "" or "/" allows every path
	Label      feed.Text `json:"label"`
}

// Contact allows exactly one number or address.
type Contact struct {
	Type  feed.ActionType `json:"type"` // tel, sms or email
	Value string          `json:"value"`
	Label feed.Text       `json:"label"`
}

// The kinds of channel.
const (
	ChannelWeb    = "web"
	ChannelSocial = "social"
	ChannelApp    = "app"
	ChannelPhone  = "phone"
	ChannelEmail  = "email"
)

// Channel is one of the publisher's official accounts. The verified mark on a
// screen comes from here and nowhere else. Its action may be opened as it is; a
// channel without one is only named.
type Channel struct {
	ID     string      `json:"id"`
	Kind   string      `json:"kind"`
	Name   feed.Text   `json:"name"`
	Note   feed.Text   `json:"note,omitempty"`
	Action feed.Action `json:"action,omitzero"`
}

// Expired reports whether the profile no longer allows anything to be opened.
// now is the later of the device's clock and the newest signed issued_at.
func (p *Profile) Expired(now time.Time) bool { return !now.Before(p.ExpiresAt) }

// SignProfile validates a copy of p, with schema and root key filled in, and
// signs it. Errors name the path of what is wrong.
func SignProfile(p *Profile, root *Signer) ([]byte, error) {
	signed := *p
	signed.Schema, signed.Root = ProfileSchema, root.Key()
	if err := errors.Join(signed.validate(), signed.validateEntries()); err != nil {
		return nil, fmt.Errorf("sign profile: %w", err)
	}
	payload, err := json.Marshal(&signed)
	if err != nil {
		return nil, fmt.Errorf("sign profile: %w", err)
	}
	raw, err := root.Sign(ProfileType, payload)
	if err != nil {
		return nil, err
	}
	if len(raw) > MaxProfile {
		return nil, fmt.Errorf("sign profile: envelope of %d bytes, at most %d are allowed", len(raw), MaxProfile)
	}
	return raw, nil
}

// OpenProfile checks and reads a profile. pin is the fingerprint of the root key
// that the feed was added with; an empty one trusts whichever root signed this
// profile, and the caller keeps its fingerprint as the pin. An expired profile
// is opened too, see Profile.Expired; one that is dated more than a day after
// now is not. The caller holds Version against the one that it had.
func OpenProfile(raw []byte, pin string, now time.Time) (*Profile, error) {
	if len(raw) > MaxProfile {
		return nil, fmt.Errorf("open profile: %w: %d bytes, at most %d are allowed", ErrMalformed, len(raw), MaxProfile)
	}
	root, err := claimedRoot(raw)
	if err != nil {
		return nil, fmt.Errorf("open profile: %w", err)
	}
	if pin != "" && root.ID != pin {
		return nil, fmt.Errorf("open profile: %w: %s, not %.80s", ErrPin, root.ID, pin)
	}
	payload, _, err := Verify(raw, ProfileType, []Key{root})
	if err != nil {
		return nil, fmt.Errorf("open profile: %w", err)
	}
	var p Profile
	if err := ijson.Unmarshal(payload, &p); err != nil {
		return nil, fmt.Errorf("open profile: %w: %w", ErrProfile, err)
	}
	if p.Mode != feed.ModeLive && p.Mode != feed.ModeDrill {
		p.Mode = feed.ModeReplay // as everywhere: what is not known is not live
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("open profile: %w", err)
	}
	p.dropBroken()
	if p.IssuedAt.After(now.Add(maxAhead)) {
		return nil, fmt.Errorf("open profile: %w", &FieldError{"issued_at", fmt.Errorf("%s lies in the future", p.IssuedAt.Format(time.RFC3339))})
	}
	return &p, nil
}

// claimedRoot reads nothing but the root key out of a profile that has not been
// verified yet. A pin is only a hash, so the key itself has to come from there;
// it counts only after its hash was compared and it was found to have signed.
func claimedRoot(raw []byte) (Key, error) {
	_, payload, err := open(raw, ProfileType)
	if err != nil {
		return Key{}, err
	}
	var claim struct {
		Root Key `json:"root"`
	}
	if err := ijson.Unmarshal(payload, &claim); err != nil {
		return Key{}, fmt.Errorf("%w: %w", ErrProfile, err)
	}
	if err := claim.Root.validate(); err != nil {
		return Key{}, &FieldError{"root", err}
	}
	return claim.Root, nil
}
