package probes_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/dns"
)

// TestManyNames: a page that names hundreds of hosts of its own domain, all of which
// lead to a service where each could be free, has only some of them asked for.
func TestManyNames(t *testing.T) {
	var page strings.Builder
	for i := range 500 {
		fmt.Fprintf(&page, "<a href=https://h%d.shop.test/>x</a><img src=https://a%[1]d.Shop.Test:443/><a href='https://\u00e4%[1]d.shop.test/'>y</a>\n", i)
	}
	shop, err := pretend.Start(txtar.Parse([]byte("A shop.\n-- dns --\n* CNAME shop-test.ghost.io.\nshop-test.ghost.io. A 192.0.2.10\n-- GET / --\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n"+page.String())), pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	s, err := scanner.New([]scanner.Probe{dns.Dangling}, shop.Options())
	if err != nil {
		t.Fatal(err)
	}
	scan := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}})
	asked, pages := 0, 0
	for _, l := range scan.Looks {
		if strings.HasPrefix(l.Question, "A ") {
			asked++
		}
		if strings.Contains(l.Question, "GET https://h") || strings.Contains(l.Question, "GET https://a") {
			pages++
		}
	}
	if asked > 20 || asked < 14 || pages == 0 || pages > 4 {
		t.Errorf("%d names and %d of their pages were asked for, in %d questions", asked, pages, scan.Budget.Used.Queries)
	}
}
