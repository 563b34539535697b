// Package store keeps what must survive a restart, a crash and a power cut: the
// last verified document of every feed with its cursor, the changes nobody has
// decided about yet, the outbox of alerts, the history (all in bokgu.db, SQLite),
// and the user's own pins, feeds and rules (user.json, with a backup).
//
// Two files, because they fail differently: everything in bokgu.db but the
// history comes back from the feed by itself, while nothing in user.json does. A
// damaged bokgu.db is moved aside, said, and replaced by an empty one; user.json
// falls back to its backup first.
//
// Feeds are told apart by sub, the local id of the subscription, never by what
// a feed calls itself: two feeds may claim the same name.
package store
