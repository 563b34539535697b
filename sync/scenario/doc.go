// Package scenario holds recorded outages and plays them. A recording is a data
// file of dated events with their sources (data/*.toml, embedded); At gives the
// status document of any moment of it; a Player serves it over an ordinary edge
// at any speed, signed with keys of its own process, so that the ordinary client
// consumes it without a shortcut.
//
// A replay is never taken for real: every document has mode replay, every
// payload type is that of a replay, and the keys die with the process. The same
// holds for a drill, which is a recording whose times are moved to the present.
package scenario
