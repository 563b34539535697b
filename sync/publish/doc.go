// Package publish makes a feed: it numbers, dates, checks, trims and signs each
// status document, keeps the running document fresh, and hands both to a log.
//
// Readers are tolerant; this side is strict. A document that breaks a rule is
// refused whole, with the path of every fault, and the one before it stays.
package publish
