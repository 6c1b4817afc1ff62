package mail

import (
	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// A keeping is how the mail servers keep a promise.
type keeping struct {
	bad        string // why a server gets no mail; empty: for no reason that was seen
	good       bool   // one of them keeps it
	incomplete string // a server that leaves a certificate out, which few senders fetch; or ""
	unseen     bool   // something was not seen of one of them
	seen       []observe.Evidence
}

func (s sts) kept() keeping {
	var k keeping
	for _, server := range s.servers {
		k.unseen = k.unseen || server.err != nil
		for _, r := range server.said {
			if r.err != nil {
				k.unseen = true
				continue
			}
			bad, err := broken(r.session, s.clock)
			k.unseen, k.good = k.unseen || err != nil, k.good || bad == "" && err == nil
			switch {
			case bad != "" && k.bad == "":
				k.bad, k.seen = bad, []observe.Evidence{judgeSession(r.session).seen}
				if r.session.TLS != nil {
					k.seen[0] = r.session.Evidence("STARTTLS, " + paper(r.session.TLS))
				}
			case bad == "" && err == nil && r.session.TLS.Incomplete(facts.PublicAuthority):
				k.incomplete = r.host
			}
		}
	}
	return k
}

// broken says how a session breaks the promise, or nothing; the error is why that
// cannot be told.
func broken(s *observe.Session, clock error) (string, error) {
	v := judgeSession(s)
	switch {
	case v.outcome == scanner.Fail:
		return "the mail server " + s.Host + " " + v.says, nil
	case v.outcome == scanner.Unknown:
		return "", rewritten
	case s.TLS == nil:
		return "", &observe.Failure{Cause: observe.TLS, Words: s.Problem}
	case clock != nil && outOfDate(s.TLS):
		return "", clock
	}
	return badCertificate(s.TLS)
}
