package tls

import (
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed cipher-order.md
var cipherOrderDoc string

// CipherOrder asks whether a TLS 1.2 connection gets a good suite whatever the
// client puts first. Where all are good, the client may as well choose: it
// knows which is fast for it.
var CipherOrder = scanner.Probe{
	ID:       "tls.cipher-order",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Doc:      cipherOrderDoc,
	Run:      surveyed(judgeCipherOrder),
}

// strong reports whether a suite of TLS 1.2 has a fresh key for each connection
// and an authenticated cipher (RFC 9325, section 4.2).
func strong(s hello.Suite) bool { return sealed(s) && !dated(s) && !broken(s) }

// judgeCipherOrder passes on what was seen first where the server decides: more
// suites would not change it. All else that passes needs the whole list.
func judgeCipherOrder(s *survey.Survey) (scanner.Finding, error) {
	p := s.Protocol(hello.TLS12)
	switch {
	case p.Offered == survey.No && s.Best() == 0:
		return scanner.Finding{}, silent(s)
	case p.Offered == survey.No:
		return noted(scanner.NotApplicable, "The server does not speak the kind of encryption whose order of methods can be good or bad.", s, "TLS 1.2 is not accepted")
	case p.Offered != survey.Yes:
		return scanner.Finding{}, unclear(s, hello.TLS12)
	case len(p.Suites) == 0:
		return scanner.Finding{}, unsaid()
	}
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: order(s, p)}
	outdated := slices.ContainsFunc(p.Suites, func(suite hello.Suite) bool { return !strong(suite) })
	switch {
	case p.Prefers == survey.ByServer && strong(p.Suites[0]):
		f.Message = "The server picks a good method of encryption, whatever a customer's browser puts first."
	case p.Prefers == survey.ByServer && outdated:
		f.Outcome, f.Message = scanner.Warn, "The server's first choice is an outdated method of encryption."
	case p.Prefers == survey.ByClient && outdated:
		f.Outcome, f.Message = scanner.Warn, "The server leaves the choice to the customer's browser, and still accepts outdated methods of encryption."
	case p.Partial != "":
		return scanner.Finding{}, because(hello.TLS12, p.Partial)
	case !outdated:
		f.Message = "All methods of encryption that the server accepts are good, so their order does not matter."
	case len(p.Suites) == 1:
		f.Outcome, f.Message = scanner.NotApplicable, "The server accepts a single method of encryption, so there is no order to judge."
	default:
		return scanner.Finding{}, unsaid()
	}
	return f, nil
}

// order quotes whose order decides, and the suites in it.
func order(s *survey.Survey, p survey.Protocol) []observe.Evidence {
	var out []observe.Evidence
	for _, line := range wrapped(p.Version.String()+", "+preference(p), some(p.Suites, everything)) {
		out = append(out, observe.SurveyEvidence(s, line, p.Version))
	}
	return out
}

// preference says whose order of suites decides.
func preference(p survey.Protocol) string {
	switch {
	case p.Version == hello.SSL2: // the server only names what both know
		return "the client picks"
	case p.Prefers == survey.ByServer:
		return "the server's order"
	case p.Prefers == survey.ByClient:
		return "the client's order decides"
	case len(p.Suites) == 1:
		return "one suite"
	}
	return "order unknown"
}

// wrapped writes a list in lines that evidence holds whole.
func wrapped(head string, items []string) []string {
	if len(items) == 0 {
		return []string{head + ": none"}
	}
	const room = observe.MaxQuote - 10
	var out []string
	line := head + ": " + items[0]
	for _, item := range items[1:] {
		if len(line)+len(", ")+len(item) > room {
			out = append(out, line)
			line = head + ", more: " + item
			continue
		}
		line += ", " + item
	}
	return append(out, line)
}
