package mail

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed bimi.md
var bimiDoc string

// BIMI asks whether the logo that the domain publishes for its mail can be shown.
var BIMI = scanner.Probe{
	ID:       "mail.bimi",
	Severity: scanner.Info,
	Doc:      bimiDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		subject := "TXT default._bimi." + site.Apex()
		if _, err := lookUse(ctx, site); err != nil { // such as that there is no such domain
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		r, err := site.Records(ctx, "TXT", "default._bimi."+site.Apex())
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		f, shown := judgeBIMI(site.Apex(), r)
		if !shown {
			return []scanner.Finding{f}, nil
		}
		rule, err := lookStanding(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(subject, err)}, nil
		}
		if !rule.enforced() {
			f.Outcome = scanner.Warn
			f.Message = "The domain " + site.Apex() + " publishes a logo for its mail, and no mail service shows it, because no rule stops forged mail."
			f.Evidence = append(f.Evidence, rule.seen...)
		}
		return []scanner.Finding{f}, nil
	},
}

// bimiVersion begins every BIMI record.
const bimiVersion = "v=BIMI1"

// bimiRecords returns the BIMI records among a name's texts.
func bimiRecords(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
		rest, ok := strings.CutPrefix(text, bimiVersion)
		rest = trim(rest)
		return !ok || rest != "" && rest[0] != ';'
	})
}

// judgeBIMI judges what is published, and tells whether there is a logo to be shown,
// which depends on the domain's rule for forged mail too.
func judgeBIMI(domain string, r *observe.Records) (f scanner.Finding, shown bool) {
	f = scanner.Finding{Subject: r.Source(), Outcome: scanner.NotApplicable}
	records := bimiRecords(r.Values())
	for _, text := range records[:min(len(records), maxTexts)] {
		f.Evidence = append(f.Evidence, quote(r, text))
	}
	switch len(records) {
	case 0:
		f.Message = "The domain " + domain + " publishes no logo for its mail."
		f.Evidence = []observe.Evidence{r.Evidence()}
		return f, false
	case 1:
	default:
		f.Outcome = scanner.Fail
		f.Message = fmt.Sprintf("The domain %s publishes %d logos for its mail, and mail services show none when there are several.", domain, len(records))
		return f, false
	}
	list, bad := parseTags(records[0])
	logo := "The logo that " + domain + " publishes for its mail"
	why := bimiWrong(list, bad)
	switch {
	case why != "":
		f.Outcome, f.Message = scanner.Fail, logo+" cannot be shown: "+why+"."
	case list.get("l") == "":
		f.Message = "The domain " + domain + " says that it has no logo for its mail."
	case list.get("a") == "":
		f.Outcome, f.Message = scanner.Pass, logo+" is ready to be shown by mail services that want no certificate for it."
	default:
		f.Outcome, f.Message = scanner.Pass, logo+" is ready to be shown, with a certificate."
	}
	return f, f.Outcome == scanner.Pass
}

// bimiWrong says what is wrong with a record; "" if nothing is. Whoever has no logo
// says so by an empty l and no a.
func bimiWrong(list tags, bad []string) string {
	place, proof := list.get("l"), list.get("a")
	named := slices.ContainsFunc(list, func(t tag) bool { return t.name == "l" })
	switch {
	case len(bad) > 0:
		return "the record has the part " + quoted(bad[0]) + ", which cannot be read"
	case !named || place == "" && proof != "":
		return "the record does not say where it is (l=)"
	case place != "" && !overHTTPS(place):
		return "its address does not begin with https://"
	case notSVG(place):
		return "it is no drawing of the kind that they take (SVG)"
	case proof != "" && !overHTTPS(proof):
		return "the address of its certificate does not begin with https://"
	}
	return ""
}

// notSVG reports whether an address shows that a picture is of another format than
// the one allowed.
func notSVG(address string) bool {
	u, err := url.Parse(address)
	return err == nil && slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".avif"}, strings.ToLower(path.Ext(u.Path)))
}

// overHTTPS reports whether an address is one that logos and their certificates may
// be fetched from.
func overHTTPS(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Hostname() != ""
}
