package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// output prints lines so that a process killed at any moment can find out, in
// its next life, how far it came.
//
// A write to standard output and a note about it cannot be one step. So the note
// comes before (printing, in the state file) and what was really written is
// found out afterwards, in this order:
//
//  1. Standard output is the same regular file as then and can be read: its
//     contents from the noted offset on say it exactly. Every line appears once.
//  2. Otherwise (a pipe, a terminal, another file): a mark is written right
//     after every line. Only a kill between these two neighbouring system calls
//     (microseconds) makes one line appear again: at least once. The change's id
//     tells a reader which.
type output struct {
	w    io.Writer
	file *os.File // w, if that is a regular file
	mark *os.File // fixed-size note of the last line, overwritten in place
}

// printing is the note made before lines are printed.
type printing struct {
	Serial uint64   `json:"serial"` // of this batch, in this state file
	Text   string   `json:"text"`   // all lines
	IDs    []string `json:"ids"`    // of the changes in it
	File   string   `json:"file,omitempty"`
	Offset int64    `json:"offset,omitempty"` // where Text begins in File
}

func newOutput(w io.Writer, mark *os.File) *output {
	o := &output{w: w, mark: mark}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			o.file = f
		}
	}
	return o
}

// plan fills in where the text is about to be printed.
func (o *output) plan(p *printing) {
	if o.file == nil {
		return
	}
	info, err := o.file.Stat()
	if err != nil {
		return
	}
	if id, ok := fileID(o.file); ok {
		p.File, p.Offset = id, info.Size()
	}
}

// print writes the text from byte done on, a line at a time: lines are far below
// the 4,096 bytes that POSIX writes to a pipe in one piece.
func (o *output) print(p *printing, done int) error {
	for done < len(p.Text) {
		line := p.Text[done:]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		n, err := io.WriteString(o.w, line)
		done += n
		if markErr := o.setMark(p.Serial, done); err == nil {
			err = markErr
		}
		if err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
	}
	if o.file != nil { // a power cut must not take what the state calls printed
		if err := o.file.Sync(); err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
	}
	return nil
}

// printed returns how many bytes of a noted text have been written.
func (o *output) printed(p *printing) int {
	if n, ok := o.inFile(p); ok {
		return n
	}
	serial, n := o.readMark()
	if serial != p.Serial || n < 0 || n > len(p.Text) {
		return 0
	}
	return n
}

// inFile compares the text with what the file holds since the offset.
func (o *output) inFile(p *printing) (int, bool) {
	if o.file == nil || p.File == "" {
		return 0, false
	}
	if id, ok := fileID(o.file); !ok || id != p.File {
		return 0, false
	}
	info, err := o.file.Stat()
	if err != nil || info.Size() < p.Offset {
		return 0, false // cut since then: what was printed is gone on purpose
	}
	f, err := reopen(o.file)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	have, err := io.ReadAll(io.NewSectionReader(f, p.Offset, int64(len(p.Text))))
	if err != nil {
		return 0, false
	}
	if bytes.HasPrefix([]byte(p.Text), have) {
		return len(have), true
	}
	return 0, false // somebody else wrote into it as well
}

// markSize is that of the mark: two numbers of twenty digits at most.
const markSize = 42

// setMark is one system call: either the old mark stands or the new one.
func (o *output) setMark(serial uint64, n int) error {
	_, err := o.mark.WriteAt(fmt.Appendf(nil, "%020d %020d\n", serial, n), 0)
	return err
}

// setJobMark notes the last command that has ended; see job. It stands behind the
// mark of output in the same file.
func setJobMark(mark *os.File, n uint64) error {
	_, err := mark.WriteAt(fmt.Appendf(nil, "%020d\n", n), markSize)
	return err
}

// jobMark returns what setJobMark noted last, 0 for nothing.
func jobMark(mark *os.File) uint64 {
	b := make([]byte, 20)
	if _, err := mark.ReadAt(b, markSize); err != nil {
		return 0
	}
	n, err := strconv.ParseUint(string(b), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (o *output) readMark() (serial uint64, n int) {
	b := make([]byte, markSize)
	if _, err := o.mark.ReadAt(b, 0); err != nil {
		return 0, -1
	}
	first, second, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	serial, err := strconv.ParseUint(first, 10, 64)
	if err != nil {
		return 0, -1
	}
	if n, err = strconv.Atoi(second); err != nil {
		return 0, -1
	}
	return serial, n
}
