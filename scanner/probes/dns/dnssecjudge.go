package dns

import (
	"slices"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

func judgeValidity(v validity) scanner.Finding {
	switch {
	case v.ds != nil && v.ds.State == observe.NoDomain:
		return scanner.CouldNot(v.subject(), noName(v.ds))
	case v.ds != nil && v.ds.State == observe.NoRecord:
		return scanner.Finding{
			Subject: v.subject(), Outcome: scanner.NotApplicable, Evidence: []observe.Evidence{v.ds.Evidence()},
			Message: "The registry vouches for no signatures of " + v.domain + " (DNSSEC), so there are none that could fail.",
		}
	}
	if c := v.broken(); c != nil {
		return judgeBroken(c, v)
	}
	if v.err != nil {
		return scanner.CouldNot(v.subject(), v.err)
	}
	return judgeHolding(v)
}

// judgeBroken accuses a zone, unless the resolver says that it has checked the same
// answer and found it good: then one of us is wrong. What is missing may have been
// lost on the way, unless the resolver misses it too.
func judgeBroken(c *observe.Chain, v validity) scanner.Finding {
	f := scanner.Finding{Subject: v.subject(), Evidence: []observe.Evidence{c.Evidence()}}
	why := observe.Printable(c.Why)
	switch {
	case v.plain != nil && v.plain.Authenticated:
		f.Outcome, f.Cause = scanner.Unknown, observe.Inconsistent
		f.Message = "Our own check of the signatures of " + v.domain + " fails, while the resolver says that it checked them and they hold: " + why + "."
	case (c.Flaw == dnssec.Unsigned || c.Flaw == dnssec.NoProof) && !v.kept:
		f.Outcome = scanner.Warn
		f.Message = "The signatures of " + v.domain + " are not complete, unless some were lost on the way here: " + why + "."
	default:
		f.Outcome = scanner.Fail
		f.Message = "The signatures of " + v.domain + " do not hold, so whoever checks them cannot " + loss(c) + ": " + why + "."
	}
	return f
}

// loss is what cannot be done without an answer.
func loss(c *observe.Chain) string {
	switch c.Type {
	case "A":
		return "reach " + observe.Printable(c.Name)
	case "MX":
		return "send it mail"
	case "CAA":
		return "issue certificates for it"
	}
	return "reach it"
}

// judgeHolding judges signatures that do not fail.
func judgeHolding(v validity) scanner.Finding {
	f := scanner.Finding{Subject: v.subject()}
	chain, link := v.link()
	if link == nil || v.find(func(c *observe.Chain) bool { return c.State == dnssec.Indeterminate || c.State == dnssec.Bogus }) != nil {
		return unchecked(v)
	}
	f.Evidence = []observe.Evidence{chain.Evidence()}
	left := link.Until.Sub(chain.At)
	costly := v.find(func(c *observe.Chain) bool { return c.Flaw == dnssec.Costly && c.Zone == v.domain })
	f.Outcome, f.Message = scanner.Warn, "The signatures of "+v.domain+" hold, but "
	switch {
	case !slices.ContainsFunc(link.Algorithms, func(a int) bool { return !slices.Contains(sha1, a) }):
		f.Message += "are made in an old way (SHA-1) that more and more resolvers take for none."
	case left < soon && left < link.Until.Sub(link.From)/4:
		f.Message += "run out on " + link.Until.Format("2 January 2006 at 15:04 UTC") + " unless they are renewed."
	case costly != nil:
		f.Message += "what the domain does not have is proven with so much hashing (NSEC3) that some resolvers take the proofs for none."
		f.Evidence = append(f.Evidence, costly.Evidence())
	default:
		f.Outcome, f.Message = scanner.Pass, "The signatures of "+v.domain+" hold, checked from the internet's root down."
	}
	return f
}

// sha1 are the methods that nobody should sign by any more (RFC 9905).
var sha1 = []int{5, 7}

// soon is how close to their end signatures should have been renewed, if that is
// also less than a quarter of their time: some name servers sign anew for each
// answer, for two days at a time, and others renew in the last quarter.
const soon = 3 * 24 * time.Hour

// unchecked is said where the signatures could not be followed to the domain: the
// resolver's own word is passed on as what it is.
func unchecked(v validity) scanner.Finding {
	c := v.find(func(c *observe.Chain) bool { return c.State == dnssec.Indeterminate })
	if c == nil {
		c = v.find(func(c *observe.Chain) bool { return c.State != dnssec.Secure })
	}
	if c == nil { // each answer lies in another zone than the domain's
		return scanner.CouldNot(v.subject(), &observe.Failure{Cause: observe.NotFound, Words: "no answer comes from the domain's own zone"})
	}
	f := scanner.Finding{Subject: v.subject(), Outcome: scanner.Unknown, Cause: observe.DNS, Evidence: []observe.Evidence{c.Evidence()}}
	if c.Flaw == dnssec.Strange || c.Flaw == dnssec.Unread {
		f.Cause = observe.Malformed
	}
	f.Message = "The signatures of " + v.domain + " could not be checked from here: " + observe.Printable(c.Why) + "; "
	switch {
	case v.plain == nil:
		f.Message += "the resolver gives no answer without them."
	case v.plain.Authenticated:
		f.Message += "the resolver says that it checked them and they hold, which is its word alone."
	default:
		f.Message += "the resolver does not say that it checked them."
	}
	return f
}
