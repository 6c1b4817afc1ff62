package mail

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dkim"
)

//go:embed dkim-key.md
var dkimKeyDoc string

// DKIMKey asks of each key that mail services find whether it is strong enough.
var DKIMKey = scanner.Probe{
	ID:       "mail.dkim-key",
	Severity: scanner.Low,
	Doc:      dkimKeyDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		k, err := lookKeys(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot("TXT _domainkey."+site.Apex(), err)}, nil
		}
		return judgeKeys(k), nil
	},
}

func judgeKeys(k *keyring) []scanner.Finding {
	domain := k.use.domain
	var found []scanner.Finding
	for _, h := range k.usable() {
		found = append(found, judgeKey(domain, h))
	}
	if len(found) > 0 {
		return found
	}
	f := scanner.Finding{Subject: "TXT _domainkey." + domain}
	switch {
	case k.unused:
		f.Outcome, f.Message, f.Evidence = scanner.NotApplicable, "The domain "+domain+" sends no mail.", k.use.seen
	case k.silence() != nil:
		f = scanner.CouldNot(f.Subject, k.silence())
	default:
		f = scanner.CouldNot(f.Subject, &observe.Failure{Cause: observe.NotFound, Words: "no key of " + domain + " was found that mail services can use"})
		f.Evidence = k.evidence()
	}
	return []scanner.Finding{f}
}

// Sizes of RSA keys in bits (RFC 8301, section 3.2): mail services take no notice of
// signatures with less than the first, and who signs should have the second.
const (
	leastBits = 1024
	goodBits  = 2048
)

// judgeKey judges a key; if there are several under its name, the weakest.
func judgeKey(domain string, h *heldKey) scanner.Finding {
	f := scanner.Finding{Subject: "TXT " + h.name + "._domainkey." + domain, Outcome: scanner.Pass, Evidence: []observe.Evidence{h.evidence()}}
	key := "The key " + quoted(h.name) + " of " + domain
	weakest := slices.MinFunc(h.good, func(a, b dkim.Key) int { return rank(a) - rank(b) })
	switch {
	case weakest.SHA1:
		f.Outcome, f.Message = scanner.Fail, key+" allows only signatures of an old kind (SHA-1), which mail services do not accept any more."
	case weakest.Type == "ed25519":
		f.Message = key + " is strong enough (Ed25519)."
	case weakest.Bits < leastBits:
		f.Outcome, f.Message = scanner.Fail, fmt.Sprintf("%s has %d bits, which is so short that it can be broken, and that mail services take no notice of it.", key, weakest.Bits)
	case weakest.Bits < goodBits:
		f.Outcome, f.Message = scanner.Warn, fmt.Sprintf("%s has %d bits, which mail services still accept and nobody recommends.", key, weakest.Bits)
	default:
		f.Message = fmt.Sprintf("%s is strong enough (RSA, %d bits).", key, weakest.Bits)
	}
	return f
}

// rank orders keys by their strength.
func rank(k dkim.Key) int {
	switch {
	case k.SHA1:
		return 0
	case k.Type == "ed25519":
		return goodBits
	}
	return k.Bits
}
