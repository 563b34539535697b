package instance

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// maxMessage bounds a message on the wire, in bytes with its final newline. A
// bokgu: link that fits into a QR code has at most 3 kB.
const maxMessage = 16 << 10

// Message is what a second start hands to the first: its arguments, such as
// "show" or a bokgu: link. They come from any program of the same user: the
// receiver checks them as it would check its own command line.
type Message struct {
	Args []string `json:"args"`
}

// ErrTooLong: the message does not fit into 16 KiB.
var ErrTooLong = errors.New("message too long")

// The answers, one line each.
const (
	answerOK   = "ok"
	answerBusy = "busy" // the queue is full: onMessage has been hanging for a while
	answerBad  = "bad"  // not a message
)

// accept serves connections until the listener is closed.
func (in *Instance) accept() {
	slots := make(chan struct{}, maxConns)
	for {
		conn, err := in.listener.Accept()
		if err != nil {
			select {
			case <-in.closing:
				return
			case <-time.After(retryTime): // out of file descriptors: later there may be some
				continue
			}
		}
		select {
		case slots <- struct{}{}:
		case <-in.closing:
			_ = conn.Close()
			return
		}
		if !in.track(conn) {
			return
		}
		in.done.Go(func() {
			defer func() { <-slots }()
			defer in.untrack(conn)
			in.receive(conn)
		})
	}
}

// receive reads one message and answers it.
func (in *Instance) receive(conn net.Conn) {
	if err := conn.SetDeadline(time.Now().Add(answerTime)); err != nil {
		return
	}
	m, err := readMessage(conn)
	if errors.Is(err, io.EOF) {
		return // somebody only looked whether we are here
	}
	answer := answerOK
	if err != nil {
		answer = answerBad
	} else {
		select {
		case in.queue <- m:
		default:
			answer = answerBusy
		}
	}
	_, _ = io.WriteString(conn, answer+"\n") // who is gone needs no answer
}

// readMessage reads one line of JSON. An empty stream is io.EOF.
func readMessage(r io.Reader) (Message, error) {
	line, err := bufio.NewReaderSize(io.LimitReader(r, maxMessage), maxMessage).ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF) && len(line) == 0:
		return Message{}, io.EOF
	case errors.Is(err, io.EOF) && len(line) == maxMessage, errors.Is(err, bufio.ErrBufferFull):
		return Message{}, ErrTooLong
	case errors.Is(err, io.EOF):
		return Message{}, io.ErrUnexpectedEOF
	case err != nil:
		return Message{}, err
	}
	var m Message
	if err := json.Unmarshal(line, &m); err != nil {
		return Message{}, fmt.Errorf("not a message: %w", err)
	}
	return m, nil
}

// exchange sends m and waits for the answer.
func exchange(conn net.Conn, m Message) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if raw = append(raw, '\n'); len(raw) > maxMessage {
		return fmt.Errorf("%d bytes: %w", len(raw), ErrTooLong)
	}
	if _, err := conn.Write(raw); err != nil {
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	answer, err := io.ReadAll(io.LimitReader(conn, 16))
	switch {
	case string(answer) == answerOK+"\n":
		return nil
	case string(answer) == answerBusy+"\n":
		return fmt.Errorf("%w: it is busy", ErrNoAnswer)
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	return fmt.Errorf("%w: it said %q", ErrNoAnswer, answer)
}

// track notes an open connection for Close; after Close it closes it at once.
func (in *Instance) track(conn net.Conn) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	select {
	case <-in.closing:
		_ = conn.Close()
		return false
	default:
	}
	in.conns[conn] = struct{}{}
	return true
}

func (in *Instance) untrack(conn net.Conn) {
	in.mu.Lock()
	defer in.mu.Unlock()
	delete(in.conns, conn)
	_ = conn.Close()
}
