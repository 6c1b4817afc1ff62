package exposed

import (
	"fmt"
	"net/http"
	"net/url"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// judge says whether got is a leak, given what a path of the same shape that
// cannot exist gives; nil where nothing can be compared.
func (h hunt) judge(e facts.Exposure, got, nonsense *observe.Page) (scanner.Finding, bool) {
	if !h.leaks(e, got) || nonsense != nil && h.leaks(e, nonsense) {
		return scanner.Finding{}, false
	}
	body, at := string(got.Body), pathOf(got.URL)
	f := scanner.Finding{Outcome: scanner.Fail, Message: told([]leak{{hit: hit{e, got}}})}
	f.Evidence = []observe.Evidence{got.Evidence(fmt.Sprintf("status %d: %s", got.Status, h.quotes(body)))}
	switch {
	case h.guarded(got):
		f.Outcome, f.Message = scanner.Warn, fmt.Sprintf(h.locked, at)
		f.Evidence = []observe.Evidence{got.Quote("Www-Authenticate")}
	case h.spares != nil && h.spares(body):
		f.Outcome, f.Message = scanner.Warn, fmt.Sprintf(h.spared, at)
	case !e.Proves(body):
		f.Outcome, f.Message = scanner.Warn, fmt.Sprintf(h.doubt, at)
	}
	if nonsense != nil {
		f.Evidence = append(f.Evidence, nonsense.Evidence(fmt.Sprintf("for comparison, a name that cannot exist: status %d", nonsense.Status)))
	}
	return f, true
}

// leaks reports whether a response hands out what was asked for, or what may
// be it.
func (h hunt) leaks(e facts.Exposure, p *observe.Page) bool {
	body := string(p.Body)
	return h.guarded(p) || (handsOut(p) || e.Always) && (e.Proves(body) || e.Hints(body))
}

// guarded reports whether a response asks for a password, where that means that
// what was asked for is there.
func (h hunt) guarded(p *observe.Page) bool {
	return h.locked != "" && p.Status == http.StatusUnauthorized
}

// missed says why a response is no leak.
func missed(p *observe.Page) string {
	if handsOut(p) {
		return fmt.Sprintf("status %d, but nothing like it", p.Status)
	}
	return fmt.Sprintf("status %d", p.Status)
}

// handsOut reports whether a response carries what was asked for.
func handsOut(p *observe.Page) bool {
	return p.Status == http.StatusOK || p.Status == http.StatusPartialContent
}

func pathOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Path
}
