package facts

import (
	"net/url"
	"strings"
	"testing"
)

func TestRegistryOf(t *testing.T) {
	for suffix, want := range map[string]string{
		"com": "https://rdap.verisign.com/com/v1/", "co.uk": "https://rdap.nominet.uk/uk/", "com.br": "https://rdap.registro.br/",
		"shop": "https://rdap.gmoregistry.net/rdap/", "fr": "https://rdap.nic.fr/", "xyz": "https://rdap.centralnic.com/xyz/",
		"store": "https://rdap.radix.host/rdap/", "no": "https://rdap.norid.no/", "de": "", "eu": "", "com.au": "",
	} {
		if r, ok := RegistryOf(suffix); !ok || r.Base != want {
			t.Errorf("%s: %+v, %t; want %q", suffix, r, ok, want)
		}
	}
	for _, suffix := range []string{"", "test", "ommc", "co"} {
		if r, ok := RegistryOf(suffix); ok {
			t.Errorf("%q: %+v, want none", suffix, r)
		}
	}
}

func TestReserved(t *testing.T) {
	for suffix, want := range map[string]bool{"test": true, "example": true, "com": false, "home.arpa": true, "arpa": false, "latest": false, "": false} {
		if got := Reserved(suffix); got != want {
			t.Errorf("Reserved(%q) = %t", suffix, got)
		}
	}
}

func TestRegistryTable(t *testing.T) {
	table := registryRows()
	if !strings.Contains(table.Source, "2026") {
		t.Errorf("source %q has no date", table.Source)
	}
	taken := make(map[string]bool)
	rows := 0
	for _, row := range append(table.Services, table.Silent...) {
		for _, ending := range row.Endings {
			if taken[ending] || ending != strings.ToLower(ending) || strings.Trim(ending, "abcdefghijklmnopqrstuvwxyz") != "" || Reserved(ending) {
				t.Errorf("ending %q", ending)
			}
			taken[ending] = true
			rows++
			r, _ := RegistryOf(ending)
			u, err := url.Parse(r.Base)
			if r.Base != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || !strings.HasSuffix(r.Base, "/") || strings.Contains(r.Base, "*")) {
				t.Errorf("%s: %q is no address to ask at (RFC 9224, section 3)", ending, r.Base)
			}
		}
	}
	for _, row := range table.Services {
		if row.Base == "" || len(row.Endings) > 1 && strings.Contains(row.Base, "/"+row.Endings[0]+"/") {
			t.Errorf("%q is not for %v", row.Base, row.Endings)
		}
	}
	if rows < 400 {
		t.Errorf("%d endings", rows)
	}
}
