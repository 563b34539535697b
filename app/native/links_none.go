//go:build !cgo || !darwin

package native

// Links does nothing: here the system starts the program anew for each link, or
// TakeLink has it.
func Links(func(link string)) error { return nil }
