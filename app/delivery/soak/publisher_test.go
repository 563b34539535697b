//go:build linux && !android

package soak

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/publish"
	"bokgu/sync/server"
)

// publisherConfig is what the publisher's process is started with.
type publisherConfig struct {
	Seed    uint64
	Log     string        // path of the log
	Address string        // where the edge listens; port 0: any
	Pace    time.Duration // between two documents, on average
	Calm    bool          // one followed component changes at a time, on demand
}

// station is publisher and edge in one process. It is driven over stdin, one
// command a line, and answers each with one line on stdout.
type station struct {
	cfg    publisherConfig
	rnd    *mathrand.Rand
	world  *world
	log    *os.File
	signer *envelope.Signer
	root   *envelope.Signer
	pub    *publish.Publisher
	place  place // of the newest document
	now    published

	origin  string
	profile []byte
	edge    *server.Edge
	http    *http.Server
	frames  []publish.Frame // the newest, for an edge that lags behind
	behind  time.Time       // until then it hears nothing
}

func runPublisher(cfg publisherConfig) error {
	s := &station{cfg: cfg, rnd: mathrand.New(mathrand.NewPCG(cfg.Seed, 1)), world: newWorld(cfg.Seed)}
	var err error
	if s.log, err = os.OpenFile(cfg.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	if s.signer, err = envelope.NewRandomSigner(rand.Reader); err != nil {
		return err
	}
	if s.root, err = envelope.NewRandomSigner(rand.Reader); err != nil {
		return err
	}
	commands := make(chan string)
	go func() {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			commands <- in.Text()
		}
		close(commands) // whoever drove it is gone
	}()
	renew := time.NewTicker(soakTiming().FreshnessEvery)
	defer renew.Stop()
	next := time.NewTimer(time.Hour)
	defer next.Stop()
	for {
		select {
		case line, ok := <-commands:
			if !ok {
				return nil
			}
			name, argument, _ := strings.Cut(line, " ")
			answer, err := s.command(name, argument, next)
			if err != nil {
				return fmt.Errorf("%s: %w", line, err)
			}
			fmt.Println(answer)
		case <-renew.C:
			if s.pub == nil {
				continue
			}
			if err := s.pub.Renew(context.Background()); err != nil {
				return err
			}
		case <-next.C:
			if err := s.publish(); err != nil {
				return err
			}
			next.Reset(s.pause())
		}
	}
}

func (s *station) pause() time.Duration {
	if s.rnd.IntN(3) == 0 {
		return time.Duration(s.rnd.IntN(6_000)) * time.Microsecond // on the heels of the last, which is just being kept or told
	}
	return s.cfg.Pace/4 + time.Duration(s.rnd.Int64N(int64(s.cfg.Pace)*3/2))
}

func (s *station) command(name, argument string, next *time.Timer) (answer string, err error) {
	switch name {
	case "origin": // what the profile lists; from now on there is an edge and a first document
		s.origin = argument
		if err := s.newEpoch(); err != nil {
			return "", err
		}
		address, err := s.open(nil)
		if err != nil {
			return "", err
		}
		s.cfg.Address = address
		return address + " " + s.root.Key().ID, s.publish()
	case "listen": // reserves the address
		l, err := net.Listen("tcp", s.cfg.Address)
		if err != nil {
			return "", err
		}
		s.cfg.Address = l.Addr().String()
		return s.cfg.Address, l.Close()
	case "go":
		next.Reset(0)
	case "calm":
		next.Reset(time.Hour)
	case "step":
		n, err := strconv.Atoi(argument)
		if err != nil {
			return "", err
		}
		for range n {
			if err := s.publish(); err != nil {
				return "", err
			}
		}
	case "settled":
		return "ok", s.write(published{Kind: lineSettled, Place: s.place})
	case "restart":
		return "ok", s.restart(argument)
	case "epoch":
		if err := s.newEpoch(); err != nil {
			return "", err
		}
		return s.place.String(), s.publish()
	default:
		return "", errors.New("no such command")
	}
	return s.place.String(), nil
}

// newEpoch goes on as a publisher that has lost its numbering.
func (s *station) newEpoch() error {
	s.place = place{Epoch: s.place.Epoch + 1}
	var err error
	s.pub, err = publish.New(publish.Params{
		Mode: feed.ModeLive, Info: feed.Info{ID: "soak", Name: feed.Plain("soak"), Language: "en", TimeZone: "Asia/Seoul"},
		Signer: s.signer, Epoch: epochName(s.place.Epoch), EpochStarted: time.Now(), Now: time.Now, Log: s,
		Valid: soakTiming().FreshnessValid,
	})
	return err
}

// publish makes one document out of what happened, mostly little.
func (s *station) publish() error {
	now := time.Now().UTC().Truncate(time.Millisecond)
	at := place{s.place.Epoch, s.place.Seq + 1}
	moves := 1 + s.rnd.IntN(3)
	switch {
	case s.place == (place{Epoch: 1}):
		moves = 0 // the first document ever tells nobody anything
	case s.cfg.Calm:
		moves = 0
		s.world.tell(now)
	case s.rnd.IntN(15) == 0:
		moves = 10 // more than are told one by one
	}
	for range moves {
		s.world.move(now, at)
	}
	_, err := s.pub.Publish(context.Background(), s.world.document(at), now)
	return err
}

// Append writes the log before the edge gets the frame.
func (s *station) Append(ctx context.Context, f publish.Frame) error {
	line := s.now
	line.Kind, line.Changes, line.States, line.Due, line.Said = lineRenewal, nil, nil, nil, nil
	if at := (place{epochNumber(f.Epoch), f.Seq}); at != s.place {
		doc, err := content(f.Status)
		if err != nil {
			return err
		}
		line = s.world.describe(doc)
		s.place, s.now = at, line
		s.frames = append(s.frames[max(0, len(s.frames)-9):], f)
	} else if n := len(s.frames); n > 0 {
		s.frames[n-1] = f
	}
	line.SHA256, line.ExpiresAt = f.SHA256, f.ExpiresAt
	if err := s.write(line); err != nil {
		return err
	}
	if s.edge == nil || time.Now().Before(s.behind) {
		return nil
	}
	return s.edge.Append(ctx, f)
}

// content reads a document out of its envelope.
func content(raw []byte) (*feed.Status, error) {
	var e struct{ Payload string }
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, err
	}
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		return nil, err
	}
	doc, _, err := feed.Parse(payload)
	return doc, err
}

func (s *station) write(p published) error {
	p.At = time.Now()
	if err := (lines{s.log}).put(p); err != nil {
		return err
	}
	return s.log.Sync()
}

// open starts an edge that begins with the given frames.
func (s *station) open(frames []publish.Frame) (address string, err error) {
	now := time.Now()
	if s.profile == nil {
		s.profile, err = envelope.SignProfile(&envelope.Profile{
			FeedID: "soak", Mode: feed.ModeLive, Name: feed.Plain("soak"), Version: 1, IssuedAt: now, ExpiresAt: now.Add(24 * time.Hour),
			Origins: []string{s.origin}, PublishKeys: []envelope.Key{s.signer.Key()},
		}, s.root)
		if err != nil {
			return "", err
		}
	}
	l, err := net.Listen("tcp", s.cfg.Address)
	if err != nil {
		return "", err
	}
	s.edge = server.New(server.Params{Profile: s.profile, Timing: soakTiming()})
	for _, f := range frames {
		if err := s.edge.Append(context.Background(), f); err != nil {
			return "", err
		}
	}
	srv := &http.Server{Handler: s.edge, ReadHeaderTimeout: 10 * time.Second}
	s.http = srv
	go func() { _ = srv.Serve(l) }() // until restart closes it, on purpose
	return l.Addr().String(), nil
}

// restart ends the edge, in good order or not, and starts another one: with the
// newest frame, or with an old one, as an edge that lags behind, or with none.
func (s *station) restart(how string) error {
	wait := 300 * time.Millisecond
	if how != "order" {
		wait = 0
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	_ = s.edge.Shutdown(ctx) // streams that did not leave were dropped
	if err := s.http.Close(); err != nil {
		return err
	}
	newest := s.frames[len(s.frames)-1:]
	switch how {
	case "empty":
		newest = nil
	case "behind":
		newest = s.frames[:1]
		s.behind = time.Now().Add(time.Duration(200+s.rnd.IntN(1000)) * time.Millisecond)
	}
	_, err := s.open(newest)
	return err
}
