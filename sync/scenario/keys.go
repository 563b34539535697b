package scenario

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/publish"
	"bokgu/sync/server"
)

// profileFor is how long a replay's profile holds; no replay runs that long.
const profileFor = 30 * 24 * time.Hour

// sign makes what is signed or signs.
func (p *Player) sign(now time.Time) error {
	s := p.params.Scenario
	root, err := envelope.NewRandomSigner(p.params.Rand)
	if err != nil {
		return err
	}
	signer, err := envelope.NewRandomSigner(p.params.Rand)
	if err != nil {
		return err
	}
	epoch := make([]byte, 8)
	if _, err := io.ReadFull(p.params.Rand, epoch); err != nil {
		return fmt.Errorf("make an epoch: %w", err)
	}
	p.root = root.Key().ID
	p.profile, err = envelope.SignProfile(&envelope.Profile{
		FeedID: s.Info.ID, Mode: s.Mode, Name: s.Info.Name, Language: s.Info.Language,
		Version: 1, IssuedAt: now, ExpiresAt: now.Add(profileFor),
		Origins: p.params.Origins, PublishKeys: []envelope.Key{signer.Key()},
		Links: s.Links, Contacts: s.Contacts, Channels: s.Channels,
	}, root)
	if err != nil {
		return err
	}
	p.edge = server.New(server.Params{
		Profile: p.profile, Now: p.params.Now, Timing: p.params.Timing, Logger: p.params.Logger,
	})
	p.publisher, err = publish.New(publish.Params{
		Mode: s.Mode, Info: s.Info, Signer: signer,
		Epoch: s.Name + "-" + hex.EncodeToString(epoch), EpochStarted: now,
		Now: p.params.Now, Log: p.edge,
	})
	if err != nil {
		return err
	}
	raw, ref, err := p.publisher.SignLibrary(s.Library)
	if err != nil {
		return err
	}
	p.edge.SetLibrary(raw, ref.SHA256)
	p.library = ref
	return nil
}
