// Package bridge makes one signed feed of status pages that companies already
// have: it polls them (package source), merges what they say, signs it (package
// publish) and hands it to an edge (package server).
//
// Every page is one service of the feed, its components are the functions. What a
// page says stays its operator's claim over an unsigned road; the signature only
// vouches that this bridge read it there. A page that does not answer any more is
// told as one that nobody can tell about, never as well.
//
// Everything that a reader was told is on the disk before it leaves, so that a
// bridge that was killed at any moment goes on in the same epoch, with the next
// number, and tells each change once.
package bridge
