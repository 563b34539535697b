package subscribe

import "time"

// task is something to do: after a pause, and once at a time.
type task struct {
	timer *time.Timer // nil: not wanted
	busy  bool
	tries int
}

// arm wants it after d, unless it is wanted or under way already.
func (t *task) arm(d time.Duration) {
	if t.timer == nil && !t.busy {
		t.timer = time.NewTimer(d)
	}
}

func (t *task) disarm() {
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
}

// due is the moment of it, a nil channel if it is not wanted.
func (t *task) due() <-chan time.Time {
	if t.timer == nil {
		return nil
	}
	return t.timer.C
}
