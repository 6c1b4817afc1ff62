// Package probes is the written-out list of everything shopcheck looks at. Only
// the command and tests import it: the list is handed to scanner.New and to
// checklist.NewCatalog.
package probes

import (
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/probes/admin"
	"shopcheck/scanner/probes/auth"
	"shopcheck/scanner/probes/cert"
	"shopcheck/scanner/probes/cookie"
	"shopcheck/scanner/probes/defence"
	"shopcheck/scanner/probes/dns"
	"shopcheck/scanner/probes/exposed"
	"shopcheck/scanner/probes/header"
	"shopcheck/scanner/probes/hsts"
	"shopcheck/scanner/probes/http"
	"shopcheck/scanner/probes/https"
	"shopcheck/scanner/probes/mail"
	"shopcheck/scanner/probes/page"
	"shopcheck/scanner/probes/payment"
	"shopcheck/scanner/probes/process"
	"shopcheck/scanner/probes/software"
	"shopcheck/scanner/probes/thirdparty"
	"shopcheck/scanner/probes/tls"
)

// All returns every probe, in the order reports and lists show them.
func All() []scanner.Probe {
	return slices.Concat(
		https.All, tls.All, cert.All, hsts.All, http.All, header.All, cookie.All, page.All,
		exposed.All, admin.All, auth.All, defence.All, software.All, dns.All, mail.All, payment.All, thirdparty.All,
		process.All,
	)
}
