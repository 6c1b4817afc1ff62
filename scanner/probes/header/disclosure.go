package header

import (
	_ "embed"
	"regexp"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed disclosure.md
var disclosureDoc string

// Disclosure asks whether the shop's server tells every stranger which version
// of its software it runs. What the version is worth is judged elsewhere.
var Disclosure = scanner.Probe{ID: "header.disclosure", Severity: scanner.Info, Doc: disclosureDoc, Run: home(judgeDisclosure)}

// Headers that name software, and headers whose name does and that have but its
// version (OWASP Secure Headers, headers to remove). Via is not one: its number is
// that of HTTP.
var (
	productHeaders = []string{"Server", "X-Powered-By", "X-Generator", "X-Powered-CMS", "Powered-By", "X-CMS", "X-Framework", "X-Generated-By", "X-Server-Powered-By", "Liferay-Portal"}
	versionHeaders = []string{"X-AspNet-Version", "X-AspNetMvc-Version", "X-Php-Version", "X-Joomla-Version", "X-Umbraco-Version", "OracleCommerceCloud-Version"}
)

var (
	// comment names systems and machines; without a space it is part of a name.
	comment = regexp.MustCompile(`(?:^|\s)\([^()]*\)`)
	// fixed are names whose number never changes.
	fixed   = regexp.MustCompile(`(?i)apache-coyote/1\.1|awselb/2\.0|microsoft-httpapi/2\.0|microsoft-azure-application-gateway/v2`)
	version = regexp.MustCompile(`[/ (-]v?[0-9]+\.[0-9]|/v?[0-9]+(?:$|[ ,;])`)
	major   = regexp.MustCompile(`(?i)[a-z!] v?[0-9]+\s*(?:$|[,;(])`)
	digit   = regexp.MustCompile(`[0-9]`)
)

// judgeDisclosure quotes names without a version too, and what stands ahead of
// the server: reports read there for which server a fix has to be.
func judgeDisclosure(page *observe.Page) scanner.Finding {
	var versions, products []observe.Evidence
	for _, name := range productHeaders {
		switch shown := shows(page, name); {
		case shown:
			versions = append(versions, page.Quote(name))
		case page.Header.Get(name) != "":
			products = append(products, page.Quote(name))
		}
	}
	for _, name := range versionHeaders {
		if digit.MatchString(page.Header.Get(name)) {
			versions = append(versions, page.Quote(name))
		}
	}
	switch {
	case len(versions) > 0:
		return scanner.Finding{Outcome: scanner.Warn, Evidence: slices.Concat(versions, products, ahead(page)), Message: "The shop tells every stranger which version of its software it runs."}
	case len(products) > 0:
		return scanner.Finding{Outcome: scanner.Pass, Evidence: append(products, ahead(page)...), Message: "The shop names its software, but not which version it runs."}
	}
	return scanner.Finding{Outcome: scanner.Pass, Evidence: append(ahead(page), page.Quote("Server")), Message: "The shop does not say which software it runs."}
}

// ahead quotes the headers by which content networks show that they answer
// before the shop's own server. A Server header is quoted by itself.
func ahead(page *observe.Page) []observe.Evidence {
	var seen []observe.Evidence
	for _, front := range facts.Fronts() {
		if front.Header != "Server" && facts.FrontOf(front.Header, page.Header.Get(front.Header)) != "" {
			seen = append(seen, page.Quote(front.Header))
		}
	}
	return seen
}

// shows reports whether a header has a version in it. A bare number is one only
// of what makes the pages, as in "Drupal 10": servers number their machines so.
func shows(page *observe.Page, name string) bool {
	for _, v := range page.Header.Values(name) {
		v = fixed.ReplaceAllString(comment.ReplaceAllString(v, ""), "")
		if version.MatchString(v) || name != "Server" && major.MatchString(v) {
			return true
		}
	}
	return false
}
