package subscribe

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"bokgu/sync/wire"
)

// badCloses are about close frames. A server's own words are never used.
func badCloses() []bad {
	closed := func(name string, wait time.Duration, said int, payload string) bad {
		return bad{
			name: name, state: Waiting, reason: Closed, wait: wait, said: said,
			play: sent(func(_ *trial, l *line) { l.frame(flagFin|opClose, []byte(payload)) }),
		}
	}
	broken := func(name, payload string) bad {
		b := closed(name, afterMistake, wire.CloseProtocol, payload)
		b.reason = Protocol
		return b
	}
	words := strings.Repeat("text of the server ", 10)
	return []bad{
		closed("close without a code", afterLoss, wire.CloseNoStatus, ""),
		// RFC 6455 forbids half a code; it is read as none, and the wait grows as
		// after any loss.
		closed("close with one byte", afterLoss, wire.CloseNoStatus, "\x03"),
		closed("close with the longest reason", 15*second, wire.CloseGoingAway, "\x03\xe9"+words[:123]),
		broken("close with a reason too long", "\x03\xe9"+words[:124]),
		broken("close with a reason that is not UTF-8", "\x03\xe8\xff"),
		broken("close 1005 on the wire", "\x03\xed"),
		broken("close 1006 on the wire", "\x03\xee"),
		broken("close 1015 on the wire", "\x03\xf7"),
		broken("close 0", "\x00\x00"),
		broken("close 999", "\x03\xe7"),
		closed("close with a code of nobody", second/2, 3999, "\x0f\x9f"),
		{
			name: "data after close", state: Waiting, reason: Closed, wait: afterLoss, said: wire.CloseNormal,
			play: sent(func(r *trial, l *line) {
				l.mu.Lock()
				l.closed = true
				l.mu.Unlock()
				l.write(slices.Concat(frame(flagFin|opClose, "\x03\xe8"), frame(flagFin|opText, string(r.news()))))
			}),
		},
		{
			name: "data after the client's close", state: Waiting, reason: Protocol, wait: afterMistake, said: wire.CloseProtocol,
			play: sent(func(r *trial, l *line) {
				l.write(slices.Concat(frame(flagFin|opText, "["), frame(flagFin|opText, string(r.news()))))
			}),
		},
	}
}

// badLines are connections that go bad.
func badLines() []bad {
	wrong := func(name string, headers func(*line) []string) bad {
		return bad{
			name: name, state: Waiting, reason: NotFeed, wait: afterMistake,
			play: func(_ *trial, l *line) { l.upgrade(headers(l)...) },
		}
	}
	return []bad{
		{
			name: "half-open", state: Waiting, reason: Lost, wait: afterLoss,
			play: func(r *trial, l *line) { // and never a word again, nor a FIN
				ping := int64(25_000)
				if r.real {
					ping = 1_000 // none below this is believed
				}
				l.open()
				l.text(hello(wire.Hello{PingMS: ping}))
			},
			check: func(r *trial) {
				live, _ := r.l.told(Live, None)
				if lost, _ := r.l.told(Waiting, Lost); !r.real {
					equal(r, "silence until it is lost", lost.Since.Sub(live.Since), 40*second)
				}
			},
		},
		{
			name: "half-open in the middle of a message", state: Waiting, reason: Lost, wait: afterLoss, pipes: true,
			play: sent(func(r *trial, l *line) {
				b := r.news()
				l.write(append(header(flagFin|opText, uint64(len(b))), b[:100]...))
			}),
		},
		{
			// What keeps a connection alive is frames, not bytes.
			name: "a frame that drips", state: Waiting, reason: Lost, wait: afterLoss, pipes: true,
			play: sent(func(_ *trial, l *line) {
				l.write(header(flagFin|opText, 1000))
				for {
					select {
					case <-time.After(10 * second):
						l.write([]byte(" "))
					case <-l.left:
						return
					}
				}
			}),
			check: func(r *trial) {
				live, _ := r.l.told(Live, None)
				lost, _ := r.l.told(Waiting, Lost)
				equal(r, "patience", lost.Since.Sub(live.Since), 40*second)
			},
		},
		{
			name: "RST in the middle of a frame", state: Waiting, reason: Lost, wait: afterLoss, sockets: true,
			play: sent(func(r *trial, l *line) {
				b := r.news()
				l.write(append(header(flagFin|opText, uint64(len(b))), b[:100]...))
				l.reset()
			}),
		},
		{
			name: "FIN in the middle of a frame", state: Waiting, reason: Lost, wait: afterLoss,
			play: sent(func(r *trial, l *line) {
				b := r.news()
				l.write(append(header(flagFin|opText, uint64(len(b))), b[:100]...))
				l.cut()
			}),
		},
		{
			name: "FIN in the middle of a header", state: Waiting, reason: Lost, wait: afterLoss,
			play: sent(func(_ *trial, l *line) {
				l.write([]byte{flagFin | opText, 126})
				l.cut()
			}),
		},
		{
			name: "FIN between fragments", state: Waiting, reason: Lost, wait: afterLoss,
			play: sent(func(r *trial, l *line) {
				l.frame(opText, r.news())
				l.cut()
			}),
		},
		{
			name: "FIN within deflate", state: Waiting, reason: Lost, wait: afterLoss,
			play: func(r *trial, l *line) {
				l.greet(extension)
				b := deflate(r.news())
				l.write(append(header(flagFin|flagRSV1|opText, uint64(len(b))), b[:len(b)/2]...))
				l.cut()
			},
		},
		wrong("wrong accept key", func(*line) []string { return []string{"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="} }),
		wrong("no accept key", func(*line) []string { return nil }),
		{
			name: "101 and then silence", state: Waiting, reason: TimedOut, wait: afterLoss, said: wire.CloseProtocol,
			play:  func(_ *trial, l *line) { l.open() },
			hurry: func(t *wire.Timing) { t.Hello = 50 * time.Millisecond },
			check: func(r *trial) {
				if h, _ := r.l.told(Waiting, TimedOut); !r.real {
					equal(r, "patience", h.Since.Sub(r.began), 10*second)
				}
			},
		},
		{
			name: "an answer that is cut off", state: Waiting, reason: Unreachable, wait: afterLoss,
			play: func(_ *trial, l *line) { l.answer("101 Switching Proto") },
		},
	}
}

// badAnswers are answers to the upgrade that are none.
func badAnswers() []bad {
	answered := func(name string, reason Reason, wait time.Duration, text string) bad {
		return bad{
			name: name, state: Waiting, reason: reason, wait: wait,
			play: func(_ *trial, l *line) { l.answer(text + "\r\n") },
		}
	}
	capped := func(b bad) bad {
		b.capped = true
		return b
	}
	const page = "Content-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<html>"
	return []bad{
		answered("200", NotFeed, afterMistake, "200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"),
		answered("200 with a page", Captive, second/2, "200 OK\r\n"+page),
		answered("200 with a page without type", Captive, second/2, "200 OK\r\nContent-Length: 15\r\n\r\n<!DOCTYPE html>"),
		answered("301", Captive, second/2, "301 Moved Permanently\r\nLocation: https://portal.example/\r\n"),
		answered("302", Captive, second/2, "302 Found\r\nLocation: https://portal.example/\r\n"),
		answered("401", Unauthorized, 450*second, "401 Unauthorized\r\n"),
		answered("403", Unauthorized, 450*second, "403 Forbidden\r\n"),
		answered("403 with a page", Captive, second/2, "403 Forbidden\r\n"+page),
		answered("404", NotFeed, afterMistake, "404 Not Found\r\nContent-Length: 0\r\n"),
		answered("407", ProxyAuth, 450*second, "407 Proxy Authentication Required\r\n"),
		answered("429", Overloaded, 30*second+second/2, "429 Too Many Requests\r\n"),
		capped(answered("429 with Retry-After", Overloaded, 50*second, "429 Too Many Requests\r\nRetry-After: 40\r\n")),
		answered("500", ServerError, second/2, "500 Internal Server Error\r\n"),
		answered("502 with a page", ServerError, second/2, "502 Bad Gateway\r\n"+page),
		answered("503", Overloaded, 30*second+second/2, "503 Service Unavailable\r\n"),
		capped(answered("503 with Retry-After", Overloaded, 75*second, "503 Service Unavailable\r\nRetry-After: 60\r\n")),
		capped(answered("503 with Retry-After of a year", Overloaded, 600*second, "503 x\r\nRetry-After: 31536000\r\n")),
		answered("503 with Retry-After in words", Overloaded, 30*second+second/2, "503 x\r\nRetry-After: soon\r\n"),
		{
			name: "503 with Retry-After by date", state: Waiting, reason: Overloaded, wait: 125 * second, capped: true,
			play: func(r *trial, l *line) {
				at := r.now().Add(100 * second).UTC().Truncate(second)
				l.answer("503 x\r\nRetry-After: " + at.Format(http.TimeFormat) + "\r\n\r\n")
			},
		},
		answered("another upgrade", NotFeed, afterMistake, "101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n"),
		answered("no HTTP", Unreachable, afterLoss, "what\r\n"),
	}
}
