// Package soak holds the way of a feed to what was published: it lets a feed, an
// edge and the engine (package delivery over the real client, store and notifier)
// live through bad weather and kills, and has somebody decide about it who saw
// nothing but the logs. All of it is tests; nothing of it is linked into any
// program.
//
// # Who is there
//
// Each is a process of its own, made of the test's binary:
//
//   - The publisher with its edge signs documents of a world that moves at random,
//     and writes each into its log, synced to the disk, before the edge gets it:
//     place (epoch and seq), states, what was said about incidents, and until when
//     it is confirmed. The edge restarts: in good order or not, without a document,
//     or with one of long ago.
//   - The engine follows the feed as the app does and prints what its screen would
//     show: document, states, confirmed or not, at every change and every 50 ms. It
//     is killed with SIGKILL and started again on the same data folder.
//   - A session bus of its own, dunst on it, and a monitor that writes down every
//     notification, answer, withdrawal and closing.
//   - The checker reads the publisher's log, the traffic on the bus and the log of
//     the screen. The last is there because notifications cannot say whether what
//     the screen shows counts as confirmed; the other verdicts on them rest on the
//     first two alone.
//
// The driver of all this (the test) has the network between engine and edge:
// toxiproxy with latency, resets, slicing, time-outs, limits of rate and amount,
// slow closing, and no network at all.
//
// Texts of the feed hold marks such as "c7~1.42": the thing and the place of the
// document. So each notification says by itself which document it was made of,
// and nobody has to believe the engine.
//
// # What the words mean
//
// Lost: a person would not know what they had asked to know. Updates in place and
// digests are meant to leave things out, so it is held to app/alert's rules at two
// kinds of moments. When all has settled (good weather, the engine shows the
// newest document and has nothing more to decide or tell; the publisher's log says
// so), everything that the newest document calls for must have been told. And as
// soon as one process of the engine tells by a document and then by a later one,
// everything that the earlier one called for must have been told by then, since
// documents are decided about one after the other. What a document calls for:
//
//   - Every followed component: where all changes are wanted, a notification about
//     it made of the document that brought its last known state or of a later one,
//     except where a state that was not good came and went between two words
//     about it; by the default rules, a notification of its trouble made since it
//     was last seen to be well. Unknown is no state, it lies between two.
//   - Each warning that holds was told, and where all changes are wanted each other
//     guidance, what became of each promise, and the last word about each incident.
//   - A digest tells everything up to the document that it was made of.
//   - Nothing stands on the screen that is no longer so.
//   - A promise whose time has passed without a word was told within 3 s.
//
// After a new epoch the changes of the old one are gone: who was away compares two
// documents, and what came and went between them was never told to them.
//
// Duplicated: the same change of a component, update of an incident, state of a
// promise or guidance is told by a second notification. Telling it again in place
// is none: with the number of the first one, or under the same tag where the
// service has closed the first one for it. That happens when a kill comes between
// the call of Notify and the record that it was made.
//
// Backwards: a notification or the screen is made of an older document than one
// told or shown before, across all runs of the engine; or it says of a component
// what the publisher did not say in that document.
//
// Falsely fresh: the screen shows a document as confirmed at a moment at which all
// that the publisher had signed for it by then has run out; or a digest says that
// all is well, which never is so, for one component, the canary, is always down.
package soak
