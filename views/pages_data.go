package views

// PageRequest is the address of a status page that the reader gave.
type PageRequest struct {
	Address string // as typed, or a bokgu:page link
	Local   bool   // the reader has allowed one in their own network
}

// FoundPage is a status page that answered and is not followed yet.
type FoundPage struct {
	Name     string // as it calls itself
	Host     string // in punycode
	Provider string // as sync/source names it
	// What it lists now.
	Services, Incidents, Maintenances int
	TextOnly                          bool // it tells no states
}
