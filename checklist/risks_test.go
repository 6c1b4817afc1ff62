package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

func TestPressingFirst(t *testing.T) {
	parts := []Part{
		{ID: "none"},
		{ID: "mail", Signs: []scanner.ProbeID{"mail.dmarc", "mail.spf"}},
		{ID: "leak", Signs: []scanner.ProbeID{"exposed.dump", "exposed.env"}},
		{ID: "domain", Signs: []scanner.ProbeID{"dns.expiry"}},
	}
	for _, tt := range []struct{ name, findings, want string }{
		{"nothing seen", "", "none mail leak domain"},
		{"nothing wrong", "dns.expiry:pass/high exposed.dump:unknown/high mail.spf:not-applicable/high", "none mail leak domain"},
		{"a probe that is no sign", "tls.modern:fail/critical", "none mail leak domain"},
		{"one", "dns.expiry:warn/low", "domain none mail leak"},
		{"a failure before a graver warning", "exposed.dump:warn/critical dns.expiry:fail/low", "domain leak none mail"},
		{"the graver failure first", "mail.spf:fail/medium dns.expiry:fail/high", "domain mail none leak"},
		{"the graver warning first", "dns.expiry:warn/medium exposed.env:warn/critical", "leak domain none mail"},
		{"equals keep their order", "dns.expiry:fail/high exposed.env:fail/high mail.dmarc:fail/high", "mail leak domain none"},
		{"the worst of a part's signs counts", "mail.spf:warn/low mail.dmarc:fail/high dns.expiry:fail/medium", "mail domain none leak"},
		{"the worst of a probe's findings counts", "dns.expiry:pass/high dns.expiry:fail/high mail.spf:warn/high", "domain mail none leak"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var findings []scanner.Finding
			for word := range strings.FieldsSeq(tt.findings) {
				f := finding(word)
				f.Severity, f.Cause = scanner.Severity(f.Cause), ""
				findings = append(findings, f)
			}
			before := slices.Clone(parts)
			if diff := cmp.Diff(tt.want, ids(PressingFirst(parts, findings))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if diff := cmp.Diff(before, parts); diff != "" {
				t.Errorf("it changed what it was given:\n%s", diff)
			}
		})
	}
}

func ids(parts []Part) string {
	var all []string
	for _, p := range parts {
		all = append(all, p.ID)
	}
	return strings.Join(all, " ")
}
