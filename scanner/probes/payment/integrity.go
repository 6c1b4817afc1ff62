package payment

import (
	_ "embed"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/csp"
	"shopcheck/scanner/probes/inventory"
)

//go:embed integrity.md
var integrityDoc string

// Integrity asks whether browsers make sure of other companies' scripts on the
// payment page (PCI DSS 4.0.1, 6.4.3).
var Integrity = scanner.Probe{ID: "payment.integrity", Severity: scanner.Medium, Doc: integrityDoc, Run: atTill(judgeIntegrity)}

// A hold is what keeps another company's script from being any script.
type hold string

// The holds. Nobody can tell by a payment company's name that is known from memory
// alone, by a mark that a browser hides once it has seen it, or of scripts that
// others load.
const (
	loose    hold = "anything may come from there"
	taker    hold = "the payment company's own"
	checked  hold = "browsers check the file"
	marked   hold = "let in by the page's one-time mark"
	doubtful hold = "whether it is held could not be told"
)

func holdOf(s inventory.Script) hold {
	policies := csp.Of(s.Page)
	nonces := policies.Nonces()
	ruled := len(nonces) > 0 && policies.Scripts() == csp.Named
	switch {
	case s.Guard() != inventory.Bare: // what browsers refuse does no harm either
		return checked
	case s.Owner.Purpose == facts.Paying && !s.Owner.Memory:
		return taker
	case ruled && slices.Contains(nonces, s.Nonce):
		return marked
	case s.Owner.Purpose == facts.Paying, ruled && s.Page.Rendered, s.Asked:
		return doubtful
	}
	return loose
}

func judgeIntegrity(t till) scanner.Finding {
	others := slices.DeleteFunc(t.runs(), func(s inventory.Script) bool { return s.Own })
	n := make(map[hold]int)
	for _, s := range others {
		n[holdOf(s)]++
	}
	f := scanner.Finding{Subject: t.domain, Outcome: scanner.Warn, Evidence: quote(others, func(s inventory.Script) string {
		return "script " + inventory.Short(s.Name) + " · " + inventory.Whose(s.Owner) + " · " + string(holdOf(s))
	})}
	held, need := n[checked]+n[marked], len(others)-n[taker]
	switch {
	case len(others) == 0:
		return t.praise("The payment page runs no scripts from outside the shop's own domain.", []observe.Evidence{t.pages[0].Evidence("no script from outside the shop's own domain")})
	case need == 0:
		return t.praise("Of other companies, only those that take the payments have scripts on the payment page.", f.Evidence)
	case held == need:
		return t.praise("Browsers make sure of all scripts that come to the payment page from outside the shop's own domain.", f.Evidence)
	case n[loose] == need:
		f.Outcome = scanner.Fail
		f.Message = fmt.Sprintf("Nothing makes sure of %s that the payment page runs from outside the shop's own domain.", count(need, "script"))
	case n[loose] == 0:
		f.Message = fmt.Sprintf("Whether browsers make sure of %s that the payment page runs from outside the shop's own domain could not be told for certain.", count(n[doubtful], "script"))
	default:
		f.Message = fmt.Sprintf("Nothing makes sure of %d of %s that the payment page runs from outside the shop's own domain.", n[loose], count(need, "script"))
	}
	return f
}
