package path_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

func TestNonsense(t *testing.T) {
	name := path.Nonsense("shop.test", "/server-status")[1:]
	for p, want := range map[string]string{
		"/.git/HEAD": "/.NAME/HEAD", "/.svn/wc.db": "/.NAME/wc.db", "/.env": "/.NAME", "/.env.bak": "/.NAME.bak", "/.wp-config.php.swp": "/.NAME.php.swp", "/config.php~": "/NAME.php~", "/dump.sql": "/NAME.sql", "/db.sql.gz": "/NAME.sql.gz",
		"/{domain}.zip": "/NAME.zip", "/phpinfo.php": "/NAME.php", "/server-status": "/NAME", "/wp-content/debug.log": "/wp-content/NAME.log",
		"/admin": "/NAME", "/admin/": "/NAME/", "/wp-login.php": "/NAME.php", "/shop/admin/": "/shop/NAME/",
	} {
		got := path.Nonsense("shop.test", p)
		if got != strings.ReplaceAll(want, "NAME", name) {
			t.Errorf("Nonsense(%q) = %q, want %q", p, got, want)
		}
		if again := path.Nonsense("shop.test", p); again != got {
			t.Errorf("two scans ask for %q and %q", got, again)
		}
		if other := path.Nonsense("other.test", p); other == got {
			t.Errorf("two shops are asked for the same name %q", got)
		}
	}
}

func TestAt(t *testing.T) {
	home := &observe.Page{URL: "https://www.shop.test/en/?a=b"}
	if got, want := path.At(home, "/a b.zip"), "https://www.shop.test/a%20b.zip"; got != want {
		t.Errorf("At = %q, want %q", got, want)
	}
}

func TestAsk(t *testing.T) {
	challenge := http.Header{"Cf-Mitigated": {"challenge"}}
	for _, tt := range []struct {
		name   string
		page   *observe.Page
		err    error
		failed bool
	}{
		{"there", &observe.Page{Status: 200}, nil, false},
		{"absent", &observe.Page{Status: 404}, nil, false},
		{"kept back", &observe.Page{Status: 403}, nil, false},
		{"a challenge", &observe.Page{Status: 403, Header: challenge}, nil, true},
		{"too many", &observe.Page{Status: 429}, nil, true},
		{"asked too slowly", &observe.Page{Status: 408}, nil, true},
		{"a program that failed", &observe.Page{Status: 500}, nil, false},
		{"a server that the one before it did not reach", &observe.Page{Status: 502}, nil, true},
		{"one that was too slow for it", &observe.Page{Status: 504}, nil, true},
		{"one that Cloudflare got no answer from", &observe.Page{Status: 522}, nil, true},
		{"no reply", nil, errors.New("gone"), true},
	} {
		p, err := path.Ask(t.Context(), func(context.Context, string) (*observe.Page, error) { return tt.page, tt.err }, "https://shop.test/x")
		if (err != nil) != tt.failed || (p == nil) != tt.failed {
			t.Errorf("%s: Ask = %v, %v", tt.name, p, err)
		}
	}
}
