package cert

import (
	"crypto/x509"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed stapling.md
var staplingDoc string

// Stapling asks whether the server sends its authority's answer with the
// certificate where the certificate demands it (RFC 6066, RFC 7633), and whether
// that answer is any good. Some servers fetch it only when the first visitor
// asks, so a failure is looked at again.
var Stapling = scanner.Probe{
	ID:       "cert.stapling",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      staplingDoc,
	Run:      runDated(judgeStapling),
}

func judgeStapling(hs *observe.Handshake, leaf *x509.Certificate) (f scanner.Finding, byClock bool) {
	must, answer, problem := observe.MustStaple(leaf), (*observe.Revocation)(nil), ""
	answer, err := hs.Stapled()
	switch {
	case err != nil:
		problem = "browsers cannot use"
	case answer == nil:
		return unstapled(hs, must), false
	case answer.From.IsZero(), answer.Stranger, answer.Standing == observe.NotSaid:
		problem = "browsers cannot use"
	case !answer.Signed:
		return scanner.CouldNot("", &observe.Failure{
			Cause: observe.NotFound,
			Words: "the server does not send the certificate of the authority whose answer it sends",
		}), false
	case answer.Standing == observe.Revoked:
		f.Outcome, f.Message = scanner.Fail, "The authority says that it has revoked the shop's certificate, and the server hands that on to every visitor."
	case !answer.Current():
		problem, byClock = "is out of date", true
	default:
		f.Outcome, f.Message, byClock = scanner.Pass, "The server sends its authority's fresh word that the certificate is in force.", true
	}
	f.Evidence = []observe.Evidence{hs.Evidence(demand(must))}
	if answer != nil {
		f.Evidence = append(f.Evidence, answer.Evidence())
	}
	switch {
	case problem != "" && must && err == nil:
		f.Outcome, f.Message = scanner.Fail, "The certificate demands its authority's fresh word, and the server sends one that "+problem+", so some browsers show a warning instead of the shop."
	case problem != "":
		f.Outcome, f.Message = scanner.Warn, "The server sends its authority's word on the certificate, but one that "+problem+"."
	}
	return f, byClock
}

// unstapled judges a server that sends no answer.
func unstapled(hs *observe.Handshake, must bool) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{hs.Evidence(demand(must) + "; none is sent")}}
	f.Message = "The certificate does not demand its authority's fresh word, so the server need not send one."
	if must {
		f.Outcome = scanner.Fail
		f.Message = "The certificate demands its authority's fresh word, and the server sends none, so some browsers show a warning instead of the shop."
	}
	return f
}

func demand(must bool) string {
	if must {
		return "the certificate demands a stapled answer (must-staple)"
	}
	return "the certificate demands no stapled answer"
}
