package shop

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// How well a link fits a role: by its text, by its address, and by one that says
// nothing else. Fashion and luggage have names of carts too: what /women/bag and
// /luggage/trolley are called is outweighed by /cart.
const (
	byText    = 2
	byAddress = 3
	byNoOther = 3
)

// links returns the best link of a page for each role. Of two that fit equally
// well the first counts.
func links(page *observe.Page, own func(host string) bool) map[Role]string {
	best, score := make(map[Role]string), make(map[Role]int)
	for _, l := range page.Document().Links {
		u, err := url.Parse(l.URL)
		if err != nil || !own(strings.ToLower(u.Hostname())) || sameAddress(l.URL, page.URL) || acts(u) {
			continue
		}
		word, said := lastWord(u), wordings(l.Text)
		for _, role := range roles {
			n := 0
			if names(role, word) {
				n += byAddress
				if lone(u) {
					n += byNoOther
				}
			}
			if slices.ContainsFunc(said, func(w string) bool { return names(role, w) }) {
				n += byText
			}
			if n > score[role] && !shelf(u) {
				best[role], score[role] = l.URL, n
			}
		}
	}
	return best
}

// Leads reports whether a page links to where the shop's customers log in, fill a
// cart or order.
func Leads(page *observe.Page, own func(host string) bool) bool { return len(links(page, own)) > 0 }

// names reports whether a word, folded, stands for a role.
func names(role Role, word string) bool {
	return word != "" && slices.Contains(facts.LinkWords(string(role)), word)
}

// wordings returns what a link's text may name a role by: all of its words, or all
// on one side of a "/" or "|" in it. Counts and prices do not matter: "Cart (2)".
// What more than two words explain is a headline: "Checkout: how it got faster".
func wordings(text string) []string {
	if _, rest, _ := strings.Cut(text, ":"); len(wordsOf(rest)) > 2 {
		return nil
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/|,&(:•", r) }) {
		words := wordsOf(part)
		out = append(out, strings.Join(words, "-"), strings.Join(telling(words), "-"))
	}
	return out
}

// wordsOf returns the folded words of a text that have letters in them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

// fillers are words beside the telling one: "View cart", "Cart: 2 items".
var fillers = []string{"view", "show", "open", "go", "to", "the", "your", "my", "item", "items", "artikel", "article", "articles", "articulos", "articoli", "eur", "usd", "gbp", "chf", "pln", "kr"}

func telling(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return slices.Contains(fillers, w) })
}

// trailing are last parts of addresses that say nothing about a page's role.
var trailing = []string{"", "index", "show", "view", "list", "overview", "dashboard", "onepage", "home", "main", "default"}

// routes are the query parameters in which platforms name their pages.
var routes = []string{"route", "rt", "controller", "main_page", "cl", "dispatch", "_a", "target", "view"}

// lastWord returns what an address says the page is: its route if it has one that
// says anything, and else the last such part of its path. An address in the place
// of a route is where a customer goes on to afterwards.
func lastWord(u *url.URL) string {
	query := u.Query()
	for _, name := range routes {
		v := query.Get(name)
		if strings.HasPrefix(v, "/") || strings.Contains(v, ":") {
			continue
		}
		if word := lastPart(strings.FieldsFunc(v, func(r rune) bool { return r == '/' || r == '.' })); word != "" {
			return word
		}
	}
	return lastPart(strings.Split(u.Path, "/"))
}

// locale is a part of an address that only says for which language it is.
var locale = regexp.MustCompile(`^[a-z]{2}-[a-z]{2}$`)

// lone reports whether a single part of an address's path says anything.
func lone(u *url.URL) bool {
	n := 0
	for part := range strings.SplitSeq(u.Path, "/") {
		if word := segment(part); len(word) > 2 && !slices.Contains(trailing, word) && !locale.MatchString(word) {
			n++
		}
	}
	return n == 1
}

func lastPart(parts []string) string {
	for _, part := range slices.Backward(parts) {
		word := segment(part)
		if !slices.Contains(trailing, word) && len(word) > 2 {
			return word
		}
	}
	return ""
}

// segment folds a part of a path as words are kept: "Mein_Konto.html" is
// "mein-konto".
func segment(part string) string {
	part = fold(part)
	if ext := path.Ext(part); ext != "" && len(ext) <= 6 {
		part = strings.TrimSuffix(part, ext)
	}
	return strings.Trim(strings.ReplaceAll(strings.ReplaceAll(part, "_", "-"), " ", "-"), "-")
}

// shelves are parts of addresses below which names are those of goods and
// articles: /collections/bag is no shopping bag.
var shelves = []string{
	"product", "products", "p", "c", "collection", "collections", "category", "categories", "catalog", "kategorie", "kategorien", "categorie", "categoria",
	"tag", "tags", "brand", "brands", "marken", "search", "help", "faq", "docs", "support", "blog", "blogs", "news", "journal", "magazine", "articles", "posts",
	"stories", "guides", "glossary", "wiki", "ratgeber", "lexikon", "glossar", "aktuelles", "actualites", "noticias", "nieuws",
}

// year is a part of an article's address that says when it was written.
var year = regexp.MustCompile(`^20\d\d$`)

func shelf(u *url.URL) bool {
	return slices.ContainsFunc(strings.Split(u.Path, "/"), func(part string) bool {
		return slices.Contains(shelves, segment(part)) || year.MatchString(part)
	})
}

// goods are parts of addresses right below which single goods are.
var goods = []string{
	"product", "products", "produkt", "produkte", "produit", "produits", "prodotto", "prodotti",
	"producto", "productos", //nolint:misspell // Spanish
	"produto", "produtos", "produkter", "tuote", "tuotteet", "termek", "vyrobek", "produs", "item", "items", "artikel", "p", "dp",
}

// goodsRoutes are routes and parameters by which platforms show one of their
// goods.
var goodsRoutes = regexp.MustCompile(`(?i)(?:^|[?&])(?:route=product/product|controller=product|cl=details|product_id=|id_product=|products_id=)`)

// product returns the first link of a page that leads to one of the shop's goods,
// or "".
func product(page *observe.Page, own func(host string) bool) string {
	for _, l := range page.Document().Links {
		u, err := url.Parse(l.URL)
		if err != nil || !own(strings.ToLower(u.Hostname())) || acts(u) {
			continue
		}
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		below := len(parts) > 1 && slices.Contains(goods, segment(parts[len(parts)-2]))
		if below || goodsRoutes.MatchString(u.RawQuery) {
			return l.URL
		}
	}
	return ""
}

// acts reports whether an address says that following it does something.
func acts(u *url.URL) bool {
	acting := func(word string) bool {
		return slices.Contains(facts.ActWords(), word) ||
			slices.ContainsFunc(strings.Split(word, "-"), func(w string) bool { return slices.Contains(facts.ActWords(), w) })
	}
	for _, part := range strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' || r == '.' || r == ';' }) {
		if acting(segment(part)) {
			return true
		}
	}
	query := strings.FieldsFunc(fold(u.RawQuery), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '_' })
	return slices.ContainsFunc(query, func(word string) bool { return acting(segment(word)) })
}

// roleOf says what an address is the page of: by its words, and by the
// platform's usual addresses. It is "" if it cannot tell.
func roleOf(raw string, platform facts.Platform) Role {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	for _, role := range roles {
		if names(role, lastWord(u)) || slices.Contains(addresses(platform, role), u.RequestURI()) {
			return role
		}
	}
	return ""
}
