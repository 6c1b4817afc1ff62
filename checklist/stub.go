package checklist

import "shopcheck/scanner"

// A Catalog is the eleven items, the ten tips and the probes that serve them,
// checked against each other.
type Catalog struct {
	Items  []Item
	Tips   []Tip
	Probes map[scanner.ProbeID]scanner.Probe
}

// A Tip is one of the ten pieces of advice every report ends with.
type Tip struct {
	Number int    `yaml:"number"` // 1 to 10
	Title  string `yaml:"title"`
	Text   string `yaml:"text"`
}

// NewCatalog reads the built-in items and tips and joins them to probes. It
// rejects an item that names an unknown probe, a probe that no item names, and a
// force-no probe that is not looked at twice.
func NewCatalog(probes []scanner.Probe) (Catalog, error) { panic("soon") }

// Assess is pure: same input, same assessment.
func Assess(in Input) Assessment { panic("soon") }
