//go:build cgo

package native

import (
	"errors"

	"fyne.io/fyne/v2/driver"
)

// run gives f the environment of Java and the activity, on a thread of its own.
func run(f func(env, ctx uintptr) error) error {
	return driver.RunNative(func(c any) error {
		android, is := c.(*driver.AndroidContext)
		if !is || android.Env == 0 || android.Ctx == 0 {
			return errors.New("there is no activity")
		}
		return f(android.Env, android.Ctx)
	})
}
