// Package feed holds the status document: its types, how it is read and
// checked, how a service is rolled up from its functions, and what changed
// between two documents.
//
// Everything here is pure: no clock, no network, no disk. Names and values are
// those of Atlassian Statuspage v2 wherever it has one
// (https://www.atlassianstatuspage.io/api/v2); what Statuspage lacks sits in
// separate optional objects. docs/feed.md is the public form of this package.
package feed
