//go:build !linux

package subscribe

import "context"

func watch(ctx context.Context, look func()) { watchByLooking(ctx, look) }
