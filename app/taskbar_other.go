//go:build !windows

package app

// nameTaskbar has nothing to do here.
func nameTaskbar(string) {}
