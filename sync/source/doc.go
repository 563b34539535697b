// Package source reads the status pages that companies already have and makes
// feed documents of them: Atlassian Statuspage v2, Instatus, incident.io, cState,
// Gatus, Uptime Kuma, Better Stack, and Atom or RSS as the last resort.
//
// Read is pure: one captured answer in, one Page out. State.Next takes the
// captures of one page one after another and gives the next feed.Status with
// what has changed. What a page says is the claim of its operator over an
// unsigned road: absence is not resolution, a value that is not known becomes
// feed.Unknown, a page's own headline ("All Systems Operational") is never used.
//
// docs/sources.md tells what each provider's documents give, where each
// vocabulary comes from, and how each oddity of real pages is met.
package source
