package header

import (
	"strings"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/csp"
)

// Directs reports whether a page gives browsers a content security policy with
// that directive to enforce, in its header or in its text.
func Directs(page *observe.Page, directive string) bool { return csp.Of(page).Has(directive) }

// quoteMeta quotes a page's meta elements of that name.
func quoteMeta(page *observe.Page, name string) observe.Evidence {
	var quotes []string
	for _, m := range page.Document().Metas {
		if m.Name == name {
			quotes = append(quotes, "<meta> "+name+": "+m.Content)
		}
	}
	return page.Evidence(strings.Join(quotes, "; "))
}
