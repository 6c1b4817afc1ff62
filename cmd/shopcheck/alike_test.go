package main

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// TestAlike: an unchanged shop gives the same findings every time, with their
// evidence, byte for byte, whatever order its answers arrive in.
func TestAlike(t *testing.T) {
	shop, err := pretend.Start(pretend.Demo(), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	opts := shop.Options()
	opts.Timeout = 20 * time.Second // a busy machine is no finding
	s, err := scanner.New(probes.All(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for i := range 10 {
		scan := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true})
		if scan.Problem != nil {
			t.Fatal(scan.Problem)
		}
		found, err := json.MarshalIndent(scan.Findings, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = found
		}
		if !bytes.Equal(first, found) {
			t.Fatalf("scan %d differs from the first (-first +this):\n%s", i+1, cmp.Diff(string(first), string(found)))
		}
	}
	if n := bytes.Count(first, []byte(`"probe"`)); n < len(probes.All()) {
		t.Errorf("only %d findings of %d probes", n, len(probes.All()))
	}
}
