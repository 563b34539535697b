package notify

import "bokgu/app/native"

func open(p Params) (Notifier, error) {
	return newKinds(p, notices{native.Show, native.Withdraw, native.Notifications}), nil
}
