package mail

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed dkim.md
var dkimDoc string

// DKIM asks whether mail services find a key with which to check signatures on
// the shop's mail.
var DKIM = scanner.Probe{
	ID:       "mail.dkim",
	Severity: scanner.Low,
	Doc:      dkimDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		k, err := lookKeys(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _domainkey."+site.Apex(), err)}, nil
		}
		return []scanner.Finding{judgeDKIM(k)}, nil
	},
}

// judgeDKIM: that no key is found under names which may not be those in use is
// nobody's fault, and a key in use is worth more than any number of old ones.
func judgeDKIM(k *keyring) scanner.Finding {
	domain := k.use.domain
	f := scanner.Finding{Subject: "TXT _domainkey." + domain, Outcome: scanner.Warn}
	if k.unused {
		f.Outcome, f.Message, f.Evidence = scanner.NotApplicable, "The domain "+domain+" sends no mail.", k.use.seen
		return f
	}
	usable := k.usable()
	clean := k.found(func(h *heldKey) bool { return len(h.good) > 0 && h.records == 1 && !h.testing() })
	spoilt := k.found(func(h *heldKey) bool { return h.sure && h.broken != "" })
	switch {
	case len(usable) > 0 && len(spoilt) > 0:
		f.Message = fmt.Sprintf("The key %s of %s cannot be used by mail services: its record %s.", quoted(spoilt[0].name), domain, spoilt[0].broken)
	case len(clean) > 0:
		f.Outcome, f.Message = scanner.Pass, "The domain "+domain+" publishes "+keysCalled(clean)+", with which mail services check that its mail is genuine."
	case len(usable) > 0:
		f.Message = doubtful(domain, usable[0])
	case k.silence() != nil:
		return scanner.CouldNot(f.Subject, k.silence())
	default:
		k.judgeUseless(&f)
	}
	f.Evidence = k.evidence()
	return f
}

// judgeUseless judges what was found where no key is of use.
func (k *keyring) judgeUseless(f *scanner.Finding) {
	domain := k.use.domain
	useless := k.found((*heldKey).useless)
	sure := k.found(func(h *heldKey) bool { return h.sure && h.broken != "" || h.kept && h.withdrawn })
	astray := k.found(func(h *heldKey) bool { return h.astray != "" })
	tried := fmt.Sprintf("under the %d names that were tried", len(k.keys))
	if k.keys[0].told {
		tried += ", the told one included"
	}
	switch {
	case len(sure) > 0:
		f.Outcome = scanner.Fail
		f.Message = fmt.Sprintf("The key %s, with which mail services would check mail from %s, %s, and no other was found that is of use.", quoted(sure[0].name), domain, flaw(sure[0]))
	case len(useless) > 0:
		f.Message = fmt.Sprintf("The key %s of %s %s, and no other was found; the one in use may have a name that is not known.", quoted(useless[0].name), domain, flaw(useless[0]))
	case len(astray) > 0:
		f.Message = fmt.Sprintf("The key %s of %s is to be found at %s, and there is none.", quoted(astray[0].name), domain, observe.Printable(astray[0].astray))
	case k.placed():
		f.Message = fmt.Sprintf("The domain %s has a place for the keys that its mail is signed with, and none was found %s.", domain, tried)
	default:
		*f = scanner.CouldNot(f.Subject, k.nothing(tried))
	}
}

// nothing says that no key was found. Other names there may always be, except that
// name servers may say that nothing lies where keys do (RFC 8020); some say so
// wrongly.
func (k *keyring) nothing(tried string) error {
	words := fmt.Sprintf("no key of %s was found %s; a key with another name is looked for once that name is told (--dkim-selector)", k.use.domain, tried)
	if k.placeless() {
		words = fmt.Sprintf("the name servers say that %s has no place for keys, so its mail seems to go out unsigned, or signed in another name", k.use.domain)
	}
	return &observe.Failure{Cause: observe.NotFound, Words: words}
}

// flaw says what makes a key useless.
func flaw(h *heldKey) string {
	if h.withdrawn {
		return "has been withdrawn"
	}
	return "cannot be used (its record " + h.broken + ")"
}

// doubtful says why mail services may make nothing of a key.
func doubtful(domain string, h *heldKey) string {
	if h.records > 1 {
		return fmt.Sprintf("There are %d keys of %s under the name %s, and mail services may take the wrong one.", h.records, domain, quoted(h.name))
	}
	return "The key " + quoted(h.name) + " of " + domain + " is marked as a test, so mail services act as if its mail were not signed."
}

// keysCalled names a key, or counts several.
func keysCalled(keys []*heldKey) string {
	switch {
	case len(keys) > 1:
	case keys[0].name == everyName:
		return "one key for all names"
	default:
		return "the key " + quoted(keys[0].name)
	}
	return fmt.Sprintf("%d keys", len(keys))
}

// evidence quotes each key, says who keeps it, and then what was asked for in vain.
func (k *keyring) evidence() []observe.Evidence {
	var out []observe.Evidence
	var vain []string
	for i := range k.keys {
		switch h := &k.keys[i]; {
		case h.records > 0 || h.astray != "":
			out = append(out, h.evidence())
		case h.err != nil:
			vain = append(vain, h.name+" (no answer)")
		default:
			vain = append(vain, h.name)
		}
	}
	if k.place == nil {
		return out
	}
	if len(k.usable()) == 0 {
		if out = append(out, k.place.Evidence()); k.placed() {
			out = append(out, k.beside.Evidence(), k.below.Evidence())
		}
	}
	if len(vain) > 0 {
		line := "no key under " + strings.Join(vain, ", ")
		out = append(out, observe.Evidence{Source: k.place.Source() + " (tried)", Quote: observe.Printable(line), At: k.place.At})
	}
	return out
}

// evidence quotes what lies under a name, and where that is.
func (h *heldKey) evidence() observe.Evidence {
	e := h.answer.Evidence()
	if n := len(h.answer.Aliases); n > 0 {
		keeper := h.answer.Aliases[n-1]
		if m, ok := facts.MailerOfKey(keeper); ok {
			keeper += " (" + m.Name + ")"
		}
		e.Quote = observe.Printable("leads to " + keeper + ": " + e.Quote)
	}
	return e
}
