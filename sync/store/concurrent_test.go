package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestConcurrentUse(t *testing.T) {
	ctx := t.Context()
	s := mustOpen(t, t.TempDir())
	var all sync.WaitGroup
	for feeds := range 3 {
		sub := fmt.Sprint("sub", feeds)
		all.Go(func() {
			previous := document("e", 1, 3)
			err := s.Commit(ctx, sub, commit(t, nil, previous))
			for seq := uint64(2); seq <= 10; seq++ {
				next := document("e", seq, 3)
				err = errors.Join(err, s.Commit(ctx, sub, commit(t, previous, next)))
				previous = next
			}
			if err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			for range 20 {
				h, err := s.Held(ctx, sub)
				p, err2 := s.Pending(ctx, sub)
				// Read one after the other: pending may be ahead, never behind.
				if err := errors.Join(err, err2); err != nil || h.Status != nil && len(p.Changes) < int(h.Status.Seq)-1 {
					t.Errorf("%d pending, %v", len(p.Changes), err)
				}
			}
		})
	}
	all.Wait()
}

func TestContextBoundsTheWaitNotTheTransaction(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	<-s.turn // somebody else is at it
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := s.Contact(ctx, "a", day); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	s.turn <- struct{}{}

	// What has begun is finished, and says so.
	ctx, cancel = context.WithCancel(t.Context())
	err := s.tx(ctx, "test", func(txCtx context.Context, tx *sql.Tx) error {
		cancel()
		return addFeed(txCtx, tx, "kept")
	})
	var kept int
	must(t, errors.Join(err, s.db.QueryRow(`SELECT count(*) FROM feed WHERE sub = 'kept'`).Scan(&kept)))
	if kept != 1 {
		t.Error("reported as done, and not there")
	}
	must(t, s.Close())
	if err := s.Contact(t.Context(), "a", day); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("after Close: %v", err)
	}
}
