package subscribe

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// settle is how long the messages about one change are collected: a Wi-Fi that
// comes up sends a dozen within some hundred milliseconds.
const settle = 500 * time.Millisecond

// watch calls look after the kernel told of a change of a link or an address.
func watch(ctx context.Context, look func()) {
	f, err := openNetlink()
	if err != nil { // Android and some sandboxes allow no such socket
		watchByLooking(ctx, look)
		return
	}
	defer f.Close()
	defer context.AfterFunc(ctx, func() { f.Close() })()
	look() // what changed before the socket was there
	buf := make([]byte, 64<<10)
	var due time.Time // of the look after the first message, zero: there was none
	for {
		_ = f.SetReadDeadline(due)
		_, err := f.Read(buf)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil, errors.Is(err, unix.ENOBUFS): // ENOBUFS: more than it could keep
			if due.IsZero() {
				due = time.Now().Add(settle)
			}
		case errors.Is(err, os.ErrDeadlineExceeded):
			due = time.Time{}
			look()
		default:
			watchByLooking(ctx, look)
			return
		}
	}
}

// openNetlink opens a routing socket that is told of links and addresses. The
// messages themselves are not read: what there is now is asked for afterwards.
func openNetlink() (*os.File, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("open netlink: %w", err)
	}
	groups := uint32(unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR)
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("bind netlink: %w", err)
	}
	return os.NewFile(uintptr(fd), "netlink"), nil
}
