package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

// Which probes decide an item is said twice, here and in items.yaml, so that none
// gets lost or added by a slip. What only supports an item is said there alone.
func TestProbesThatDecide(t *testing.T) {
	for _, tt := range []struct {
		item                      ItemID
		forces, required, weakens string
	}{
		{
			"Q1",
			"https.served https.redirect https.forms https.mixed-active tls.ssl tls.modern tls.broken-ciphers cert.trust cert.name cert.valid " +
				"cert.key cert.sig cert.revoked cookie.secure exposed.private-key admin.https",
			"https.served https.redirect https.forms tls.modern cert.trust cert.name cert.valid",
			"tls.legacy tls.weak-ciphers tls.key-exchange cert.expiry cert.lifetime hsts.present hsts.age https.hosts tls.endpoints " +
				"tls.groups tls.renegotiation tls.compression",
		},
		{"Q2", "auth.password-rules admin.https", "", ""},
		{
			"Q3", "software.eol software.patch software.plugins software.known-exploited software.js-libraries software.php",
			"software.platform software.hosted software.eol software.patch", "",
		},
		{"Q4", "", "", ""},
		{"Q5", "", "", ""},
		{"Q6", "", "", ""},
		{"Q7", "https.forms https.served payment.skimmer payment.secret exposed.env payment.mode", "payment.mode", ""},
		{
			"Q8",
			"exposed.version-control exposed.env exposed.config exposed.dump exposed.private-key exposed.logs exposed.database-admin exposed.debug " +
				"exposed.installer exposed.exports dns.dangling header.cors software.known-exploited payment.skimmer payment.secret admin.https",
			"exposed.version-control exposed.env exposed.config exposed.dump exposed.private-key exposed.logs exposed.database-admin exposed.debug " +
				"exposed.installer exposed.exports",
			"",
		},
		{"Q9", "", "", ""},
		{"Q10", "exposed.dump exposed.exports exposed.logs", "", ""},
		{"Q11", "process.fixes", "", ""},
	} {
		item := bare(t).Item(tt.item)
		for _, list := range []struct {
			name, want string
			got        []scanner.ProbeID
		}{{"force-no", tt.forces, item.ForceNo}, {"required", tt.required, item.Required}, {"weakness", tt.weakens, item.Weakness}} {
			var got []string
			for _, id := range list.got {
				got = append(got, string(id))
			}
			want := strings.Fields(list.want)
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(strings.Join(want, " "), strings.Join(got, " ")); diff != "" {
				t.Errorf("%s, %s: -want +got\n%s", tt.item, list.name, diff)
			}
		}
	}
}

// Each risk has signs that make it concrete, but for those that nobody sees from
// outside.
func TestSignsOfRisks(t *testing.T) {
	signs := map[string]string{
		"exposed.dump": "data-leak", "exposed.exports": "data-leak", "mail.dmarc": "phishing", "mail.dmarc-policy": "phishing",
		"dns.expiry": "domain-loss", "payment.skimmer": "card-skimming", "payment.mode": "card-skimming", "payment.scripts": "card-skimming",
		"payment.secret": "fraud", "software.eol": "supplier", "software.plugins": "supplier", "dns.nameservers": "host-outage",
		"admin.https": "account-takeover", "admin.path": "account-takeover", "auth.password-rules": "account-takeover",
		"software.known-exploited": "ransomware supplier",
	}
	for id, want := range signs {
		var got []string
		for _, part := range bare(t).Item("Q5").Parts {
			if slices.Contains(part.Signs, scanner.ProbeID(id)) {
				got = append(got, part.ID)
			}
		}
		if all := strings.Join(got, " "); all != want {
			t.Errorf("%s is a sign of %q, want %q", id, all, want)
		}
		first := PressingFirst(bare(t).Item("Q5").Parts, []scanner.Finding{finding(id + ":fail")})[0].ID
		if first != strings.Fields(want)[0] {
			t.Errorf("after %s failed, %s comes first", id, first)
		}
	}
	blind := "payment-outage legal key-person"
	for _, part := range bare(t).Item("Q5").Parts {
		if none := slices.Contains(strings.Fields(blind), part.ID); none != (len(part.Signs) == 0) {
			t.Errorf("%s has %d signs", part.ID, len(part.Signs))
		}
	}
}
