package observe

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Bounds on the text by which a page is recognized as a protection's: the
// beginning of it, and the whole of one that pretends to be a success. Tests for
// browsers are small; a shop's page that speaks of one is not.
const (
	wallBytes  = 32 << 10
	smallBytes = 16 << 10
)

// Challenge reports whether the page is a test for browsers in front of the
// shop, not the shop's.
func (p *Page) Challenge() bool {
	w := p.wall()
	return w != nil && w.tests
}

// Unusable returns a Failure if the page is not what an ordinary visitor should
// see: a test for browsers, a refusal, or an error. Otherwise it returns nil.
func (p *Page) Unusable() error {
	at := Printable(p.URL)
	switch w := p.wall(); {
	case w != nil && w.tests:
		return p.turnedAway("the shop's protection (" + w.name + ") showed us a challenge, which only browsers pass, instead of the page")
	case w != nil:
		return p.turnedAway(fmt.Sprintf("the shop's protection (%s) refused us the page %s (status %d)", w.name, at, p.Status))
	case p.maintained():
		return &Failure{ErrorPage, "the shop says that it is closed for maintenance (status 503)"}
	case p.Status == http.StatusForbidden:
		return p.turnedAway("the shop refused us the page " + at + " (status 403)")
	case p.Status == http.StatusTooManyRequests:
		return p.turnedAway("the shop refused us the page " + at + " because of too many requests (status 429)")
	case p.Status == http.StatusServiceUnavailable:
		return p.turnedAway("the shop did not serve us the page " + at + " (status 503): it is too busy, closed for a while, or turns this scan away")
	case p.Status == http.StatusUnauthorized:
		return &Failure{NeedsLogin, "the page " + at + " asks for a password"}
	case p.Status >= 400:
		return &Failure{ErrorPage, fmt.Sprintf("the page %s answers with an error (status %d)", at, p.Status)}
	}
	return nil
}

// later says why a scan ends that a shop asked to come back later than it can.
func (p *Page) later() error {
	if p.wall() != nil || p.maintained() {
		return p.Unusable()
	}
	return p.turnedAway(fmt.Sprintf("the shop asked us to come back later (status %d)", p.Status))
}

// turnedAway adds to words what the shop's people have to let through. Nothing
// else is done about it: blocks are reported and never got around.
func (p *Page) turnedAway(words string) error {
	agent := strconv.Quote(cmp.Or(p.Agent, DefaultUserAgent))
	return &Failure{Blocked, words + "; the User-Agent " + Printable(agent) + " and the address that this scan comes from have to be allowed there"}
}

// closing finds the words by which shops say that they are closed for repairs.
var closing = regexp.MustCompile(`(?i)maintenance|be (?:right )?back|back soon|wartung|gleich zurück|bald (?:wieder|zurück)|bientôt de retour|mantenimiento|manutenzione|manutenção|onderhoud|konserwacj|údržb|underhåll|vedligehold|huolto|karbantart|mentenan|техническ`)

// busy is what servers themselves say with the status 503, whatever the reason.
const busy = "maintenance downtime or capacity problems"

// maintained reports whether a page is the shop's own that says so. Magento's says
// the same as servers do, in a style of its own.
func (p *Page) maintained() bool {
	if p.Status != http.StatusServiceUnavailable {
		return false
	}
	doc := p.Document()
	styled := func(r Resource) bool { return r.Kind == "style" && strings.Contains(r.URL, "/errors/default/css/") }
	return closing.MatchString(strings.ReplaceAll(doc.Title+"\n"+doc.Text, busy, "")) || slices.ContainsFunc(doc.Resources, styled)
}

// A wall is how a product that guards shops turns somebody away. Everything that
// a row says must hold. What merely shows that a shop is guarded, such as a
// cookie or a header that ordinary pages have too, is in no row.
type wall struct {
	id     string // names the row in tests
	name   string // of the product, as its customers know it
	tests  bool   // it shows a test that browsers pass; otherwise it refuses
	status []int  // one of these; nil: any
	header string // there is such a header; empty: need not be
	value  *regexp.Regexp
	body   *regexp.Regexp // there is such a text; nil: need not be
}

// wall returns the first row that the page fits, or nil.
func (p *Page) wall() *wall {
	text := p.Body[:min(len(p.Body), wallBytes)]
	if p.Status < 300 && len(p.Body) > smallBytes {
		text = nil
	}
	i := slices.IndexFunc(walls, func(w wall) bool { return w.stands(p, text) })
	if i < 0 {
		return nil
	}
	return &walls[i]
}

func (w wall) stands(p *Page, text []byte) bool {
	return (w.status == nil || slices.Contains(w.status, p.Status)) &&
		(w.header == "" || slices.ContainsFunc(p.Header.Values(w.header), w.value.MatchString)) &&
		(w.body == nil || w.body.Match(text))
}
