package admin

import (
	"context"
	_ "embed"
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

//go:embed path.md
var pathDoc string

// Path asks whether the administration's login is where every attacker looks
// for it first.
var Path = scanner.Probe{
	ID:       "admin.path",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Doc:      pathDoc,
	Run:      runPath,
}

// usual are tried where the platform is unknown.
var usual = []string{"/admin/", "/admin", "/administrator/", "/wp-login.php"}

// most bounds the addresses tried of one platform.
const most = 4

func runPath(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	found, err := shop.Find(ctx, site)
	if err != nil {
		return nil, err
	}
	made := found.Platform()
	if made.Hosted {
		return []scanner.Finding{{
			Subject: site.Domain(), Outcome: scanner.NotApplicable, Evidence: made.Evidence,
			Message: fmt.Sprintf("The shop runs on %s, which keeps the administration away from the shop's own address.", made.Name),
		}}, nil
	}
	platform, _ := facts.PlatformOf(made.ID)
	addresses := usual
	if len(platform.Admin) > 0 {
		addresses = platform.Admin
	}
	f, err := try(ctx, site, found.Home, platform, addresses[:min(len(addresses), most)])
	if err != nil {
		return nil, err
	}
	f.Subject = site.Domain()
	return []scanner.Finding{f}, nil
}

// try knocks at each address until one is a door, and at nonsense beside it.
func try(ctx context.Context, site *observe.Site, home *observe.Page, platform facts.Platform, addresses []string) (scanner.Finding, error) {
	f := scanner.Finding{Outcome: scanner.Pass, Message: "No login of an administration is open at an address that everybody knows."}
	refused := false
	for _, address := range addresses {
		door, err := knock(ctx, site, path.At(home, address))
		if err != nil {
			return f, err
		}
		if kind := doorKind(door); kind == locked || kind == open {
			nonsense, err := knock(ctx, site, path.At(home, path.Nonsense(site.Domain(), address)))
			if err != nil {
				return f, err
			}
			if doorKind(nonsense) != kind {
				return judge(door, platform), nil
			}
		}
		refused = refused || door.Status == http.StatusForbidden
		f.Evidence = append(f.Evidence, door.Evidence(fmt.Sprintf("status %d", door.Status)))
	}
	if refused {
		return f, path.Refuses(ctx, site, home)
	}
	return f, nil
}

// A kind of door is what stands at an address.
type kind int

const (
	nothing kind = iota
	locked       // asks for a password before it shows anything
	open         // shows its login to everybody
)

func doorKind(p *observe.Page) kind {
	switch {
	case p.Status == http.StatusUnauthorized:
		return locked
	case p.Status == http.StatusOK && (asksPassword(p) || titled.MatchString(p.Document().Title)):
		return open
	}
	return nothing
}

func asksPassword(p *observe.Page) bool {
	return slices.ContainsFunc(p.Document().Forms, observe.Form.AsksPassword)
}

// titled finds the titles of administrations whose login a script draws.
var titled = regexp.MustCompile(`(?i)\b(administration|admin|administrator|back[- ]?office|backend|control panel)\b`)

// judge says what an administration's login at a well-known address means.
func judge(door *observe.Page, platform facts.Platform) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Warn}
	switch {
	case doorKind(door) == locked:
		f.Message = "The administration is at an address that everybody knows, behind a second password."
		f.Evidence = []observe.Evidence{door.Quote("Www-Authenticate")}
		return f
	case platform.Renamed:
		f.Outcome = scanner.Fail
		f.Message = fmt.Sprintf("The login of the administration is open to everybody, at an address that %s shops are told to change.", platform.Name)
	default:
		f.Message = "The login of the administration is open to everybody, at an address that everybody knows."
	}
	what := "a page"
	if asksPassword(door) {
		what = "a form that asks for a password"
	}
	f.Evidence = []observe.Evidence{door.Evidence(fmt.Sprintf("status %d, %s, titled %q", door.Status, what, door.Document().Title))}
	return f
}

// knock fetches an address and goes along with redirects that stay inside it:
// one to the customers' login leads away from the administration.
func knock(ctx context.Context, site *observe.Site, address string) (*observe.Page, error) {
	for range 3 {
		p, err := path.Ask(ctx, site.PeekPage, address)
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
