package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"bokgu/app/instance"
)

const (
	// quitWait bounds how long --quit waits for the other to be gone: stopping takes it two seconds at most.
	quitWait = 10 * time.Second
	// quitLook is the time between two looks whether it is.
	quitLook = 50 * time.Millisecond
)

// quitRunning asks the Bokgu that uses the data folder to end and returns when it
// has let go of everything; at once where none runs. An installer calls it before
// it replaces the program.
func quitRunning(ctx context.Context, opts Options) error {
	dir, err := dataPath(opts.Data)
	if err != nil {
		return err
	}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil // nothing ever ran here, and nothing shall be made
	}
	ctx, cancel := context.WithTimeout(ctx, quitWait)
	defer cancel()
	for asked := false; ; {
		in, first, err := instance.Acquire(ctx, dir, func(instance.Message) {})
		switch {
		case err == nil && first:
			return in.Close()
		case err == nil && !asked:
			// It says no more than that it has heard; who is first is what tells that it has gone.
			asked = in.Send(ctx, instance.Message{Args: []string{"show", "--quit"}}) == nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("another Bokgu uses %s and does not end", dir)
		case <-time.After(quitLook):
		}
	}
}
