package app

import (
	"errors"
	"fmt"

	"github.com/BurntSushi/toml"
)

// Metadata is what FyneApp.toml says of the app. Nothing else in the tree repeats
// it.
type Metadata struct {
	Name, ID, Version string
	Build             int
}

// ParseMetadata reads the Details of a FyneApp.toml.
func ParseMetadata(b []byte) (Metadata, error) {
	var file struct{ Details Metadata }
	if err := toml.Unmarshal(b, &file); err != nil {
		return Metadata{}, fmt.Errorf("read: %w", err)
	}
	if m := file.Details; m.Name == "" || m.ID == "" || m.Version == "" {
		return m, errors.New("the section [Details] lacks Name, ID or Version")
	}
	return file.Details, nil
}
