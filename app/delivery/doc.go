// Package delivery follows one feed from its connection to the person: what the
// client has verified is kept in the store before anything shows it, what
// changed is decided about once, and what deserves it becomes a notification.
// It knows no window; several feeds run side by side, each with its own cursor,
// keys, state and health.
//
// The way of a document, each arrow one transaction or nothing:
//
//	subscribe → store (document, cursor, pending changes) → Screen
//	          → alert.Decide → store (alert state, outbox) → notify → store (shown)
//
// A status page, which nobody signs, is polled instead (page.go): its document is
// made here, and goes the same way.
package delivery
