package payment

import (
	_ "embed"
	"fmt"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed scripts.md
var scriptsDoc string

// Scripts asks whether the shop has authorized every script of its payment page
// (PCI DSS 4.0.1, 6.4.3).
var Scripts = scanner.Probe{ID: "payment.scripts", Severity: scanner.Medium, Doc: scriptsDoc, Run: atTill(judgeScripts)}

func judgeScripts(t till) scanner.Finding {
	evidence := quote(t.scripts, t.line)
	var strangers []string
	for _, s := range t.runs() {
		if _, ok := t.list.Find(s); !ok {
			strangers = append(strangers, called(s.Name))
		}
	}
	all := count(len(t.runs()), "script")
	switch {
	case len(t.runs()) == 0:
		return t.praise("The payment page runs no scripts.", append(evidence, t.pages[0].Evidence("no script in the page")))
	case len(t.list) == 0:
		return scanner.Finding{
			Subject: t.domain, Outcome: scanner.Warn, Evidence: evidence,
			Message: fmt.Sprintf("The payment page runs %s, and the shop has no list yet of those that it has looked at.", all),
		}
	case len(strangers) > 0:
		return scanner.Finding{
			Subject: t.domain, Outcome: scanner.Fail, Evidence: evidence,
			Message: fmt.Sprintf("The shop's list lacks %d of %s on the payment page: %s.", len(strangers), all, list(strangers)),
		}
	}
	return t.praise(fmt.Sprintf("The payment page runs %s, and the shop's list has them all.", all), evidence)
}

// called says a script's name in a sentence: one without an address is known by the
// fingerprint of its text.
func called(script string) string {
	name := observe.Printable(script)
	if print, ok := strings.CutPrefix(name, "inline "); ok {
		return "one written into the page (" + print + ")"
	}
	return name
}

// count writes a number of things: "1 script", "2 scripts".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
