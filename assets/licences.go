package assets

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:generate go run ./gen/licences

//go:embed licences.json.gz
var licences []byte

// Licence is that of one thing that the program holds.
type Licence struct {
	Name    string `json:"name"`    // of a Go module, or of what else it is
	Version string `json:"version"` // as its makers count
	Text    string `json:"text"`    // as its makers wrote it, lines wrapped by them
}

// Licences unpacks the licences of everything in the programs, on any system,
// sorted by name after that of Go itself. That takes some milliseconds.
func Licences() ([]Licence, error) {
	z, err := gzip.NewReader(bytes.NewReader(licences))
	if err != nil {
		return nil, fmt.Errorf("assets: licences: %w", err)
	}
	var all []Licence
	if err := json.NewDecoder(z).Decode(&all); err != nil {
		return nil, fmt.Errorf("assets: licences: %w", err)
	}
	return all, nil
}
