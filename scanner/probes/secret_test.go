package probes_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/auth"
	"shopcheck/scanner/probes/payment"
)

// TestKeysAreNotKept scans shops that give away secret keys, and looks for the
// keys in all that the scans would store.
func TestKeysAreNotKept(t *testing.T) {
	keptNone(t, payment.Secret, []string{"9KqMzkXE", "dHqr4XZ7"}, "in-a-page", "in-a-script", "for-tests")
}

// TestNamesAreNotKept does so with shops that give away by which names people log in.
func TestNamesAreNotKept(t *testing.T) {
	keptNone(t, auth.Enumeration, []string{"secretlogin", "Secretname", "secretname", "anna"}, "list", "names", "author", "author-words", "names-and-author")
}

// keptNone scans a probe's shops and looks for secrets in what is kept.
func keptNone(t *testing.T, p scanner.Probe, secrets []string, names ...string) {
	t.Helper()
	for _, name := range names {
		ar, err := txtar.ParseFile(filepath.Join(shops, string(p.ID), name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		shop, err := pretend.Start(ar, pretend.Settings{Now: present})
		if err != nil {
			t.Fatal(err)
		}
		defer shop.Close()
		s, err := scanner.New([]scanner.Probe{p}, shop.Options())
		if err != nil {
			t.Fatal(err)
		}
		scan := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true})
		for _, look := range scan.Looks {
			var page struct{ Body []byte }
			_ = json.Unmarshal(look.Reply, &page) // other replies have no body
			kept := string(look.Reply) + string(page.Body) + look.Question
			for _, key := range secrets {
				if strings.Contains(kept, key) {
					t.Errorf("%s: %s keeps a secret", name, look.Question)
				}
			}
		}
	}
}
