package subscribe

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"

	"bokgu/sync/envelope"
	"bokgu/sync/feed"
	"bokgu/sync/wire"
)

var (
	deep     = strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	lessDeep = strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000)
)

// badEvents break the protocol above the frames: they end the connection.
func badEvents() []bad {
	broken := func(name string, play func(*trial, *line)) bad {
		return bad{name: name, play: play, state: Waiting, reason: Protocol, wait: afterMistake, said: wire.CloseProtocol}
	}
	text := func(s string) func(*trial, *line) { return raw(frame(flagFin|opText, s)) }
	first := func(b func(*trial) []byte) func(*trial, *line) {
		return func(r *trial, l *line) {
			l.open()
			l.text(b(r))
		}
	}
	const begun = `{"specversion":"1.0","id":"1","source":"/v1/stream","type":"bokgu.status.v1","data":`
	return []bad{
		broken("no hello, a status first", first((*trial).news)),
		broken("no hello, a goaway first", first(func(*trial) []byte { return event(wire.TypeGoaway, []byte(`{}`)) })),
		broken("hello of the wrong shape", first(func(*trial) []byte { return event(wire.TypeHello, []byte(`{"seq":"one"}`)) })),
		broken("hello of two times", first(func(*trial) []byte { return event(wire.TypeHello, []byte(`{"ping_ms":1,"PING_MS":2}`)) })),
		broken("event that is a list", text(`[1,2]`)),
		broken("event of the wrong shape", text(`{"specversion":1,"id":[],"source":{},"type":null}`)),
		broken("event cut off", text(begun)),
		broken("goaway of the wrong shape", text(string(event(wire.TypeGoaway, []byte(`[]`))))),
		broken("event nested 100,000 deep", text(deep)),
		broken("data nested 100,000 deep", text(begun+deep+`}`)),
		broken("event of two types", text(`{"type":"bokgu.song.v9",`+begun[1:]+`0}`)),
		broken("event with two of its data", text(begun+`{},"Data":{}}`)),
	}
}

// enveloped is a status event whose document is any bytes, rightly signed.
func (r *trial) enveloped(payload []byte) []byte {
	b, err := r.signer.Sign(envelope.StatusType(r.house.profile.Mode), payload)
	if err != nil {
		r.Fatal(err)
	}
	return event(wire.TypeStatus, b)
}

// edited is the next document with a change in its text.
func (r *trial) edited(old, now string) []byte {
	b := r.payload(r.doc(3, 0))
	if !bytes.Contains(b, []byte(old)) {
		r.Fatalf("no %s in %s", old, b)
	}
	return bytes.Replace(b, []byte(old), []byte(now), 1)
}

// twoPayloads is an envelope with a payload that was signed and another one.
func (r *trial) twoPayloads() []byte {
	good := r.status(r.doc(3, 0))
	other := base64.StdEncoding.EncodeToString(r.payload(r.doc(4, 0)))
	return append([]byte(`{"payload":"`+other+`",`), good[1:]...)
}

// badDocuments come in good order: the stream goes on, what was held stays.
func badDocuments() []bad {
	refused := func(name string, reason Reason, message func(*trial) []byte) bad {
		return bad{name: name, state: Live, reason: reason, play: func(r *trial, l *line) {
			l.greet(extension)
			l.frame(flagFin|flagRSV1|opText, deflate(message(r)))
		}}
	}
	taken := func(name string, message func(*trial) []byte) bad {
		b := refused(name, None, message)
		b.taken = 1
		return b
	}
	inside := func(name string, payload func(*trial) []byte) bad {
		return refused(name, RefusedDocument, func(r *trial) []byte { return r.enveloped(payload(r)) })
	}
	status := func(change func(*trial, *feed.Status)) func(*trial) []byte {
		return func(r *trial) []byte {
			d := r.doc(3, 0)
			change(r, d)
			return event(wire.TypeStatus, r.status(d))
		}
	}
	list := []bad{
		inside("nested 100,000 deep", func(*trial) []byte { return []byte(`{"schema":1,"x":` + deep + `}`) }),
		taken("nested 9,000 deep where nobody looks", func(r *trial) []byte {
			return r.enveloped(r.edited(`{"schema":1,`, `{"new":`+lessDeep+`,"schema":1,`))
		}),
		inside("two states of one component", func(r *trial) []byte {
			return r.edited(`"status":"major_outage"`, `"status":"major_outage","status":"operational"`)
		}),
		inside("two numbers", func(r *trial) []byte { return r.edited(`"seq":3`, `"seq":3,"SEQ":4`) }),
		refused("two payloads", RefusedEnvelope, func(r *trial) []byte { return event(wire.TypeStatus, r.twoPayloads()) }),
		refused("two lists of signatures", RefusedEnvelope, func(r *trial) []byte {
			return event(wire.TypeStatus, append([]byte(`{"signatures":[],`), r.status(r.doc(3, 0))[1:]...))
		}),
		refused("seq going backwards", RefusedOlder, status(func(_ *trial, d *feed.Status) { d.Seq = 1 })),
		refused("epoch going backwards", RefusedOlder, status(func(_ *trial, d *feed.Status) {
			d.Epoch, d.EpochStarted = "e0", d.EpochStarted.Add(-second)
		})),
		refused("wrong signature", RefusedSignature, func(r *trial) []byte {
			return event(wire.TypeStatus, swapPayload(r.status(r.doc(3, 0)), r.status(r.doc(4, 0))))
		}),
		refused("signature without bytes", RefusedSignature, func(r *trial) []byte {
			var e dsse.Envelope
			if err := json.Unmarshal(r.status(r.doc(3, 0)), &e); err != nil {
				r.Fatal(err)
			}
			e.Signatures[0].Sig = ""
			b, err := json.Marshal(e)
			if err != nil {
				r.Fatal(err)
			}
			return event(wire.TypeStatus, b)
		}),
	}
	for _, shape := range []string{`[]`, `null`, `7`, `"x"`, `{}`, `{"schema":"one"}`, `{"schema":1,"feed":[]}`, `{`} {
		list = append(list, inside("document "+shape, func(*trial) []byte { return []byte(shape) }))
	}
	unknown := refused("signature of an unknown key", RefusedKey, func(r *trial) []byte {
		return event(wire.TypeStatus, r.successor(r).status(r.doc(3, 0)))
	})
	unknown.until = func(r *trial) bool { _, asked := r.home.seen(); return len(asked) > 0 }
	unknown.check = func(r *trial) {
		_, asked := r.home.seen()
		equal(r, "asked for", asked, []string{wire.ProfilePath})
	}
	epoch := taken("another epoch", func(r *trial) []byte { return event(wire.TypeStatus, r.status(r.doc(1, 0))) })
	epoch.arrange = func(r *trial) { r.epoch, r.started = "e2", r.started.Add(second) }
	epoch.check = func(r *trial) {
		a := r.l.nth(0)
		equal(r, "digest, baseline, epoch", fmt.Sprint(a.Digest, " ", a.Baseline, " ", a.Status.Epoch), "true false e2")
		if len(a.Changes) == 0 {
			r.Error("the component is down now, and the digest does not say so")
		}
	}
	expired := taken("expired and newer", status(func(r *trial, d *feed.Status) {
		d.IssuedAt, d.ExpiresAt = r.began.Add(-2*time.Hour), r.began.Add(-time.Hour)
	}))
	expired.check = func(r *trial) {
		equal(r, "held until", r.l.nth(0).Status.ExpiresAt.Sub(r.began), -time.Hour)
		equal(r, "renewals", r.l.renewals(), 0)
	}
	stale := refused("expired and older", RefusedOlder, status(func(r *trial, d *feed.Status) {
		d.Seq, d.ExpiresAt = 1, r.began.Add(-time.Hour)
	}))
	return append(list, unknown, epoch, expired, stale)
}

// badHints are what a hello or a goaway says without a signature.
func badHints() []bad {
	moved := func(name string) bad {
		return bad{
			name: name, state: Waiting, reason: Closed, wait: 15 * second / 2, said: wire.CloseMoved,
			play: sent(func(r *trial, l *line) {
				l.text(event(wire.TypeGoaway, fmt.Appendf(nil, `{"reason":"moved","retry_after_ms":%d,"jitter_ms":%[1]d,"url":"ws://%[2]s/v1/stream"}`,
					r.scaled(5*second).Milliseconds(), r.other.host)))
				l.closing(wire.CloseMoved, "")
			}),
		}
	}
	streams := func(f *forge) int { s, _ := f.seen(); return len(s) }
	foreign := moved("goaway to a foreign host")
	foreign.after = func(r *trial) {
		equal(r, "streams at home and away", []int{streams(r.home), streams(r.other)}, []int{2, 0})
	}
	listed := moved("goaway to a listed origin")
	listed.arrange = func(r *trial) {
		r.house.profile.Origins = append(slices.Clone(r.house.profile.Origins), "http://"+r.other.host)
	}
	listed.away = true
	listed.after = func(r *trial) {
		equal(r, "streams at home and away", []int{streams(r.home), streams(r.other)}, []int{1, 1})
	}

	return []bad{
		foreign, listed,
		{
			// What the server believes to be today, is not: an epoch that would be of
			// today by its clock is one of tomorrow.
			name: "clock a day behind the server's", state: Live, reason: RefusedFuture,
			play: func(r *trial, l *line) {
				l.open()
				l.text(hello(wire.Hello{PingMS: 25_000, ServerTime: r.now().Add(25 * time.Hour)}))
				d := r.doc(3, 0)
				d.Epoch, d.EpochStarted = "e2", r.now().Add(25*time.Hour)
				l.text(event(wire.TypeStatus, r.status(d)))
			},
			check: func(r *trial) {
				equal(r, "clock", r.l.last().ClockOff, 25*time.Hour)
				equal(r, "renewals", r.l.renewals(), 0)
			},
		},
		{
			// Nor does a server of yesterday make anything hold longer.
			name: "clock a day ahead of the server's", state: Live, reason: RefusedOlder,
			play: func(r *trial, l *line) {
				l.open()
				l.text(hello(wire.Hello{PingMS: 25_000, ServerTime: r.now().Add(-24 * time.Hour)}))
				held := r.params.Held.Status
				f := r.record(held, 0)
				f.IssuedAt, f.ExpiresAt = held.IssuedAt.Add(-24*time.Hour), held.ExpiresAt.Add(-24*time.Hour)
				l.text(event(wire.TypeFreshness, r.freshness(f)))
				d := r.doc(1, 0)
				d.ExpiresAt = r.now().Add(time.Hour)
				l.text(event(wire.TypeStatus, r.status(d)))
			},
			check: func(r *trial) {
				equal(r, "clock", r.l.last().ClockOff, -24*time.Hour)
				equal(r, "renewals", r.l.renewals(), 0)
			},
		},
	}
}
