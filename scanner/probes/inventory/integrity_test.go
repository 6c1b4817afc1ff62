package inventory

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"testing"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

const script = "alert(1)"

// hash returns an integrity attribute for a file.
func hash(algorithm, file string) string {
	return algorithm + "-" + base64.StdEncoding.EncodeToString(digest(algorithm, &observe.Page{Body: []byte(file)}))
}

func TestGuard(t *testing.T) {
	for _, tt := range []struct {
		name, integrity string
		cross, module   bool
		want            Guard
		differs         bool
	}{
		{"none", "", true, false, Bare, false},
		{"sha256", hash("sha256", script), true, false, Guarded, false},
		{"sha384", hash("sha384", script), true, false, Guarded, false},
		{"sha512", hash("sha512", script), true, false, Guarded, false},
		{"in capitals", "SHA384" + hash("sha384", script)[6:], true, false, Guarded, false},
		{"with options", hash("sha384", script) + "?x", true, false, Guarded, false},
		{"the other alphabet", "sha256-" + base64.RawURLEncoding.EncodeToString(digest("sha256", &observe.Page{Body: []byte(script)})), true, false, Guarded, false},
		{"another file", hash("sha384", "x"), true, false, Guarded, true},
		{"one of two fits", hash("sha384", "x") + " " + hash("sha384", script), true, false, Guarded, false},
		{"the weaker one fits", hash("sha256", script) + "\n" + hash("sha512", "x"), true, false, Guarded, true},
		{"the stronger one fits", hash("sha512", script) + " " + hash("sha256", "x"), true, false, Guarded, false},
		{"unknown ones are left out", "md5-x sha1-y " + hash("sha384", script), true, false, Guarded, false},
		{"only unknown ones", "md5-x none", true, false, Bare, false},
		{"without CORS", hash("sha384", script), false, false, Refused, false},
		{"a module", hash("sha384", script), false, true, Guarded, false},
		{"too short", "sha384-" + base64.StdEncoding.EncodeToString([]byte("x")), true, false, Refused, false},
		{"no base64", "sha384-!!", true, false, Refused, false},
		{"nothing behind it", "sha384-", true, false, Refused, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := observe.Resource{URL: "https://cdn.test/a.js", Integrity: tt.integrity, CrossOrigin: tt.cross, Module: tt.module}
			s := describe("", r, page(shop.Home, "/", "").Page, own)
			if got := s.Guard(); got != tt.want {
				t.Errorf("Guard = %q, want %q", got, tt.want)
			}
			if got := (Body{Script: s, File: &observe.Page{Status: 200, Body: []byte(script)}}).Differs(); got != tt.differs {
				t.Errorf("Differs = %v", got)
			}
		})
	}
}

func TestGuardAtHome(t *testing.T) {
	r := observe.Resource{URL: "https://shop.test/a.js", Integrity: hash("sha384", script)}
	if got := describe("", r, page(shop.Home, "/", "").Page, own).Guard(); got != Guarded {
		t.Errorf("a file of the page's own host: %q", got)
	}
}

// TestDiffersUnseen: what was not seen whole does not differ.
func TestDiffersUnseen(t *testing.T) {
	s := Script{Resource: observe.Resource{URL: "https://cdn.test/a.js", Integrity: hash("sha256", script), CrossOrigin: true}}
	for name, file := range map[string]*observe.Page{
		"no file": nil, "cut": {Status: 200, Body: []byte("x"), Cut: true}, "gone": {Status: 404, Body: []byte("x")},
	} {
		if (Body{Script: s, File: file}).Differs() {
			t.Errorf("%s differs", name)
		}
	}
	if len(digest("sha256", &observe.Page{})) != sha256.Size || len(digest("sha512", &observe.Page{})) != sha512.Size {
		t.Error("wrong hashes")
	}
}

// FuzzGuard: no attribute makes it fail, and hashes have the length of their
// algorithm.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "sha256-", "sha384-x?y", "-", "sha512--_ sha256-AAAA=", hash("sha256", script)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, integrity string) {
		name, hashes := strongest(integrity)
		for _, h := range hashes {
			if len(h) != len(digest(name, &observe.Page{})) {
				t.Errorf("%q: a hash of %d bytes for %s", integrity, len(h), name)
			}
		}
	})
}
