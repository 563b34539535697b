//go:build cgo

package native

/*
#cgo LDFLAGS: -framework CoreFoundation -framework Security
#include <stdlib.h>
#include "keychain_ios.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// KeychainGet returns a secret of the Keychain, or ErrNoItem.
func KeychainGet(service, user string) ([]byte, error) {
	s, u := C.CString(service), C.CString(user)
	defer C.free(unsafe.Pointer(s))
	defer C.free(unsafe.Pointer(u))
	out := make([]byte, maxSealed)
	var n C.int
	if err := status("read", C.bokgu_keychain_get(s, u, (*C.uint8_t)(unsafe.Pointer(&out[0])), C.int(len(out)), &n)); err != nil {
		return nil, err
	}
	return out[:n], nil
}

// KeychainSet puts a secret there, in place of any former one.
func KeychainSet(service, user string, secret []byte) error {
	if len(secret) == 0 || len(secret) > maxSealed {
		return fmt.Errorf("keychain: write: %d bytes", len(secret))
	}
	s, u := C.CString(service), C.CString(user)
	defer C.free(unsafe.Pointer(s))
	defer C.free(unsafe.Pointer(u))
	return status("write", C.bokgu_keychain_set(s, u, (*C.uint8_t)(unsafe.Pointer(&secret[0])), C.int(len(secret))))
}

// KeychainDelete takes it away, or returns ErrNoItem.
func KeychainDelete(service, user string) error {
	s, u := C.CString(service), C.CString(user)
	defer C.free(unsafe.Pointer(s))
	defer C.free(unsafe.Pointer(u))
	return status("delete", C.bokgu_keychain_delete(s, u))
}

func status(what string, s C.int) error {
	switch s {
	case 0:
		return nil
	case C.BOKGU_NO_ITEM:
		return ErrNoItem
	}
	return fmt.Errorf("keychain: %s: status %d", what, s)
}
