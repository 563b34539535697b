//go:build linux && !android

package app

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// errNoDisplay: there is no screen to show a window on.
var errNoDisplay = errors.New("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set (make run starts a virtual one)")

// checkDisplay finds out whether a window can be shown at all: the toolkit
// panics where it cannot.
func checkDisplay() error {
	display := os.Getenv("DISPLAY")
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return nil
	}
	if display == "" {
		return errNoDisplay
	}
	host, number, ok := strings.Cut(display, ":")
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return fmt.Errorf("DISPLAY=%q names no display", display)
	}
	if host != "" && host != "unix" {
		return nil // another machine, or a socket of its own: let the toolkit try
	}
	path := fmt.Sprintf("/tmp/.X11-unix/X%d", n)
	for _, address := range []string{"@" + path, path} {
		conn, err := net.DialTimeout("unix", address, time.Second)
		if err == nil {
			return conn.Close()
		}
	}
	return fmt.Errorf("the display %s does not answer", display)
}
