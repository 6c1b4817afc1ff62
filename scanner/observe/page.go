package observe

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A Page is one HTTP response, not followed.
type Page struct {
	Method string      `json:"method"`
	URL    string      `json:"url"`              // absolute
	Origin string      `json:"origin,omitempty"` // whose script we asked as, see [Site.FromOrigin]; empty: nobody's
	Agent  string      `json:"agent,omitempty"`  // the User-Agent we asked with; empty: the default, or not recorded
	Status int         `json:"status"`
	Header http.Header `json:"header"` // canonical names; cookie values are masked
	Body   []byte      `json:"body"`   // decompressed, bounded
	Cut    bool        `json:"cut"`    // the body was longer than what was kept
	Peer   string      `json:"peer"`   // "192.0.2.1:443"
	At     time.Time   `json:"at"`

	Rendered bool      `json:"rendered,omitempty"` // the body is what a browser built, see [Site.Render]
	Requests []Request `json:"requests,omitempty"` // what it asked for meanwhile, sorted

	parsed documents
}

// A Visit is what a browser sees that follows redirects: the hops in order.
type Visit struct {
	Hops []*Page
	Next string // the address of a redirect that was not followed, or ""
}

// End returns the last page seen. A Visit has at least one hop unless it came
// with an error.
func (v *Visit) End() *Page { return v.Hops[len(v.Hops)-1] }

// Evidence quotes each hop's status and where it leads.
func (v *Visit) Evidence() []Evidence {
	var out []Evidence
	for _, p := range v.Hops {
		quote := fmt.Sprintf("status %d", p.Status)
		if location := p.Header.Get("Location"); location != "" {
			quote += ", Location: " + location
		}
		out = append(out, p.Evidence(quote))
	}
	return out
}

// Secure reports whether the page was fetched over HTTPS.
func (p *Page) Secure() bool { return strings.HasPrefix(p.URL, "https://") }

// Host returns the host name of the page's address.
func (p *Page) Host() string {
	u, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Source names the look as evidence does: "GET https://shop.test/".
func (p *Page) Source() string { return p.Method + " " + Printable(p.URL) }

// again is the command that makes the look once more.
func (p *Page) again() string {
	at := shellQuote(p.URL)
	switch {
	case p.Method == http.MethodHead:
		return "curl -sI " + at
	case p.Method != http.MethodGet:
		return "curl -si -X " + p.Method + " " + at
	case p.Origin != "":
		return "curl -si -H " + shellQuote("Origin: "+p.Origin) + " " + at
	}
	return "curl -si " + at
}

// Evidence quotes text seen in this page.
func (p *Page) Evidence(quote string) Evidence {
	if p.Rendered && !p.quotesHeader(quote) {
		return Evidence{
			Source: p.Source() + ", as a browser builds it", Quote: Printable(quote), At: p.At,
			Again: "chromium --headless --virtual-time-budget=5000 --dump-dom " + shellQuote(p.URL),
		}
	}
	return Evidence{Source: p.Source(), Quote: Printable(quote), Again: p.again(), At: p.At}
}

// quotesHeader reports whether a quote is of a header, or of its absence: that of a
// page that a browser has built is seen without one.
func (p *Page) quotesHeader(quote string) bool {
	name, _, found := strings.Cut(quote, ":")
	return found && p.Header.Values(name) != nil || strings.HasPrefix(quote, "no ") && strings.HasSuffix(quote, " header")
}

// Quote quotes the named header as it was sent, or says that it was not.
func (p *Page) Quote(name string) Evidence {
	values := p.Header.Values(name)
	if len(values) == 0 {
		return p.Evidence("no " + name + " header")
	}
	return p.Evidence(name + ": " + strings.Join(values, "; "+name+": "))
}
