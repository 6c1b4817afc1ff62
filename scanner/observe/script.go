package observe

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// scriptBytes bounds what is kept of a script's file.
const scriptBytes = 1 << 20

// Script fetches a file that a page of the shop makes browsers run, as every
// visitor's browser does; it may be another company's. Redirects are followed,
// and the page is where they end. It is spent from the budget of scripts, unless a
// browser has run it in this scan. What another company answers does not slow down
// the questions to the shop.
func (s *Site) Script(ctx context.Context, url string) (*Page, error) {
	url = defragment(url)
	return look(ctx, s, "SCRIPT "+url, func(ctx context.Context) (*Page, error) {
		p, err := s.load(ctx, url, nil, s.net.spent.script)
		if err != nil || len(p.Body) <= scriptBytes {
			return p, err
		}
		return &Page{
			Method: p.Method, URL: p.URL, Agent: p.Agent, Status: p.Status, Header: p.Header,
			Body: []byte(maskTail(string(p.Body[:scriptBytes]))), Cut: true, Peer: p.Peer, At: p.At,
		}, nil
	})
}

// mayLoad refuses addresses that no browser would take a script from, or that
// are none of the web's.
func mayLoad(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "":
		return &Failure{Malformed, "the address " + Printable(raw) + " cannot be read"}
	case u.User != nil:
		return &Failure{NotPermitted, "an address with a password in it is not used"}
	case u.Scheme != "http" && u.Scheme != "https":
		return &Failure{NotPermitted, "the address " + Printable(raw) + " is none of the web's"}
	case u.Port() != "" && u.Port() != "80" && u.Port() != "443":
		return &Failure{NotPermitted, "the port of " + Printable(raw) + " is none of the web's"}
	}
	return nil
}

// secondScripts are how many script files of the budget are for second looks: one
// for each family of code that is looked for in files, thieves' and keys.
const secondScripts = 2

// MayScript returns what says of script files, asked of each once, the most wanted
// first, whether the first looks of this scan may fetch it: it may what it recalls,
// and as many others as are left. A replayed scan may what was fetched.
func (s *Site) MayScript() func(url string) bool {
	known, left := s.kept.scripts(), 0
	if s.net != nil {
		known, left = s.kept.recalled, s.net.usage().Allowed.Scripts-secondScripts-s.kept.spentBefore
	}
	return func(url string) bool {
		if known[defragment(url)] {
			return true
		}
		left--
		return left >= 0
	}
}

// scripts returns the addresses of the script files that first looks asked for.
func (l *looks) scripts() map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make(map[string]bool)
	for question := range l.asked {
		if url, is := strings.CutPrefix(question, "SCRIPT "); is {
			all[url] = true
		}
	}
	return all
}

// FromOrigin is Get as a script on another website would ask: with an Origin
// header (Fetch standard, "Origin header").
func (s *Site) FromOrigin(ctx context.Context, url, origin string) (*Page, error) {
	c := call{method: http.MethodGet, url: url, most: leakBytes, header: http.Header{"Origin": {origin}}}
	return s.page(ctx, c, "GET "+url+" FROM "+origin)
}

// Options asks what may be asked of url (RFC 9110, section 9.3.7).
func (s *Site) Options(ctx context.Context, url string) (*Page, error) {
	return s.page(ctx, call{method: http.MethodOptions, url: url, most: leakBytes}, "OPTIONS "+url)
}

// Trace asks a server to send our request back (RFC 9110, section 9.3.8), which
// is a safe method. The request holds nothing but our name, and of one that comes
// back only the first line is kept.
func (s *Site) Trace(ctx context.Context, url string) (*Page, error) {
	return s.page(ctx, call{method: http.MethodTrace, url: url, most: leakBytes}, "TRACE "+url)
}
