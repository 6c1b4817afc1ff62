package mail

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed mta-sts.md
var mtaSTSDoc string

// MTASTS asks whether the domain promises senders an encrypted way to its mail
// servers, and keeps the promise.
var MTASTS = scanner.Probe{
	ID:       "mail.mta-sts",
	Severity: scanner.Low,
	Doc:      mtaSTSDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		s, err := lookSTS(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _mta-sts."+site.Apex(), err)}, nil
		}
		return []scanner.Finding{judgeSTS(s)}, nil
	},
}

// An sts is what was seen of a domain's promise. A nil field was not looked at
// because one before it settled the matter.
type sts struct {
	use       use
	records   *observe.Records   // at _mta-sts
	noHost    *observe.Records   // the policy's host, if it has no address
	handshake *observe.Handshake // with the policy's host
	page      *observe.Page      // the policy
}

// lookSTS asks for the record, and if it is usable for the policy as a sending
// mail service would.
func lookSTS(ctx context.Context, site *observe.Site) (s sts, err error) {
	if s.use, err = lookUse(ctx, site); err != nil || len(s.use.hosts) == 0 {
		return s, err
	}
	if s.records, err = site.Records(ctx, "TXT", "_mta-sts."+site.Apex()); err != nil {
		return s, err
	}
	if found := stsRecords(s.records); len(found) != 1 || !stsUsable(found[0]) {
		return s, nil
	}
	host := "mta-sts." + site.Apex()
	s.handshake, err = site.Handshake(ctx, observe.Endpoint{Host: host}, observe.Any)
	if cause, _ := observe.Explain(err); err != nil && cause == observe.NoName {
		s.noHost, err = site.Records(ctx, "A", host)
		return s, err
	}
	if err != nil {
		return s, err
	}
	if bad, err := badCertificate(s.handshake); bad != "" || err != nil {
		if bad == late {
			_, err = site.Clock(ctx) // which of the two is wrong nobody knows
		}
		return s, err
	}
	s.page, err = site.Get(ctx, "https://"+host+"/.well-known/mta-sts.txt")
	return s, err
}

// badCertificate says why a sender would not trust the policy's host, or
// nothing (RFC 8461, section 3.3). The error says why that cannot be told: a
// host that hangs up may do so to us alone.
func badCertificate(h *observe.Handshake) (string, error) {
	if h.HungUp() {
		return "", &observe.Failure{Cause: observe.TLS, Words: h.Host + " hangs up without a word"}
	}
	if bad := unusable(h); bad != "" {
		return bad, nil
	}
	untrusted, err := h.Untrusted(facts.PublicAuthority)
	if untrusted {
		return "the certificate of " + h.Host + " is not trusted", nil
	}
	return "", err
}

// late is said of a certificate that has run out, or is not valid yet.
const late = "the certificate of its address is out of date"

// unusable says what is wrong with a certificate, whoever vouches for it.
func unusable(h *observe.Handshake) string {
	if !h.Agreed() || h.Broken != "" {
		return "no encrypted connection to " + h.Host + " came about"
	}
	leaf, err := h.Leaf()
	switch {
	case err != nil:
		return "the certificate of " + h.Host + " cannot be read"
	case !observe.Covers(leaf, h.Host):
		return "the certificate of " + h.Host + " is for another name"
	case h.At.After(leaf.NotAfter), h.At.Before(leaf.NotBefore):
		return late
	}
	return ""
}

// week is the age that a policy should live to at least: senders who saw it
// once are protected that long.
const week = 7 * 24 * time.Hour

func judgeSTS(s sts) scanner.Finding {
	f := scanner.Finding{Subject: "TXT _mta-sts." + s.use.domain, Outcome: scanner.Fail, Evidence: s.evidence()}
	promise := "The promise that mail to " + s.use.domain + " travels encrypted"
	if len(s.use.hosts) == 0 {
		f.Outcome, f.Message = scanner.NotApplicable, "The domain "+s.use.domain+" names no mail server of its own."
		return f
	}
	records := stsRecords(s.records)
	switch {
	case len(records) == 0:
		f.Outcome, f.Message = scanner.Warn, "The domain "+s.use.domain+" does not promise that mail to it travels encrypted."
	case len(records) > 1:
		f.Message = promise + " is announced more than once, so mail services ignore it."
	case !stsUsable(records[0]):
		f.Message = promise + " is announced in a form that mail services cannot read."
	case s.noHost != nil:
		f.Message = promise + " is announced, but the address where its terms should be does not exist."
	default:
		return s.judgeHost(f, promise)
	}
	return f
}

func (s sts) judgeHost(f scanner.Finding, promise string) scanner.Finding {
	switch bad, err := badCertificate(s.handshake); {
	case err != nil:
		return scanner.CouldNot(f.Subject, err)
	case bad != "":
		f.Message = promise + " does not count, because " + bad + "."
		f.Evidence = append(f.Evidence, s.handshake.Evidence(bad))
		return f
	}
	return s.judgePage(f, promise)
}

func (s sts) judgePage(f scanner.Finding, promise string) scanner.Finding {
	if s.page.Status != http.StatusOK {
		return s.judgeStatus(f, promise)
	}
	p, err := parsePolicy(string(s.page.Body))
	switch {
	case err != nil:
		f.Message = promise + " does not count, because its terms are not in order: " + err.Error() + "."
	case p.mode == "none":
		f.Outcome, f.Message = scanner.Warn, promise+" has been taken back."
	case len(p.missing(s.use.hosts)) > 0:
		f.Message = promise + " leaves out the mail server " + strings.Join(p.missing(s.use.hosts), ", ") + "."
	case p.mode == "testing":
		f.Outcome, f.Message = scanner.Warn, promise+" is only being tested."
	case s.handshake.Incomplete(facts.PublicAuthority):
		f.Outcome, f.Message = scanner.Warn, promise+" may not count everywhere, because "+s.handshake.Host+" leaves out a certificate that proves its own."
	case p.maxAge < week:
		f.Outcome, f.Message = scanner.Warn, promise+" is good for less than a week at a time."
	default:
		f.Outcome, f.Message = scanner.Pass, promise+" is in force for all its mail servers."
	}
	return f
}

// judgeStatus judges an answer that is not the policy. A refusal or a server
// error may be for us alone, or for now; redirects are forbidden (RFC 8461,
// section 3.3).
func (s sts) judgeStatus(f scanner.Finding, promise string) scanner.Finding {
	status := s.page.Status
	err := s.page.Unusable()
	if cause, _ := observe.Explain(err); err != nil && (cause != observe.ErrorPage || status >= 500) {
		return scanner.CouldNot(f.Subject, err)
	}
	f.Message = fmt.Sprintf("%s does not count, because its terms are not where they belong (status %d).", promise, status)
	return f
}

// evidence quotes every look that was made.
func (s sts) evidence() []observe.Evidence {
	seen := slices.Clone(s.use.seen[:1]) // the MX records
	if s.records != nil {
		seen = append(seen, s.records.Evidence())
	}
	if s.noHost != nil {
		seen = append(seen, s.noHost.Evidence())
	}
	if s.page != nil {
		text := strings.Join(strings.FieldsFunc(string(s.page.Body), func(r rune) bool { return r == '\r' || r == '\n' }), " / ")
		seen = append(seen, s.page.Evidence(fmt.Sprintf("status %d: %s", s.page.Status, text)))
	}
	return seen
}
