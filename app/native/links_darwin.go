//go:build cgo

package native

/*
#cgo !ios LDFLAGS: -framework CoreServices
#cgo ios LDFLAGS: -framework CoreFoundation -lobjc
#include "links_darwin.h"
*/
import "C"

import (
	"fmt"
	"sync/atomic"
)

var deliver atomic.Pointer[func(string)]

//export bokgu_link
func bokgu_link(link *C.char) {
	text := C.GoString(link)
	if f := deliver.Load(); f != nil && len(text) <= maxLink {
		go (*f)(text) // what called is the system's own loop
	}
}

// Links has f called with each link that the system hands to the running
// program, on a goroutine of its own. It has to be called before the toolkit
// runs, once.
func Links(f func(link string)) error {
	deliver.Store(&f)
	if n := C.bokgu_listen(); n != 0 {
		return fmt.Errorf("listen for links: status %d", n)
	}
	return nil
}
