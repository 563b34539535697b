package subscribe

import (
	"context"
	"errors"
	"fmt"

	"bokgu/sync/feed"
)

// fetch starts the fetch of a task. Its result comes over s.fetched.
func (s *session) fetch(ctx context.Context, t *task, url string, ref *feed.LibraryRef) {
	t.disarm()
	t.busy = true
	token := s.c.bearer // that of the stream: the same origin
	s.running.Go(func() {
		body, err := s.c.get.get(ctx, url, token)
		s.fetched <- fetched{ref: ref, body: body, err: err}
	})
}

// wantLibrary arms the fetch of the library if the held status announces one
// that is not held.
func (s *session) wantLibrary() {
	c := s.c
	if c.params.Library == nil || c.held.Status == nil {
		return
	}
	ref := c.held.Status.LibraryRef
	switch {
	case ref == nil, ref.SHA256 == c.held.LibrarySHA256, ref.SHA256 == s.badRef:
		s.library.disarm()
	case c.held.LibrarySHA256 == "" && s.library.tries == 0:
		s.library.arm(0)
	default:
		// A new edition is announced to everybody at the same moment.
		s.library.arm(c.retry.within(c.timing.FirstReconnect) + c.timing.Backoff(s.library.tries, 0, c.params.Rand()))
	}
}

func (s *session) fetchLibrary(ctx context.Context) *ending {
	ref := *s.c.held.Status.LibraryRef
	url, err := s.at.sameOrigin(ref.URL)
	if err != nil {
		s.library.disarm()
		s.badRef = ref.SHA256
		s.refused(refuse(RefusedLibrary, "library: %w", err))
		return nil
	}
	s.fetch(ctx, &s.library, url, &ref)
	return nil
}

// take handles what a fetch brought.
func (s *session) take(ctx context.Context, f fetched) *ending {
	if f.ref != nil {
		s.library.busy = false
		s.takeLibrary(ctx, f)
		return nil
	}
	s.status.busy = false
	if f.err != nil {
		// The next record says again that there is something newer.
		s.refused(fmt.Errorf("status: %w", f.err))
		return nil
	}
	s.ahead = nil // asked once: an edge whose copies differ is not asked in a loop
	return s.offer(ctx, f.body)
}

func (s *session) takeLibrary(ctx context.Context, f fetched) {
	err := f.err
	if err == nil {
		var l Library
		if l, err = openLibrary(f.body, s.c.params.Profile, *f.ref); err == nil {
			if err = s.c.params.Library(ctx, l); err == nil {
				s.c.held.LibrarySHA256 = l.SHA256
				if s.library.tries > 0 {
					s.library.tries = 0
					s.c.report(Live, None, nil) // what was said about it is over
				}
				s.wantLibrary() // a later status may have announced another one meanwhile
				return
			}
			err = &refusal{StoreFailed, fmt.Errorf("keep the library: %w", err)}
		}
	}
	s.library.tries++
	var r *refusal
	if !errors.As(err, &r) {
		err = &refusal{RefusedLibrary, err}
	}
	s.refused(err)
	s.wantLibrary()
}
