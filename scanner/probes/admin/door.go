package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
	"shopcheck/scanner/probes/shop"
)

// usual are tried where the platform is unknown.
var usual = []string{"/admin/", "/admin", "/administrator/", "/wp-login.php"}

// most bounds the addresses tried of one platform, mostLinked those that the
// shop's pages lead to beside them.
const most, mostLinked = 4, 2

// A door is a login of the administration.
type door struct {
	*observe.Page
	kind   kind
	linked bool // it was found by a link alone
}

// A round is what came of the search for a door, which all probes of the family
// share.
type round struct {
	site     *observe.Site
	home     *observe.Page
	made     shop.Platform
	platform facts.Platform
	door     *door           // nil: none
	misses   []*observe.Page // what else was tried
	asked    map[string]bool // addresses
	most     int             // of them
}

// refused returns the first address that refuses everybody, or nil.
func (r *round) refused() *observe.Page {
	i := slices.IndexFunc(r.misses, func(p *observe.Page) bool { return p.Status == http.StatusForbidden })
	if i < 0 {
		return nil
	}
	return r.misses[i]
}

// search looks for a door, once for all probes.
func search(ctx context.Context, site *observe.Site) (*round, error) {
	return observe.Derived(ctx, site, "admin doors", func(ctx context.Context) (*round, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		r := &round{site: site, home: found.Home, made: found.Platform(), asked: make(map[string]bool)}
		r.platform, _ = facts.PlatformOf(r.made.ID)
		if r.made.Hosted {
			return r, nil
		}
		r.most = path.Kept(site) - mostUnencrypted
		if r.platform.WordPress() {
			r.most -= path.WordPress
		}
		if r.made.Unlinked() {
			r.most -= path.Version(r.platform.WordPress())
		}
		known := usual
		if len(r.platform.Admin) > 0 {
			known = r.platform.Admin
		}
		return r, r.try(ctx, known[:min(len(known), most)], linked(found, site.Own))
	})
}

// try knocks at each address until one is a door, and at nonsense beside it.
func (r *round) try(ctx context.Context, known, links []string) error {
	for i, address := range append(slices.Clone(known), links...) {
		if i >= len(known) && len(r.asked) >= r.most { // links are tried as far as requests are left
			return nil
		}
		p, err := r.knock(ctx, path.At(r.home, address))
		if err != nil {
			return err
		}
		if k := kindOf(p, r.site.Own); k != nothing {
			nonsense, err := r.knock(ctx, path.At(r.home, path.Nonsense(r.site.Domain(), address)))
			if err != nil {
				return err
			}
			if kindOf(nonsense, r.site.Own) != k {
				r.door = &door{Page: p, kind: k, linked: i >= len(known)}
				return nil
			}
		}
		r.misses = append(r.misses, p)
	}
	return nil
}

// knock fetches an address and goes along with redirects that stay inside it:
// one to the customers' login leads away from the administration.
func (r *round) knock(ctx context.Context, address string) (*observe.Page, error) {
	for range 3 {
		if err := r.spend(address); err != nil {
			return nil, err
		}
		p, err := path.Ask(ctx, r.site.PeekPage, address)
		if err != nil {
			return nil, err
		}
		next := p.Redirect()
		if next == "" || !inside(address, next) {
			return p, nil
		}
		address = next
	}
	return nil, &observe.Failure{Cause: observe.ErrorPage, Words: "the address of the administration redirects in circles"}
}

// spend keeps the search within its share. The page that cannot exist by which all
// families learn what the shop says of one is in nobody's.
func (r *round) spend(address string) error {
	switch {
	case r.asked[address] || address == path.At(r.home, path.Nonsense(r.site.Domain(), "/page")):
		return nil
	case len(r.asked) >= r.most:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "this scan's share of requests for the administration was spent"}
	}
	r.asked[address] = true
	return nil
}

// inside reports whether next is the same door as address: below it, or
// WordPress's own login.
func inside(address, next string) bool {
	from, err1 := url.Parse(address)
	to, err2 := url.Parse(next)
	if err1 != nil || err2 != nil || from.Hostname() != to.Hostname() {
		return false
	}
	base := strings.TrimSuffix(from.Path, "/")
	return to.Path == base || strings.HasPrefix(to.Path, base+"/") || base == "/wp-admin" && to.Path == "/wp-login.php"
}

// A kind of door is what stands at an address.
type kind int

const (
	nothing kind = iota
	locked       // asks for a password before it shows anything
	away         // sends everybody to log in elsewhere first
	gated        // a proxy before it sends everybody to log in first
	open         // shows its login to everybody
)

func kindOf(p *observe.Page, own func(string) bool) kind {
	next := p.Redirect()
	switch {
	case p.Status == http.StatusUnauthorized:
		return locked
	case next != "" && !own(shop.Host(next)) && signOn.MatchString(next):
		return away
	case next != "" && gate.MatchString(next):
		return gated
	case p.Status == http.StatusOK && (asksPassword(p) || titled.MatchString(p.Document().Title)):
		return open
	}
	return nothing
}

func asksPassword(p *observe.Page) bool {
	return slices.ContainsFunc(p.Document().Forms, observe.Form.AsksPassword)
}

var (
	// titled finds the titles of administrations whose login a script draws.
	titled = regexp.MustCompile(`(?i)\b(administration|admin|administrator|back[- ]?office|backend|control panel)\b`)
	// gate finds where proxies that let nobody through who has not logged in send
	// visitors, on the shop's own host: paths of oauth2-proxy, authentik, Pomerium and
	// Cloudflare Access, from their documentation.
	gate = regexp.MustCompile(`^https://[^/?]+/(?:oauth2/(?:start|sign_in)|outpost\.goauthentik\.io/start|\.pomerium/sign_in|cdn-cgi/access/login)(?:[/?]|$)`)
	// signOn finds the addresses of single sign-on: OAuth 2.0's and SAML's requests,
	// Cloudflare Access's, and hosts that are named for it.
	signOn = regexp.MustCompile(`(?i)^https://(?:(?:login|sso|auth|accounts|id|idp)\.|[^?]*/(?:cdn-cgi/access/|oauth2?/|saml2?/|openid-connect/|authorize\b)|[^?]*\?(?:.*&)?(?:SAMLRequest|response_type)=)`)
)

// linked returns the addresses on the shop's own host that its pages lead to by
// the name of an administration. None is made up.
func linked(found shop.Found, own func(string) bool) []string {
	var all []string
	for _, p := range found.Pages {
		for _, l := range p.Document().Links {
			u, err := url.Parse(l.URL)
			if err != nil || u.Hostname() != found.Home.Host() || !own(u.Hostname()) || u.RawQuery != "" || !leads(u.Path, l.Text) {
				continue
			}
			if len(all) < mostLinked && !slices.Contains(all, u.Path) {
				all = append(all, u.Path)
			}
		}
	}
	return all
}

var (
	adminPath = regexp.MustCompile(`(?i)/(?:admin|administrator|administration|wp-admin|backend|back-?office|admin-?login|adminpanel|admin\.php|wp-login\.php)/?$`)
	adminWord = regexp.MustCompile(`(?i)^\W*(?:(?:shop|store|site)[- ])?(?:admin|administration|administrator|back[- ]?office)(?:[- ]?(?:login|area|panel|log in))?\W*$`)
	doing     = regexp.MustCompile(`(?i)log-?out|sign-?out|delete|remove`)
)

// leads reports whether a link is one to an administration.
func leads(p, text string) bool {
	return len(p) > 1 && !doing.MatchString(p) && (adminPath.MatchString(p) || adminWord.MatchString(text))
}

// none is why a login that was not found cannot be judged.
var none = &observe.Failure{Cause: observe.NotFound, Words: "no login of an administration was found at the usual addresses"}

// rented is the finding about a shop whose administration is its platform's.
func (r *round) rented() []scanner.Finding {
	return []scanner.Finding{{
		Subject: r.site.Domain(), Outcome: scanner.NotApplicable, Evidence: r.made.Evidence,
		Message: fmt.Sprintf("The shop runs on %s, which keeps the administration away from the shop's own address.", r.made.Name),
	}}
}

// shown quotes what stands at a door.
func shown(p *observe.Page) observe.Evidence {
	switch next := p.Redirect(); {
	case p.Status == http.StatusUnauthorized:
		return p.Quote("Www-Authenticate")
	case next != "":
		return p.Evidence(fmt.Sprintf("status %d, Location on %s", p.Status, shop.Host(next)))
	case p.Status != http.StatusOK:
		return p.Evidence(fmt.Sprintf("status %d", p.Status))
	}
	what := "a page"
	if asksPassword(p) {
		what = "a form that asks for a password"
	}
	return p.Evidence(fmt.Sprintf("status %d, %s, titled %q", p.Status, what, p.Document().Title))
}
