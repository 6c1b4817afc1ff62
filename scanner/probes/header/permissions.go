package header

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed permissions.md
var permissionsDoc string

// Permissions asks whether pages that lend other companies' frames the camera,
// the position or payments say which of these may be used at all (W3C
// Permissions Policy).
var Permissions = scanner.Probe{
	ID: "header.permissions", Severity: scanner.Info, Doc: permissionsDoc,
	Run: eachAsking(func(_ context.Context, site *observe.Site, p shop.Page) scanner.Finding {
		return judgePermissions(p, site.Own)
	}),
}

const (
	permissionsPolicy = "Permissions-Policy"
	featurePolicy     = "Feature-Policy" // its name before 2020, with a grammar of its own
)

// powerful are the features that touch customers themselves.
var powerful = []string{
	"bluetooth", "camera", "clipboard-read", "display-capture", "geolocation", "hid", "identity-credentials-get", "microphone",
	"payment", "publickey-credentials-create", "publickey-credentials-get", "serial", "usb",
}

func judgePermissions(page shop.Page, own func(host string) bool) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{page.Quote(permissionsPolicy)}}
	features, ok := dictionary(joined(page.Page, permissionsPolicy))
	wallets, limited := features["payment"]
	if len(features) == 0 && page.Header.Get(featurePolicy) != "" {
		f.Evidence = append(f.Evidence, page.Quote(featurePolicy))
	}
	frame, lent := lends(page.Page, own)
	err := shop.Unread(page.Page)
	switch {
	case !ok:
		f.Outcome, f.Message = scanner.Fail, "What this page says about a browser's abilities, such as the camera, is written wrongly, so browsers ignore all of it."
	case page.Role == shop.Checkout && limited && strings.Trim(wallets, "( )") == "":
		f.Message = "This page says which of a browser's abilities may be used; paying with the browser's own wallet is not among them."
	case len(features) > 0:
		f.Message = "This page says which of a browser's abilities, such as the camera, may be used."
	case frame != "":
		f.Outcome, f.Message = scanner.Warn, "This page lends another company's part of it abilities of the browser that touch customers themselves, and sets no limit."
		f.Evidence = append(f.Evidence, page.Evidence("<iframe> of "+frame+" may use "+strings.Join(lent, ", ")))
	case err != nil: // it may lend some where we could not look
		return scanner.CouldNot("", err)
	default:
		f.Message = "This page sets no limit to a browser's abilities, and was not seen to lend another company any that touch customers themselves."
	}
	return f
}

// lends returns the host of the first frame of another company that a page lends
// powerful features, and which: others' frames have none unless the page says so.
func lends(page *observe.Page, own func(host string) bool) (host string, features []string) {
	for _, r := range page.Document().Resources {
		if r.Kind != "frame" || own(shop.Host(r.URL)) {
			continue
		}
		for directive := range strings.SplitSeq(r.Allow, ";") { // HTML, section 4.8.5: a serialized permissions policy
			words := strings.Fields(strings.ToLower(directive))
			if len(words) > 0 && slices.Contains(powerful, words[0]) && !slices.Equal(words[1:], []string{"'none'"}) {
				features = append(features, words[0])
			}
		}
		if len(features) > 0 {
			return shop.Host(r.URL), features
		}
	}
	return "", nil
}
