//go:build cgo && (android || jvm || darwin)

package native

// maxLink bounds a link of the system, in bytes; a longer one is dropped. Ours
// are far shorter: an address and a key.
const maxLink = 8 << 10

// maxSealed bounds what is sealed and opened, in bytes: more than the longest token.
const maxSealed = 64 << 10
