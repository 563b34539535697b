package ijson

import "bytes"

// Reading a text whose bulk is one long base64 string costs encoding/json four
// looks at every byte of it. A Hollow is the same text with the string taken out
// for as long as the rest is read.
type Hollow struct {
	Text []byte // with mark in place of the string
	long []byte
}

// mark stands for the string that was taken out. It is no base64.
const mark = "=taken out="

// minLong is the least length that is worth it, in bytes.
const minLong = 4 << 10

// Hollowed takes the first long string of base64 characters out of a text. It
// reports false where there is none, or where the text holds the mark itself.
// The text is valid JSON exactly if the hollow one is: what is taken out is a
// whole string without escapes, and it leaves a string behind.
func Hollowed(text []byte) (Hollow, bool) {
	if len(text) < minLong || bytes.Contains(text, []byte(mark)) {
		return Hollow{}, false
	}
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		from := i + 1
		for i = from; i < len(text) && inBase64[text[i]]; i++ {
		}
		if i < len(text) && text[i] == '"' && i-from >= minLong {
			small := make([]byte, 0, len(text)-(i-from)+len(mark))
			small = append(small, text[:from]...)
			small = append(small, mark...)
			return Hollow{append(small, text[i:]...), text[from:i]}, true
		}
		for ; i < len(text) && text[i] != '"'; i++ {
			if text[i] == '\\' {
				i++
			}
		}
	}
	return Hollow{}, false
}

// IsTaken reports whether a string that was read is the one that was taken out,
// and returns that.
func (h Hollow) IsTaken(s string) (long string, yes bool) {
	if s != mark {
		return "", false
	}
	return string(h.long), true
}

// Fill puts the string back into a piece of the text. It reports false if it is
// not from there.
func (h Hollow) Fill(piece []byte) (filled []byte, ok bool) {
	before, after, ok := bytes.Cut(piece, []byte(mark))
	if !ok {
		return nil, false
	}
	filled = make([]byte, 0, len(piece)+len(h.long))
	filled = append(filled, before...)
	filled = append(filled, h.long...)
	return append(filled, after...), true
}

// inBase64 are the characters of both alphabets of base64 and its padding (RFC
// 4648, sections 4 and 5).
var inBase64 = func() (in [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=" {
		in[c] = true
	}
	return in
}()
