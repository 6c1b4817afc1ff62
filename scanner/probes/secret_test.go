package probes_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/payment"
)

// TestKeysAreNotKept scans shops that give away secret keys, and looks for the
// keys in all that the scans would store.
func TestKeysAreNotKept(t *testing.T) {
	for _, name := range []string{"in-a-page", "in-a-script", "for-tests"} {
		ar, err := txtar.ParseFile(filepath.Join(shops, "payment.secret", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		shop, err := pretend.Start(ar, pretend.Settings{Now: present})
		if err != nil {
			t.Fatal(err)
		}
		defer shop.Close()
		s, err := scanner.New([]scanner.Probe{payment.Secret}, shop.Options())
		if err != nil {
			t.Fatal(err)
		}
		scan := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true})
		for _, look := range scan.Looks {
			var page struct{ Body []byte }
			_ = json.Unmarshal(look.Reply, &page) // other replies have no body
			kept := string(look.Reply) + string(page.Body) + look.Question
			for _, key := range []string{"9KqMzkXE", "dHqr4XZ7"} {
				if strings.Contains(kept, key) {
					t.Errorf("%s: %s keeps a key", name, look.Question)
				}
			}
		}
	}
}
