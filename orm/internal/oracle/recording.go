// This file holds recordings and how they are read.

package oracle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// Recording is one scenario on one database.
type Recording struct {
	ID           string        `json:"id"`
	Steps        []string      `json:"steps"`
	Ops          []Op          `json:"ops"`
	Observations []Observation `json:"observations"`
}

// Op is one emitted thing. Params holds one set, or a list of sets when Many is true.
type Op struct {
	Step      int    `json:"step"`
	Op        string `json:"op"`
	SQL       string `json:"sql"`
	Params    []any  `json:"params"`
	Many      bool   `json:"many"`
	Unordered bool   `json:"unordered"`
}

// Observation is a value that the scenario looks at.
type Observation struct {
	Step  int    `json:"step"`
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// Load reads a recording.
func Load(path string) (*Recording, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var r Recording
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // a float64 would lose digits of long integers
	if err := dec.Decode(&r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &r, nil
}
