// Package credential keeps the tokens of private feeds: in the system's keyring
// where there is one, else in the memory of this session; never in a file, a log
// or the text of an error.
//
// A keyring may ask the person to unlock it and not return for minutes, and
// its library takes no context. So every call to it runs on a goroutine of its
// own, one at a time; a caller waits only as long as it wants to, and what
// arrives later is kept and told.
package credential
