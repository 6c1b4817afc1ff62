package shop

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// Find looks for the shop's pages: at the addresses that it was told, by the words
// of links on the home page and then on the pages from which customers go on, and
// for roles that nothing links to at the recognised platform's usual address.
// Each role is looked for once. The error is that of the home page; that other
// pages could not be seen is not an error, see [Found.Missing].
func Find(ctx context.Context, site *observe.Site) (Found, error) {
	f, err := observe.Derived(ctx, site, "shop pages", func(ctx context.Context) (*Found, error) { return find(ctx, site) })
	if err != nil {
		return Found{}, err
	}
	return *f, nil
}

func find(ctx context.Context, site *observe.Site) (*Found, error) {
	visit, err := site.HomeVisit(ctx)
	if err != nil {
		return nil, err
	}
	f := Found{missed: make(map[Role]*observe.Failure), away: make(map[Role]*observe.Visit), unrendered: make(map[Role]*observe.Failure)}
	s := &search{Found: &f, site: site, shell: visit.End(), asked: make(map[Role]bool)}
	home := s.render(ctx, Home, s.shell)
	f.Home, f.Pages = home, []Page{{Home, home, visit.Hops[:len(visit.Hops)-1]}}
	s.platform, _ = facts.PlatformOf(Recognize(site.Own, home).ID)
	told := site.Told(ctx)
	wanted := links(home, site.Own)
	if p := product(home, site.Own); p != "" {
		wanted[Product] = p
	}
	for role, address := range map[Role]string{Login: told.Login, Checkout: told.Checkout} {
		if address != "" {
			wanted[role] = address
		}
	}
	s.visit(ctx, wanted)
	for _, p := range f.Of(Cart, Login) {
		s.visit(ctx, links(p.Page, site.Own))
	}
	wanted = make(map[Role]string)
	for _, role := range roles {
		wanted[role] = usual(home, s.platform, role)
	}
	s.visit(ctx, wanted)
	slices.SortStableFunc(f.Pages[1:], func(a, b Page) int { return cmp.Compare(slices.Index(roles, a.Role), slices.Index(roles, b.Role)) })
	f.platform = f.recognize(site.Own)
	return &f, ctx.Err()
}

// A search is a Found being filled.
type search struct {
	*Found
	site     *observe.Site
	shell    *observe.Page // the home page as it came; Home may be as a browser shows it
	platform facts.Platform
	asked    map[Role]bool // roles that were looked for
}

// visit goes to the addresses of roles that were not looked for yet: to all at
// once, and then reads what came in the order of roles.
func (s *search) visit(ctx context.Context, wanted map[Role]string) {
	var wg sync.WaitGroup
	var now []Role
	for _, role := range roles {
		if address := wanted[role]; address != "" && !s.asked[role] {
			s.asked[role] = true
			now = append(now, role)
			wg.Go(func() { _, _ = s.site.Visit(ctx, address) }) // remembered, and read below
		}
	}
	wg.Wait()
	for _, role := range now {
		if err := s.add(ctx, role, wanted[role]); err != nil {
			cause, words := observe.Explain(err)
			s.missed[role] = &observe.Failure{Cause: cause, Words: words}
		}
	}
}

// add adds the page that a browser ends at. Where that is another page than
// was asked for, such as the login in front of the checkout, its own address
// says what it is.
func (s *search) add(ctx context.Context, role Role, address string) error {
	v, err := s.site.Visit(ctx, address)
	if err != nil {
		return err
	}
	page, seen := v.End(), s.seen(v)
	switch {
	case v.Next != "" && !s.site.Own(Host(v.Next)):
		s.away[role] = v
		return &observe.Failure{Cause: observe.OtherCompany, Words: "the shop sends its customers to " + observe.Printable(v.Next) + " for this"}
	case v.Next != "":
		return &observe.Failure{Cause: observe.ErrorPage, Words: "the shop redirects its customers too often here"}
	case page.Unusable() != nil && page.Status != http.StatusNotFound && page.Status != http.StatusGone:
		return page.Unusable()
	case !isPage(page) || sameAddress(page.URL, s.Home.URL):
		return noPage
	case seen:
		return nil
	}
	if page.URL != address {
		if role = cmp.Or(roleOf(page.URL, s.platform), role); among(page.URL, role) {
			return noPage
		}
	}
	page = s.render(ctx, role, page)
	if isHome(page, s.Home) || isHome(page, s.shell) {
		return cmp.Or(s.unrendered[role], noPage)
	}
	s.Pages = append(s.Pages, Page{role, page, v.Hops[:len(v.Hops)-1]})
	return nil
}

// among reports whether a page that a redirect leads to is one of goods or
// articles, and not what the role is for: shops send customers there whose cart is
// empty.
func among(address string, role Role) bool {
	u, err := url.Parse(address)
	return err == nil && !slices.Contains([]Role{Product, Privacy, Contact}, role) && (shelf(u) || slices.Contains(goods, lastWord(u)))
}

var noPage = &observe.Failure{Cause: observe.NotFound, Words: "the shop has no page of its own for this"}

// seen reports whether a visit ended at a page that was seen before. Where that was
// found without redirects, those of this visit are kept for it.
func (s *search) seen(v *observe.Visit) bool {
	i := slices.IndexFunc(s.Pages, func(p Page) bool { return p.URL == v.End().URL })
	if i >= 0 && len(s.Pages[i].Hops) == 0 {
		s.Pages[i].Hops = v.Hops[:len(v.Hops)-1]
	}
	return i >= 0
}

// isPage reports whether a page is one that customers can read. Some shops say only
// in words that there is none.
func isPage(p *observe.Page) bool {
	kind := strings.ToLower(p.Header.Get("Content-Type"))
	return p.Status == http.StatusOK && !lost.MatchString(p.Document().Title) &&
		(strings.Contains(kind, "html") || kind == "" && bytes.HasPrefix(bytes.TrimSpace(p.Body), []byte("<")))
}

// lost finds the titles of pages about pages that do not exist. A number alone may
// be that of an article.
var lost = regexp.MustCompile(`(?i)^\W*404\W*(?:$|error|[-–—|:])|\b(?:error|fehler|erreur|errore|fout|błąd|chyba)\W{1,3}404\b|\b(?:page|404)\b.{0,15}(?:not|n['’]t) (?:be )?found\b|nicht gefunden|introuvable|non trouvée|no encontrada|non trovata|não encontrada|niet gevonden|hittades inte|ikke fundet|ikke funnet|ei löydy|nie znaleziono|nenalezena|nenájdená|nem található|nu a fost găsită`)

// isHome reports whether p is the home page once more: at its address, or with
// the same content, as shops show it that know no other answer.
func isHome(p, home *observe.Page) bool {
	return sameAddress(p.URL, home.URL) || bytes.Equal(p.Body, home.Body) || sameDocument(p.Document(), home.Document())
}

// Alike reports whether two pages, wherever they stand, are the same one: they
// have the same content or the same title, or a link in common to another page of
// the second one's host.
func Alike(a, b *observe.Page) bool {
	one, two := a.Document(), b.Document()
	if bytes.Equal(a.Body, b.Body) || sameDocument(one, two) || one.Title != "" && strings.EqualFold(one.Title, two.Title) {
		return true
	}
	places := make(map[string]bool)
	for _, l := range two.Links {
		if Host(l.URL) == b.Host() {
			places[place(l.URL)] = true
		}
	}
	return slices.ContainsFunc(one.Links, func(l observe.Link) bool { at := place(l.URL); return at != "" && places[at] })
}

// place is an address without its scheme and its host's www.; "" if it leads no
// further than to a home page.
func place(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.") + u.RequestURI()
}

// sameAddress reports whether two addresses lead to one page: links to a part
// of the home page, as menus have, lead to it.
func sameAddress(a, b string) bool {
	u, err := url.Parse(a)
	v, err2 := url.Parse(b)
	return err == nil && err2 == nil && u.Host == v.Host && u.RawQuery == v.RawQuery &&
		strings.Trim(u.Path, "/") == strings.Trim(v.Path, "/")
}

// sameDocument reports whether two pages read the same. Bodies differ in tokens
// that each page gets anew.
func sameDocument(a, b *observe.Document) bool {
	return a.Text != "" && a.Title == b.Title && a.Text == b.Text && len(a.Forms) == len(b.Forms)
}

// usual returns the address where the platform keeps a role's page, or "".
func usual(home *observe.Page, platform facts.Platform, role Role) string {
	paths := addresses(platform, role)
	base, err := url.Parse(home.URL)
	if len(paths) == 0 || err != nil {
		return ""
	}
	to, err := base.Parse(paths[0])
	if err != nil {
		return ""
	}
	return to.String()
}

func addresses(p facts.Platform, role Role) []string {
	switch role {
	case Login:
		return p.Login
	case Register:
		return p.Register
	case Account:
		return p.Account
	case Cart:
		return p.Cart
	case Checkout:
		return p.Checkout
	case Home, Product, Privacy, Contact:
	}
	return nil
}

// Host returns the host name of an address, in lower case; "" if it has none.
func Host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
