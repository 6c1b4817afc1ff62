package observe

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// What is kept of a script's file, and how many redirects lead to one.
const (
	scriptBytes = 1 << 20
	scriptHops  = 3
)

// Script fetches a file that a page of the shop makes browsers run, as every
// visitor's browser does; it may be another company's. Redirects are followed,
// and the page is where they end. It is spent from the budget of scripts. What
// another company answers does not slow down the questions to the shop.
func (s *Site) Script(ctx context.Context, url string) (*Page, error) {
	url = defragment(url)
	return look(ctx, s, "SCRIPT "+url, func(ctx context.Context) (*Page, error) {
		if err := s.net.spent.script(); err != nil {
			return nil, err
		}
		for hop := 0; ; hop++ {
			p, err := s.script(ctx, url)
			if err != nil {
				return nil, err
			}
			if url = p.Redirect(); url == "" {
				return p, nil
			}
			if hop == scriptHops {
				return nil, &Failure{ErrorPage, "the script's address redirects too often"}
			}
		}
	})
}

// script fetches one hop.
func (s *Site) script(ctx context.Context, raw string) (*Page, error) {
	if err := mayLoad(raw); err != nil {
		return nil, err
	}
	c := call{method: http.MethodGet, url: raw, most: scriptBytes}
	if s.mine(raw) {
		return s.net.fetch(ctx, c)
	}
	w, err := s.net.web()
	if err != nil {
		return nil, err
	}
	return s.net.oneTry(ctx, w, c)
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

// ScriptLimit returns how many script files this scan may fetch; a replayed one
// has as many as were fetched.
func (s *Site) ScriptLimit() int {
	if s.net != nil {
		return s.net.usage().Allowed.Scripts
	}
	n := 0
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	for question := range s.kept.asked {
		if strings.HasPrefix(question, "SCRIPT ") {
			n++
		}
	}
	return n
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
// is a safe method. The request holds nothing but our name.
func (s *Site) Trace(ctx context.Context, url string) (*Page, error) {
	return s.page(ctx, call{method: http.MethodTrace, url: url, most: leakBytes}, "TRACE "+url)
}
