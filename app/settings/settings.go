package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Params are what Open needs.
type Params struct {
	// Load returns what Save was last given, nil the first time.
	Load func() (json.RawMessage, error)
	// Save keeps the preferences, all of them or none. It is never called twice
	// at once.
	Save func(json.RawMessage) error
}

// Settings are the preferences of this device. All methods may be called from
// any goroutine.
type Settings struct {
	save func(json.RawMessage) error

	saving sync.Mutex // one Update at a time, through Save

	mu          sync.Mutex
	values      Values
	rest        map[string]json.RawMessage // keys of another version, written back as they came
	listeners   map[int]func(old, now Values)
	nextID      int
	undelivered []change
	delivering  bool
}

type change struct{ old, now Values }

// Open reads the preferences. What cannot be read never keeps the app from
// starting: a bad value counts as its default, and the error says which; the
// Settings are good to use even so.
func Open(p Params) (*Settings, error) {
	s := &Settings{save: p.Save, values: Defaults(), listeners: make(map[int]func(old, now Values))}
	raw, err := p.Load()
	if err != nil {
		return s, fmt.Errorf("settings: load: %w", err)
	}
	s.values, s.rest, err = read(raw)
	return s, err
}

// read takes apart what write made. Its error names the bad values; what it
// returns is good in any case.
func read(raw json.RawMessage) (Values, map[string]json.RawMessage, error) {
	v := Defaults()
	if len(raw) == 0 {
		return v, nil, nil
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return v, nil, fmt.Errorf("settings: not an object of preferences: %w", err)
	}
	var errs []error
	for _, f := range fields {
		value, ok := all[f.key]
		if ok && !f.read(&v, value) {
			errs = append(errs, fmt.Errorf("settings: %s: bad value, the default is used", f.key))
		}
		delete(all, f.key)
	}
	return v, all, errors.Join(errs...)
}

// write makes the object that read takes apart.
func write(v Values, rest map[string]json.RawMessage) (json.RawMessage, error) {
	all := make(map[string]any, len(fields)+len(rest))
	for k, raw := range rest {
		all[k] = raw
	}
	for _, f := range fields {
		all[f.key] = f.value(&v)
	}
	return json.Marshal(all)
}

// Get returns the preferences as they are now.
func (s *Settings) Get() Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values
}

// Update changes preferences: edit gets a copy, which is brought within bounds,
// saved and made known to the listeners. Edit may be called with a lock held and
// must not call s. If saving fails the change holds for this session, and the
// error says so.
func (s *Settings) Update(edit func(*Values)) error {
	err := s.change(edit)
	s.deliver()
	return err
}

func (s *Settings) change(edit func(*Values)) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	old := s.Get()
	now := old
	edit(&now)
	now = bounded(now)
	if now == old {
		return nil
	}
	raw, err := write(now, s.rest)
	if err == nil {
		err = s.save(raw)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values = now
	s.undelivered = append(s.undelivered, change{old, now})
	if err != nil {
		return fmt.Errorf("settings: save: %w", err)
	}
	return nil
}

// Listen calls f after every change, one change after the other in their order,
// on the goroutine of some Update. F may call s. The returned function ends it
// and may be called more than once; a call of f that has already begun goes on.
func (s *Settings) Listen(f func(old, now Values)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextID
	s.nextID++
	s.listeners[id] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.listeners, id)
	}
}

// deliver tells the listeners what changed. While one goroutine is at it others
// leave their changes to it: so the order holds, and a listener may call Update.
func (s *Settings) deliver() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.delivering {
		return
	}
	s.delivering = true
	defer func() { s.delivering = false }()
	for len(s.undelivered) > 0 {
		c := s.undelivered[0]
		s.undelivered = s.undelivered[1:]
		for _, id := range slices.Sorted(maps.Keys(s.listeners)) {
			f, ok := s.listeners[id] // it may have been stopped by the one before it
			if !ok {
				continue
			}
			s.call(f, c)
		}
	}
}

// call runs f without the lock, and takes it again even if f panics.
func (s *Settings) call(f func(old, now Values), c change) {
	s.mu.Unlock()
	defer s.mu.Lock()
	f(c.old, c.now)
}
