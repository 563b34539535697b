package subscribe

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"bokgu/sync/wire"
)

// second and what follows a mistake: the floor of a minute, and half of the first
// back-off.
const (
	second       = time.Second
	afterMistake = 60*time.Second + second/2
	afterLoss    = 5 * time.Second / 2
)

// sent is what a server sends after a proper greeting.
func sent(f func(*trial, *line)) func(*trial, *line) {
	return func(r *trial, l *line) {
		l.greet()
		f(r, l)
	}
}

// raw is bytes after a proper greeting.
func raw(parts ...[]byte) func(*trial, *line) {
	return sent(func(_ *trial, l *line) { l.write(slices.Concat(parts...)) })
}

// frame is one frame as it should be.
func frame(first byte, payload string) []byte {
	return append(header(first, uint64(len(payload))), payload...)
}

// news is the event of the next document, with letters of several bytes in it.
func (r *trial) news() []byte {
	b, err := wire.NewEvent(wire.TypeStatus, "복구", r.now(), r.status(r.doc(3, 0))).Encode()
	if err != nil {
		r.Fatal(err)
	}
	return b
}

func long(first byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{first, 127}, n)
}

// badFrames are about RFC 6455, sections 5.2 to 5.6. The first are allowed.
func badFrames() []bad {
	taken := func(name string, play func(*trial, *line)) bad {
		return bad{name: name, play: play, state: Live, taken: 1}
	}
	broken := func(name string, play func(*trial, *line)) bad {
		return bad{name: name, play: play, state: Waiting, reason: Protocol, wait: afterMistake, said: wire.CloseProtocol}
	}
	tooBig := func(name string, parts ...[]byte) bad {
		return bad{name: name, play: raw(parts...), state: Waiting, reason: TooBig, wait: afterMistake, said: wire.CloseTooBig}
	}
	notText := func(name string, parts ...[]byte) bad {
		return bad{name: name, play: raw(parts...), state: Waiting, reason: Protocol, wait: afterMistake, said: wire.CloseInvalidText}
	}
	return []bad{
		taken("fragmented text, within a letter", sent(func(r *trial, l *line) {
			b := r.news()
			cut := bytes.Index(b, []byte("복")) + 1
			l.frame(opText, b[:cut])
			l.frame(opMore, b[cut:cut+1])
			l.frame(opMore, nil)
			l.frame(flagFin|opMore, b[cut+1:])
		})),
		taken("control frame inside fragments", sent(func(r *trial, l *line) {
			b := r.news()
			l.frame(opText, b[:100])
			equal(r, "pong between two fragments", l.settle(), "settle")
			l.frame(flagFin|opPong, []byte("nobody asked"))
			l.frame(flagFin|opMore, b[100:])
		})),
		taken("byte by byte", func(r *trial, l *line) {
			l.slow = true
			l.greet()
			l.text(r.news())
		}),
		taken("all in one segment", func(r *trial, l *line) {
			upgrade := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: " +
				wire.Subprotocol + "\r\nSec-WebSocket-Accept: " + l.accept() + "\r\n\r\n"
			greeting := string(hello(wire.Hello{PingMS: 25_000}))
			l.f.running.Go(l.listen)
			l.write(slices.Concat([]byte(upgrade), frame(flagFin|opText, greeting), frame(flagFin|opText, string(r.news()))))
		}),
		taken("as large as a message may be", sent(func(r *trial, l *line) {
			b := r.news()
			l.text(append(b, bytes.Repeat([]byte(" "), wire.MaxWireBytes-len(b))...))
		})),

		broken("message inside the fragments of another", raw(frame(opText, "{"), frame(flagFin|opText, "{}"))),
		broken("fragment of nothing", raw(frame(flagFin|opMore, "{}"))),
		broken("fragmented control frame", raw(frame(opPing, "a"), frame(flagFin|opMore, "b"))),
		broken("oversized control frame", raw(frame(flagFin|opPing, strings.Repeat("p", 126)))),
		broken("reserved opcode", raw(frame(flagFin|0x3, "{}"))),
		broken("reserved control opcode", raw(frame(flagFin|0xb, ""))),
		broken("RSV1 without extension", raw(frame(flagFin|flagRSV1|opText, "{}"))),
		broken("RSV2", raw(frame(flagFin|flagRSV2|opText, "{}"))),
		broken("masked server frame", raw([]byte{flagFin | opText, masked | 2, 1, 2, 3, 4, '{' ^ 1, '}' ^ 2})),
		{
			name: "binary message", play: raw(frame(flagFin|0x2, "{}")),
			state: Waiting, reason: Protocol, wait: afterMistake, said: wire.CloseUnsupportedData,
		},
		notText("invalid UTF-8", frame(flagFin|opText, "{\"a\":\"\xff\"}")),
		notText("invalid UTF-8 over two fragments", frame(opText, "{\"a\":\"\xed\xa0"), frame(flagFin|opMore, "\x80\"}")),
		tooBig("64-bit length with the top bit set", long(flagFin|opText, 1<<63|5), []byte("hello")),
		tooBig("64-bit length of all there is", long(flagFin|opText, 1<<63-1)),
		tooBig("fragments whose lengths overflow", frame(opText, "{"), long(flagFin|opMore, 1<<63-1)),
		tooBig("one byte too large on the wire", header(flagFin|opText, wire.MaxWireBytes+1)),
	}
}

const extension = "Sec-WebSocket-Extensions: " + deflateExtension

// badDeflate is about RFC 7692: all of it after deflate has been negotiated.
func badDeflate() []bad {
	const deflated = flagFin | flagRSV1 | opText
	plays := func(parts func(*trial) []byte) func(*trial, *line) {
		return func(r *trial, l *line) {
			l.greet(extension)
			l.frame(deflated, parts(r))
		}
	}
	refused := func(name string, reason Reason, said int, payload func(*trial) []byte) bad {
		return bad{name: name, play: plays(payload), state: Waiting, reason: reason, wait: afterMistake, said: said}
	}
	return []bad{
		{name: "deflated, as large as a message may be", state: Live, taken: 1, play: plays(func(r *trial) []byte {
			b := r.news()
			return deflate(append(b, bytes.Repeat([]byte(" "), wire.MaxInflatedBytes-len(b))...))
		})},
		{name: "deflated, in fragments", state: Live, taken: 1, play: func(r *trial, l *line) {
			l.greet(extension)
			b := deflate(r.news())
			l.frame(flagRSV1|opText, b[:20])
			l.frame(flagFin|opMore, b[20:])
		}},
		refused("deflate bomb", TooBig, wire.CloseTooBig, func(*trial) []byte {
			return deflate(bytes.Repeat([]byte(" "), 2*wire.MaxInflatedBytes))
		}),
		{
			name: "deflate bomb for a hello", play: func(_ *trial, l *line) {
				l.open(extension)
				l.frame(deflated, deflate(bytes.Repeat([]byte(" "), 2*wire.MaxInflatedBytes)))
			},
			state: Waiting, reason: TooBig, wait: afterMistake, said: wire.CloseTooBig,
		},
		refused("one byte too large inflated", TooBig, wire.CloseTooBig, func(r *trial) []byte {
			b := r.news()
			return deflate(append(b, bytes.Repeat([]byte(" "), wire.MaxInflatedBytes+1-len(b))...))
		}),
		{
			name: "deflated, one byte too large on the wire", play: func(_ *trial, l *line) {
				l.greet(extension)
				l.write(header(deflated, wire.MaxWireBytes+1))
			},
			state: Waiting, reason: TooBig, wait: afterMistake, said: wire.CloseTooBig,
		},
		refused("truncated deflate", Protocol, wire.CloseInvalidText, func(r *trial) []byte {
			b := deflate(r.news())
			return b[:len(b)/2]
		}),
		refused("stored block that ends early", Protocol, wire.CloseInvalidText, func(*trial) []byte {
			return []byte{0, 0xe8, 0x03, 0x17, 0xfc, '{'} // 1,000 bytes are announced
		}),
		refused("broken deflate", Protocol, wire.CloseInvalidText, func(*trial) []byte { return []byte{0xff, 0xff} }),
		refused("random deflate", Protocol, wire.CloseInvalidText, func(*trial) []byte {
			b := make([]byte, 4096)
			_, _ = rand.NewChaCha8([32]byte{7}).Read(b)
			return b
		}),
		{
			name: "an extension with a memory", play: func(_ *trial, l *line) { l.open("Sec-WebSocket-Extensions: permessage-deflate") },
			state: Waiting, reason: Version, wait: afterMistake,
		},
	}
}

// deflate is a message as RFC 7692, section 7.2.1, has it.
func deflate(b []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	if _, err := w.Write(b); err != nil {
		panic(err)
	}
	if err := w.Flush(); err != nil {
		panic(err)
	}
	return out.Bytes()[:out.Len()-4]
}
