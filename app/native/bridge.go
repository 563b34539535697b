//go:build cgo && (android || jvm)

package native

/*
#include <stdlib.h>
#include "bridge.h"
*/
import "C"

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
	"unsafe"
)

// errNoAnswer: Android did not answer, or not as it should.
var errNoAnswer = errors.New("android did not answer")

// TakeLink returns the link that the system opened the program with, once; ""
// if there is none. It may be asked again each time the program comes forward.
func TakeLink() string {
	link := ""
	_ = run(func(env, ctx uintptr) error { // no answer is no link
		buf := make([]byte, maxLink)
		n := C.bokgu_take_link(C.uintptr_t(env), C.uintptr_t(ctx), (*C.char)(unsafe.Pointer(&buf[0])), C.int(len(buf)))
		if n > 0 && int(n) <= len(buf) {
			link = string(buf[:n])
		}
		return nil
	})
	return link
}

// Notifications says whether the person lets this program show notifications.
func Notifications() Permission {
	p := PermissionUnknown
	_ = run(func(env, ctx uintptr) error {
		switch C.bokgu_notifications(C.uintptr_t(env), C.uintptr_t(ctx)) {
		case 1:
			p = PermissionOn
		case 0:
			p = PermissionOff
		}
		return nil
	})
	return p
}

// AskNotifications has Android ask the person whether notifications may be
// shown. It returns at once; what they answered is told by Notifications when the
// program comes forward again. Whom Android has heard refuse twice it does not
// ask any more. The kind is made with it.
func AskNotifications(k Kind) error {
	return run(func(env, ctx uintptr) error {
		kind, free := kindOf(k)
		defer free()
		if C.bokgu_ask_notifications(C.uintptr_t(env), C.uintptr_t(ctx), kind) != 0 {
			return fmt.Errorf("ask for notifications: %w", errNoAnswer)
		}
		return nil
	})
}

// Show shows n. Whether the person lets it be seen is told by Notifications.
func Show(n Notice) error {
	return run(func(env, ctx uintptr) error {
		kind, free := kindOf(n.Kind)
		defer free()
		tag, title, body, once := C.CString(n.Tag), textOf(n.Title), textOf(n.Body), C.int(0)
		defer C.free(unsafe.Pointer(tag))
		defer C.free(unsafe.Pointer(title.at))
		defer C.free(unsafe.Pointer(body.at))
		if n.Once {
			once = 1
		}
		if err := C.bokgu_show(C.uintptr_t(env), C.uintptr_t(ctx), tag, title, body, kind, once); err != 0 {
			return fmt.Errorf("show: %w (step %d)", errNoAnswer, -err)
		}
		return nil
	})
}

// Withdraw takes the notification of that tag away, if it is there.
func Withdraw(tag string) error {
	return run(func(env, ctx uintptr) error {
		t := C.CString(tag)
		defer C.free(unsafe.Pointer(t))
		if err := C.bokgu_withdraw(C.uintptr_t(env), C.uintptr_t(ctx), t); err != 0 {
			return fmt.Errorf("withdraw: %w (step %d)", errNoAnswer, -err)
		}
		return nil
	})
}

// textOf copies text to where C finds it; its memory is to be freed.
func textOf(s string) C.bokgu_text {
	units := utf16.Encode([]rune(s))
	raw := make([]byte, 0, 2*len(units))
	for _, u := range units {
		raw = binary.NativeEndian.AppendUint16(raw, u)
	}
	return C.bokgu_text{at: (*C.uint16_t)(C.CBytes(raw)), n: C.int(len(units))}
}

func kindOf(k Kind) (kind C.bokgu_kind, free func()) {
	kind = C.bokgu_kind{id: C.CString(k.ID), name: textOf(k.Name), importance: 2}
	if k.Sound {
		kind.importance = 4
	}
	return kind, func() {
		C.free(unsafe.Pointer(kind.id))
		C.free(unsafe.Pointer(kind.name.at))
	}
}

// Seal encrypts secret with a key of that name that never leaves the Android
// Keystore, and makes the key when it is missing. about is bound to it: Open
// wants the same. The errors hold nothing of the secret.
func Seal(key, about string, secret []byte) ([]byte, error) { return crypt(1, key, about, secret) }

// Open decrypts what Seal returned.
func Open(key, about string, sealed []byte) ([]byte, error) { return crypt(0, key, about, sealed) }

func crypt(seal int, key, about string, in []byte) (out []byte, err error) {
	if key == "" || about == "" || len(in) == 0 || len(in) > maxSealed || len(about) > maxSealed {
		return nil, fmt.Errorf("android keystore: %d bytes about %d bytes cannot be sealed or opened", len(in), len(about))
	}
	err = run(func(env, _ uintptr) error {
		name := C.CString(key)
		defer C.free(unsafe.Pointer(name))
		bound := []byte(about)
		var result *C.uint8_t
		n := C.bokgu_crypt(C.uintptr_t(env), C.int(seal), name, (*C.uint8_t)(unsafe.Pointer(&bound[0])), C.int(len(bound)),
			(*C.uint8_t)(unsafe.Pointer(&in[0])), C.int(len(in)), &result)
		if n < 0 {
			return fmt.Errorf("android keystore: step %d failed", -n)
		}
		defer C.free(unsafe.Pointer(result))
		out = C.GoBytes(unsafe.Pointer(result), n)
		return nil
	})
	return out, err
}
