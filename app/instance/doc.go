// Package instance lets the program run once per data folder. The first process
// holds a lock on a file and listens on a Unix-domain socket, on Windows on a
// named pipe; a second one hands its arguments over and ends, so that the first
// window comes forward.
//
// The lock decides, the socket only carries messages: the system drops a lock
// with the process that held it, so a crash leaves nothing in the way but a
// socket file, which the next holder of the lock removes.
package instance
