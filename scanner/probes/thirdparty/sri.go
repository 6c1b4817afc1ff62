package thirdparty

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

//go:embed sri.md
var sriDoc string

// SRI asks whether browsers check script files that never change (W3C Subresource
// Integrity).
var SRI = scanner.Probe{
	ID:       "thirdparty.sri",
	Severity: scanner.Low,
	Doc:      sriDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		scripts := inventory.Of(found.Pages, site.Own)
		files := slices.DeleteFunc(slices.Clone(scripts), func(s inventory.Script) bool { return s.Own || s.Hint || s.Asked || !settledFile(s) })
		if len(files) == 0 {
			return []scanner.Finding{{Subject: site.Domain(), Outcome: scanner.NotApplicable, Message: "No script of the pages seen comes from a public store of files by its exact version."}}, nil
		}
		return []scanner.Finding{judgeSRI(site.Domain(), files, others(ctx, site, scripts, files))}, nil
	},
}

// others returns the names of files that are not the ones that their integrity
// names. They are fetched only if one of them says what it should be.
func others(ctx context.Context, site *observe.Site, scripts, files []inventory.Script) map[string]bool {
	differ := make(map[string]bool)
	if slices.ContainsFunc(files, func(s inventory.Script) bool { return s.Guard() != inventory.Bare }) {
		for _, b := range inventory.Bodies(ctx, site, scripts) {
			differ[b.Name] = b.Differs()
		}
	}
	return differ
}

var (
	// exact is a version with all of its parts, as in "@3.7.1/" and "-3.7.1.min.js":
	// others stand for the newest of many.
	exact = regexp.MustCompile(`(?:^|[/@-])v?[0-9]+\.[0-9]+\.[0-9]+(?:[./-]|$)`)
	// made are files that jsDelivr makes when asked, not always the same ("Using SRI
	// with jsDelivr", read November 2026).
	made = regexp.MustCompile(`^/combine/|/\+esm$|@[^/]*$`)
)

// settledFile reports whether a script is a file that never changes.
func settledFile(s inventory.Script) bool {
	u, err := url.Parse(s.URL)
	return err == nil && facts.Static(s.Host) && exact.MatchString(u.Path) && !(strings.HasSuffix(s.Host, "jsdelivr.net") && made.MatchString(u.Path))
}

// judgeSRI judges files that never change.
func judgeSRI(domain string, files []inventory.Script, differ map[string]bool) scanner.Finding {
	f := scanner.Finding{Subject: domain, Outcome: scanner.Warn}
	refused, bare := 0, 0
	for i, s := range files {
		words := "integrity " + s.Algorithm()
		switch guard := s.Guard(); {
		case guard == inventory.Bare:
			bare++
			words = "no integrity"
		case guard == inventory.Refused && !s.CrossOrigin && !s.Module:
			refused++
			words += ", but no crossorigin, so browsers refuse it"
		case guard == inventory.Refused:
			refused++
			words += ", which is no hash, so browsers refuse it"
		case differ[s.Name]:
			refused++
			words += " of another file, so browsers refuse it"
		}
		if i < maxLines {
			f.Evidence = append(f.Evidence, s.Page.Evidence("script "+inventory.Short(s.URL)+" · "+words))
		}
	}
	all := fmt.Sprintf("%s of exact versions from public stores", count(len(files), "script file"))
	switch {
	case refused > 0:
		f.Message = fmt.Sprintf("Of %s, browsers refuse %d, because their integrity does not fit.", all, refused)
	case bare > 0:
		f.Message = fmt.Sprintf("Of %s, %d may be changed without browsers noticing.", all, bare)
	default:
		f.Outcome, f.Message = scanner.Pass, fmt.Sprintf("Browsers check the %s.", all)
	}
	return f
}
