package assets

import _ "embed"

//go:embed directory.json
var directory []byte

// Directory returns the signed list of feeds that the makers of the app vouch for, see package app/official. It is empty
// today.
func Directory() []byte { return directory }
