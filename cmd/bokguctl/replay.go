package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"bokgu/sync/feed"
	"bokgu/sync/scenario"
)

// replayCmd serves a recorded outage, or prints one moment of it.
type replayCmd struct {
	Name        string  `arg:"" help:"Recording to play: kakao-2022 or kakao-article."`
	Speed       float64 `default:"60" help:"How many times faster than it was, 1 to 36000 (${default})."`
	From        string  `placeholder:"TIME" help:"Where to begin: RFC 3339, or 2022-10-16T08:00 in Korean time."`
	Until       string  `placeholder:"TIME" help:"Where to stop; the last document stays served."`
	Listen      string  `default:"127.0.0.1:8422" placeholder:"ADDR" help:"Loopback address and port to serve at (${default})."`
	ShortenGaps bool    `help:"Let six hours pass for every gap that is longer."`
	WaitClients int     `placeholder:"N" help:"Begin to move when N clients are connected."`
	At          string  `placeholder:"TIME" help:"With --print: the moment."`
	Drill       bool    `help:"Rehearse: as if it began now, marked as a drill. --from and --until stay times of the recording."`
	Print       bool    `help:"Print the status document and the articles of the moment --at as JSON, and serve nothing."`
}

// Run serves until ctx ends. The first line on standard output is the address
// of the stream, the second one the fingerprint of the replay's root key.
func (c *replayCmd) Run(ctx context.Context, std *streams) error {
	s, err := scenario.Load(c.Name)
	switch {
	case errors.Is(err, scenario.ErrUnknown):
		return usagef("%w", err)
	case err != nil:
		return err
	case c.Print && c.Drill:
		return usagef("--drill: not with --print")
	case c.Print != (c.At != ""):
		return usagef("--at and --print need each other")
	case c.Print:
		return c.print(s, std)
	case c.WaitClients < 0:
		return usagef("--wait-clients: %d is negative", c.WaitClients)
	}
	from, err := moment("--from", c.From)
	if err != nil {
		return err
	}
	until, err := moment("--until", c.Until)
	if err != nil {
		return err
	}
	if c.Drill {
		s, from, until = rehearsed(s, from, until, time.Now())
	}
	if c.Speed == 0 { // the player would take it for its default
		return usagef("--speed: %w: 0", scenario.ErrSpeed)
	}
	listener, err := scenario.Listen(ctx, c.Listen)
	switch {
	case errors.Is(err, scenario.ErrAddress):
		return usagef("--listen: %w", err)
	case errors.Is(err, scenario.ErrNotLoopback):
		return usagef("--listen: %w; a replay is served to this machine only, as 127.0.0.1:PORT", err)
	case err != nil:
		return fmt.Errorf("--listen: %w", err)
	}
	player, err := scenario.NewPlayer(scenario.PlayerParams{
		Scenario: s, From: from, Until: until, Speed: c.Speed, ShortenGaps: c.ShortenGaps,
		WaitClients: c.WaitClients, Origins: []string{"http://" + listener.Addr().String()},
	})
	if err != nil {
		_ = listener.Close()
		switch {
		case errors.Is(err, scenario.ErrSpeed):
			return usagef("--speed: %w", err)
		case errors.Is(err, scenario.ErrRange):
			return usagef("--%w", err) // the message begins with from or until
		}
		return err
	}
	st := player.State()
	what, mark := "replay", "this happened in the past"
	if c.Drill {
		what, mark = "drill", "nothing of this happens"
	}
	fmt.Fprintf(std.Err, "%s of %s from %s to %s at %g times the speed; %s\n",
		what, c.Name, st.From.Format(time.RFC3339), st.Until.Format(time.RFC3339), st.Speed, mark)
	if _, err := fmt.Fprintf(std.Out, "%s\n%s\n", scenario.StreamURL(listener.Addr()), player.Root()); err != nil {
		_ = listener.Close()
		return fmt.Errorf("write the address: %w", err)
	}
	return scenario.ServeOn(ctx, listener, player)
}

// rehearsed is the recording as a drill whose beginning falls on now: from, or else
// its first change.
func rehearsed(s *scenario.Scenario, from, until, now time.Time) (*scenario.Scenario, time.Time, time.Time) {
	if from.IsZero() {
		from = s.Start
		if next, ok := s.Next(from); ok {
			from = next.Add(-time.Second) // all is well yet: that is nobody's news
		}
	}
	drill := s.Drill(from, now)
	by := drill.Start.Sub(s.Start)
	if !until.IsZero() {
		until = until.Add(by)
	}
	return drill, from.Add(by), until
}

// print writes one moment as a JSON object.
func (c *replayCmd) print(s *scenario.Scenario, std *streams) error {
	at, err := moment("--at", c.At)
	if err != nil {
		return err
	}
	if at.Before(s.Start) || at.After(s.End) {
		return usagef("--at: %w, %s to %s", scenario.ErrRange, s.Start.Format(time.RFC3339), s.End.Format(time.RFC3339))
	}
	var doc struct {
		Status   feed.Status    `json:"status"`
		Articles []feed.Article `json:"articles"`
	}
	doc.Status, doc.Articles = s.Document(at, time.Now().UTC().Truncate(time.Millisecond)), s.Library.Articles
	enc := json.NewEncoder(std.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write the document: %w", err)
	}
	return nil
}

// moment reads the value of a flag; none is the zero time.
func moment(flag, value string) (time.Time, error) {
	if strings.TrimSpace(value) == "" {
		return time.Time{}, nil
	}
	t, err := scenario.ParseTime(strings.TrimSpace(value))
	if err != nil {
		return time.Time{}, usagef("%s: %w", flag, err)
	}
	return t, nil
}
