package mail

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// week is the age that a policy should live to at least: senders who saw it
// once are protected that long.
const week = 7 * 24 * time.Hour

func judgeSTS(s sts) scanner.Finding {
	f := scanner.Finding{Subject: "TXT _mta-sts." + s.use.domain, Outcome: scanner.Fail, Evidence: s.evidence()}
	promise := "The promise that mail to " + s.use.domain + " travels encrypted"
	if len(s.use.hosts) == 0 {
		f.Outcome, f.Message = scanner.NotApplicable, s.use.serverless()
		return f
	}
	switch record, flaw := stsRecord(s.records.Values()); {
	case flaw != "":
		f.Message = promise + " is announced " + flaw + "."
	case record == "":
		f.Outcome, f.Message = scanner.Warn, "The domain "+s.use.domain+" does not promise that mail to it travels encrypted."
	case s.noHost != nil:
		f.Message = promise + " is announced, but the address where its terms should be does not exist."
	default:
		return s.judgeHost(f, promise)
	}
	return f
}

// stsRecord returns the one record among a name's texts, or the flaw for which no
// sender takes any; neither if there is none.
func stsRecord(texts []string) (record, flaw string) {
	found := stsRecords(texts)
	switch {
	case len(found) == 0 && misspelt(texts) != "":
		return "", "in a form that mail services take for none"
	case len(found) == 0:
		return "", ""
	case len(found) > 1:
		return "", "more than once, so mail services ignore it"
	}
	if _, why := readSTS(found[0]); why != "" {
		return "", "in a form that mail services cannot read: " + why
	}
	return found[0], ""
}

func (s sts) judgeHost(f scanner.Finding, promise string) scanner.Finding {
	switch bad, err := badCertificate(s.handshake); {
	case err != nil:
		return scanner.CouldNot(f.Subject, err)
	case bad != "":
		f.Message = promise + " does not count, because " + bad + "."
		f.Evidence = append(f.Evidence, s.handshake.Evidence(bad))
		return f
	case s.page.Status != http.StatusOK || s.page.Unusable() != nil:
		return s.judgeStatus(f, promise)
	}
	p, err := parsePolicy(string(s.page.Body))
	switch {
	case err != nil:
		f.Message = promise + " does not count, because its terms are not in order: " + err.Error() + "."
	case p.mode == "none":
		f.Outcome, f.Message = scanner.Warn, promise+" has been taken back."
	case len(p.missing(s.use.hosts)) > 0 && p.mode == "testing":
		f.Outcome, f.Message = scanner.Warn, promise+" is only being tested, and leaves out the mail server "+listed(p.missing(s.use.hosts))+"."
	case len(p.missing(s.use.hosts)) > 0:
		f.Message = promise + " leaves out the mail server " + listed(p.missing(s.use.hosts)) + "."
	default:
		return s.judgeServers(f, promise, p)
	}
	return f
}

// judgeStatus judges an answer that is not the policy. A refusal, a test for browsers
// or a server error may be for us alone, or for now; redirects are forbidden (RFC 8461,
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

// judgeServers judges a promise by those who have to keep it. Whoever obeys it hands
// no mail to a server that does not encrypt, or whose certificate is not right (RFC
// 8461, section 4.2), and holds it back if there is no other (section 5).
func (s sts) judgeServers(f scanner.Finding, promise string, p stsPolicy) scanner.Finding {
	k := s.kept()
	f.Evidence = append(f.Evidence, k.seen...)
	switch doubt := s.doubt(p); {
	case k.bad != "" && p.mode == "enforce" && (k.good || k.unseen):
		f.Message = "Services that obey the promise that mail to " + s.use.domain + " travels encrypted hand none to one of its servers, because " + k.bad + "."
	case k.bad != "" && p.mode == "enforce":
		f.Message = "Services that obey the promise that mail to " + s.use.domain + " travels encrypted hold it back, because " + k.bad + "."
	case k.bad != "":
		f.Outcome, f.Message = scanner.Warn, promise+" is only being tested, and would hold mail up, because "+k.bad+"."
	case p.mode == "testing":
		f.Outcome, f.Message = scanner.Warn, promise+" is only being tested."
	case doubt != "":
		f.Outcome, f.Message = scanner.Warn, promise+" may not count everywhere, because "+doubt+"."
	case k.incomplete != "":
		f.Outcome, f.Message = scanner.Warn, promise+" may hold mail up, because the mail server "+k.incomplete+" leaves out a certificate that proves its own."
	case p.maxAge < week:
		f.Outcome, f.Message = scanner.Warn, promise+" is good for less than a week at a time."
	case k.unseen:
		f.Outcome, f.Message = scanner.Pass, promise+" is in force for all its mail servers, not all of whose certificates could be seen from here."
	default:
		f.Outcome, f.Message = scanner.Pass, promise+" is in force for all its mail servers, and they keep it."
	}
	return f
}

// doubt says why some senders may not read the promise, or nothing.
func (s sts) doubt(p stsPolicy) string {
	record, _ := stsRecord(s.records.Values())
	bent, _ := readSTS(record)
	kind, _, _ := mime.ParseMediaType(s.page.Header.Get("Content-Type"))
	switch {
	case bent != "":
		return "its record has " + bent
	case p.bent != "":
		return "its terms have " + p.bent
	case len(s.page.Body) > policySize:
		return "its terms are longer than mail services need to read"
	case kind != "text/plain": // RFC 8461, section 3.2
		return "its terms are not served as plain text"
	case s.handshake.Incomplete(facts.PublicAuthority):
		return s.handshake.Host + " leaves out a certificate that proves its own"
	}
	return ""
}

// evidence quotes every look that was made for the record and the policy.
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
