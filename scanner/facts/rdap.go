package facts

import (
	"strings"
	"sync"
)

// A Registry answers for all domains with some endings.
type Registry struct {
	Base   string // address of its service (RFC 9224, section 4), with a final slash; empty if it tells nobody when a registration ends
	Memory bool   // no source was read
}

type registryTable struct {
	Source   string
	Services []registryRow
	Silent   []registryRow
}

type registryRow struct {
	Base    string
	Endings []string
	Memory  bool
}

var registryRows = sync.OnceValue(func() registryTable { return load[registryTable]("rdap.yaml") })

var registries = sync.OnceValue(func() map[string]Registry {
	by := make(map[string]Registry)
	table := registryRows()
	for _, row := range append(table.Services, table.Silent...) {
		for _, ending := range row.Endings {
			by[ending] = Registry{Base: strings.ReplaceAll(row.Base, "*", ending), Memory: row.Memory}
		}
	}
	return by
})

// RegistryOf returns the registry of a public suffix, "co.uk" or "com", and false if
// none is known.
func RegistryOf(suffix string) (Registry, bool) {
	r, ok := registries()[suffix[strings.LastIndex(suffix, ".")+1:]]
	return r, ok
}

// reserved are endings that nobody registers (RFC 2606, RFC 6761, RFC 9476, and
// ICANN's decision on internal of 2024).
var reserved = []string{"test", "example", "invalid", "localhost", "local", "internal", "home.arpa", "alt", "onion"}

// Reserved reports whether there is no registry for a suffix, because it is set
// aside for tests and for private networks.
func Reserved(suffix string) bool {
	for _, r := range reserved {
		if suffix == r || strings.HasSuffix(suffix, "."+r) {
			return true
		}
	}
	return false
}
