package https

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed served.md
var servedDoc string

// Served asks whether the shop answers over an encrypted connection (RFC 9110,
// section 4.2.2).
var Served = scanner.Probe{
	ID:       "https.served",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      servedDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		return []scanner.Finding{served(ctx, site)}, nil
	},
}

// served looks no further than it must: mostly the home page says it all.
func served(ctx context.Context, site *observe.Site) scanner.Finding {
	home, err := site.Home(ctx)
	if err == nil && home.Secure() {
		return answers("https://"+home.Host()+"/", home)
	}
	host := site.Host(ctx)
	address := "https://" + host + "/"
	visit, visitErr := site.Visit(ctx, address)
	if err != nil {
		if len(visit.Hops) > 0 && isAnswer(visit.End()) {
			return answers(address, visit.End())
		}
		return scanner.CouldNot(address, err)
	}
	hs, err := handshake(ctx, site, host)
	switch {
	case err != nil:
		return judgeRefused(address, home, err)
	case !hs.Agreed():
		return judgeDeclined(address, home, hs)
	case len(visit.Hops) == 0:
		return scanner.CouldNot(address, visitErr)
	}
	return judgeElsewhere(address, home, visit.Hops[0])
}

// isAnswer reports whether a page that is not the shop shows all the same that
// its server speaks HTTP over an encrypted connection. A refusal, or a 503, shows
// only what stands in front of it.
func isAnswer(page *observe.Page) bool {
	why := cause(page.Unusable())
	return page.Secure() && page.Status != http.StatusServiceUnavailable && (why == observe.ErrorPage || why == observe.NeedsLogin)
}

func answers(address string, page *observe.Page) scanner.Finding {
	return scanner.Finding{
		Subject: address, Outcome: scanner.Pass,
		Message:  "The shop answers over an encrypted connection.",
		Evidence: []observe.Evidence{page.Evidence(fmt.Sprintf("status %d over HTTPS", page.Status))},
	}
}

// judgeRefused judges an encrypted port that gave no reply while home came
// without encryption. A refused port, and one that speaks something else, are
// certain; silence is not.
func judgeRefused(address string, home *observe.Page, err error) scanner.Finding {
	if why := cause(err); why != observe.Refused && why != observe.TLS {
		return scanner.CouldNot(address, err)
	}
	return plainOnly(address, home, unanswered(address, err, home))
}

// judgeDeclined judges a server that turned down all that browsers offer. One
// that hangs up without a word may stand behind a filter: that proves nothing.
func judgeDeclined(address string, home *observe.Page, hs *observe.Handshake) scanner.Finding {
	if hs.HungUp() {
		return scanner.CouldNot(address, &observe.Failure{Cause: observe.TLS, Words: "something answers on the encrypted port, but hangs up without a word"})
	}
	return plainOnly(address, home, hs.Evidence("declined: "+hs.Decline))
}

func plainOnly(address string, home *observe.Page, why observe.Evidence) scanner.Finding {
	return scanner.Finding{
		Subject: address, Outcome: scanner.Fail,
		Message:  "The shop can only be reached without encryption.",
		Evidence: []observe.Evidence{home.Evidence(fmt.Sprintf("status %d without encryption", home.Status)), why},
	}
}

// judgeElsewhere judges a shop whose visitors end without encryption although
// the encrypted port answers: with page.
func judgeElsewhere(address string, home, page *observe.Page) scanner.Finding {
	if err := page.Unusable(); err != nil {
		return scanner.CouldNot(address, err)
	}
	return scanner.Finding{
		Subject: address, Outcome: scanner.Warn,
		Message: "The encrypted address answers, but customers end up at the shop without encryption.",
		Evidence: []observe.Evidence{
			page.Evidence(fmt.Sprintf("status %d, Location: %s", page.Status, page.Header.Get("Location"))),
			home.Evidence(fmt.Sprintf("status %d without encryption", home.Status)),
		},
	}
}
