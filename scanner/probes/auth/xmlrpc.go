package auth

import (
	"context"
	_ "embed"
	"net/http"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

//go:embed xmlrpc.md
var xmlrpcDoc string

// XMLRPC asks whether WordPress's old way in for programs is open.
var XMLRPC = scanner.Probe{
	ID:       "auth.xmlrpc",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Doc:      xmlrpcDoc,
	Run: wordpress(func(ctx context.Context, site *observe.Site, home *observe.Page) (scanner.Finding, error) {
		p, err := path.Ask(ctx, site.PeekPage, path.At(home, "/xmlrpc.php"))
		if err != nil {
			return scanner.Finding{}, err
		}
		return judgeXMLRPC(p), heard(ctx, site, home, p)
	}),
}

// waits is what WordPress answers to who reads the address and sends nothing.
const waits = "XML-RPC server accepts POST requests only."

func judgeXMLRPC(p *observe.Page) scanner.Finding {
	if p.Status == http.StatusMethodNotAllowed && strings.HasPrefix(strings.TrimSpace(string(p.Body)), waits) {
		return scanner.Finding{
			Outcome: scanner.Warn, Message: "WordPress's old way in for programs (XML-RPC) is open, at which passwords can be tried past the login page.",
			Evidence: []observe.Evidence{status(p, ", "+waits)},
		}
	}
	return scanner.Finding{Outcome: scanner.Pass, Message: "WordPress's old way in for programs (XML-RPC) is closed.", Evidence: []observe.Evidence{status(p, "")}}
}
