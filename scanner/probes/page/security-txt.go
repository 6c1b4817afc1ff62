package page

import (
	"context"
	_ "embed"
	"net/http"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed security-txt.md
var securityTxtDoc string

// SecurityTxt asks whether somebody who finds a hole in the shop can look up
// whom to tell (RFC 9116). It is passive: strangers are meant to read that file.
var SecurityTxt = scanner.Probe{
	ID:       "page.security-txt",
	Severity: scanner.Low,
	Doc:      securityTxtDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		address := "https://" + site.Host(ctx) + "/.well-known/security.txt"
		visit, err := site.Visit(ctx, address)
		if err != nil {
			return nil, err
		}
		f := judgeSecurityTxt(visit)
		f.Subject = address
		return []scanner.Finding{f}, nil
	},
}

// judgeSecurityTxt judges where the way to the file's address ended.
func judgeSecurityTxt(visit *observe.Visit) scanner.Finding {
	p := visit.End()
	gone := p.Status == http.StatusNotFound || p.Status == http.StatusGone
	said := parse(string(p.Body))
	switch err := p.Unusable(); {
	case visit.Next != "":
		return scanner.CouldNot("", &observe.Failure{Cause: observe.OtherCompany, Words: "the shop leads on to " + observe.Printable(visit.Next) + ", where shopcheck does not follow"})
	case gone, err == nil && (!isText(p) || !said.any()):
		return scanner.Finding{Outcome: scanner.Warn, Message: "The shop has no file that tells finders of security holes whom to write to.", Evidence: append(visit.Evidence(), p.Quote("Content-Type"))}
	case err != nil:
		return scanner.CouldNot("", err)
	}
	f := scanner.Finding{Outcome: scanner.Pass, Message: "Whoever finds a security hole in the shop can look up whom to write to.", Evidence: said.quotes(p)}
	if flaw := flaw(visit, said); flaw != "" {
		f.Outcome, f.Message = scanner.Warn, flaw
	}
	return f
}

// isText reports whether a page is text for people and no web page: shops answer
// addresses that they do not know with their home page or an apology.
func isText(p *observe.Page) bool {
	body := strings.TrimSpace(strings.TrimPrefix(string(p.Body), "\ufeff"))
	return body != "" && !strings.HasPrefix(body, "<")
}
