package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

// judgePins judges one server. Some says that at least one of the domain's servers
// has records: then one without is the way around them.
func judgePins(p pins, some bool) scanner.Finding {
	f := scanner.Finding{Subject: "TLSA _25._tcp." + p.host, Outcome: scanner.Warn}
	if p.err != nil {
		return scanner.CouldNot(f.Subject, p.err)
	}
	f.Evidence = []observe.Evidence{p.chain.Evidence()}
	server := "the mail server " + p.host
	switch {
	case p.chain.State == dnssec.Bogus && p.chain.Type == "TLSA":
		return p.judgeBogus(f)
	case p.chain.State == dnssec.Bogus, p.chain.State == dnssec.Indeterminate:
		return unproven(f.Subject, p.chain)
	case p.records == nil && p.chain.State == dnssec.Insecure && !some:
		f.Outcome, f.Message = scanner.NotApplicable, "The zone of "+server+" is not signed, so what it publishes about its key would count for nothing."
	case p.records == nil && p.chain.State == dnssec.Insecure:
		f.Message = "The zone of " + server + " is not signed, so nothing can be published about its key as about those of others."
	case p.records == nil:
		f.Message = "Nothing is published about the key of " + server + ", so mail services cannot tell it from an impostor."
	default:
		f.Evidence = append(f.Evidence, p.records.Evidence())
		return p.compare(f)
	}
	return f
}

// judgeBogus accuses a zone of signatures that do not hold, unless the resolver says
// that it has checked the same answer. Mail services that check hand the server no mail
// until they get one that they can believe (RFC 7672, section 2.1.2).
func (p pins) judgeBogus(f scanner.Finding) scanner.Finding {
	if p.again != nil && p.again.Authenticated {
		f.Outcome, f.Cause = scanner.Unknown, observe.Inconsistent
		f.Message = "Our own check of what is published about the key of the mail server " + p.host + " fails, while the resolver says that the signatures hold."
		return f
	}
	f.Outcome = scanner.Fail
	f.Message = "The signatures of what is published about the key of the mail server " + p.host + " do not hold, so services that check them hand it no mail: " + observe.Printable(p.chain.Why) + "."
	return f
}

// compare holds what each address of the server shows against what is published.
func (p pins) compare(f scanner.Finding) scanner.Finding {
	published := usableTLSA(p.records)
	if len(published) == 0 {
		f.Message = "What is published about the key of the mail server " + p.host + " is in a form that mail services do not use."
		return f
	}
	var unseen error
	silent := 0
	for _, r := range p.said {
		wrong, err := p.wrong(r, published)
		if err != nil {
			unseen = err
			silent++
			continue
		}
		f.Evidence = append(f.Evidence, keyShown(r.session))
		if wrong != "" {
			f.Outcome = scanner.Fail
			f.Message = "The mail server " + p.host + at(r) + " " + wrong + ", so services that check hand it no mail."
			return f
		}
	}
	if silent == len(p.said) {
		seen := f.Evidence
		f = scanner.CouldNot(f.Subject, unseen)
		f.Message = "What is published about the key of the mail server " + p.host + " could not be compared with what it shows" + f.Message[len("Could not be judged"):]
		f.Evidence = seen
		return f
	}
	f.Outcome, f.Message = scanner.Pass, "The mail server "+p.host+" shows what is published about its key"
	if silent > 0 {
		f.Message += fmt.Sprintf("; %d of its %d addresses gave no answer", silent, len(p.said))
	}
	f.Message += "."
	return f
}

// wrong says how a session does not fit what is published, or nothing; the error is
// why that cannot be told.
func (p pins) wrong(r *reply, published []tlsa) (string, error) {
	switch {
	case r.err != nil:
		return "", r.err
	case judgeSession(r.session).outcome == scanner.Unknown:
		return "", rewritten
	case !r.session.StartTLS:
		return "takes mail only unencrypted although a key is published for it", nil
	case r.session.TLS == nil:
		return "", &observe.Failure{Cause: observe.TLS, Words: r.session.Problem}
	}
	switch why := fits(r.session.TLS, published, p.base, p.host, p.domain); {
	case why == outOfTime && p.clock != nil:
		return "", p.clock
	case why != "":
		return "shows " + why, nil
	}
	return "", nil
}

// at names the address that answered, if its server has others.
func at(r *reply) string {
	if !r.addr.IsValid() {
		return ""
	}
	return " at " + r.addr.String()
}

// keyShown quotes the key that a mail server shows.
func keyShown(s *observe.Session) observe.Evidence {
	if s.TLS == nil {
		return s.Evidence(offers(s))
	}
	text := "STARTTLS, "
	if leaf, err := s.TLS.Leaf(); err == nil {
		sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
		text += "the SHA-256 of its key is " + hex.EncodeToString(sum[:]) + ", in "
	}
	return s.Evidence(text + paper(s.TLS))
}
