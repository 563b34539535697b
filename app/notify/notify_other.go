//go:build !linux && !windows

package notify

import "errors"

func open(p Params) (Notifier, error) {
	if p.Fallback == nil {
		return nil, errors.New("notify: Fallback is needed on this system")
	}
	return &plain{show: p.Fallback}, nil
}
