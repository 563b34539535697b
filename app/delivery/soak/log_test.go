//go:build linux && !android

package soak

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// place is where a document stands in the order of all that was published: the
// number of its epoch, from 1, and its seq.
type place struct {
	Epoch int    `json:"epoch"`
	Seq   uint64 `json:"seq"`
}

func (p place) before(q place) bool {
	return p.Epoch < q.Epoch || p.Epoch == q.Epoch && p.Seq < q.Seq
}

func (p place) String() string { return fmt.Sprintf("%d.%d", p.Epoch, p.Seq) }

// mark names a thing together with the document that spoke about it, such as
// "c7~1.42". Texts of the feed hold marks, so that what a person is told says by
// itself which document it was made of.
func mark(id string, p place) string { return id + "~" + p.String() }

func epochName(n int) string { return "soak-" + strconv.Itoa(n) }

func epochNumber(name string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(name, "soak-"))
	return n
}

// The kinds of a published line.
const (
	lineDocument = "document" // a new document
	lineRenewal  = "renewal"  // the same, confirmed for longer
	lineSettled  = "settled"  // by now everything before must have been told
)

// published is one line of the publisher's log. It is on the disk before an edge
// gets what it speaks about.
type published struct {
	At        time.Time         `json:"at"`
	Kind      string            `json:"kind"`
	Place     place             `json:"place"`
	SHA256    string            `json:"sha256,omitempty"`
	ExpiresAt time.Time         `json:"expires_at,omitzero"` // how long the document was confirmed by this line
	States    map[string]string `json:"states,omitempty"`    // of every component, promise and guidance
	Due       map[string]int64  `json:"due,omitempty"`       // of open promises, Unix milliseconds
	Said      map[string]place  `json:"said,omitempty"`      // of every incident: where something was last said about it
	Changes   []string          `json:"changes,omitempty"`   // ids, for people
}

// traffic is one message on the bus, as the bus itself copied it to a monitor.
type traffic struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"kind"` // notify, answered, close, closed
	Sender   string    `json:"sender,omitempty"`
	Serial   uint32    `json:"serial,omitempty"` // of the call: of notify and its answered
	ID       uint32    `json:"id,omitempty"`     // answered, close, closed
	Replaces uint32    `json:"replaces,omitempty"`
	Title    string    `json:"title,omitempty"`
	Body     string    `json:"body,omitempty"`
	Tag      string    `json:"tag,omitempty"` // the stack tag, which names the notification for the service
}

// shown is what the screen shows at one moment.
type shown struct {
	At     time.Time         `json:"at"`
	Run    int               `json:"run"` // which process of the engine
	Place  place             `json:"place"`
	Fresh  bool              `json:"fresh"`            // shown as confirmed
	States map[string]string `json:"states,omitempty"` // of every component, when the document is another one
	// The rest is for whoever drives the engine. The checker looks at none of it.
	Conn   string `json:"conn,omitempty"`
	Idle   bool   `json:"idle,omitempty"` // nothing is pending, nothing is to be shown
	Opened string `json:"opened,omitempty"`
}

// readLines reads JSON Lines. A line without an end was cut short by a kill and
// says nothing.
func readLines[T any](path string) ([]T, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseLines[T](path, b)
}

func parseLines[T any](name string, b []byte) ([]T, error) {
	var out []T
	r := bufio.NewReader(bytes.NewReader(b))
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			return out, nil
		}
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		out = append(out, v)
	}
}

// lines writes JSON Lines, each with one call of Write.
type lines struct{ w io.Writer }

func (l lines) put(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = l.w.Write(append(b, '\n'))
	return err
}
