package checklist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQ4(t *testing.T) {
	try(t, "Q4", goodQ4, []row{
		{"", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"lead=no@2020-01-01", "NO carried", ""},
		{"written=no", "NO declared", ""},
		{"written=no@2020-01-01", "NO carried", ""},
		{"written=unknown", dk, "Still to be found out"},
		{"contacts=no", dk, "was answered “no”"},
		{"reviewed=-", dk, "A plan exists. Still to be answered: “When was the plan last tried out"},
		{"reviewed=never", dk, "A plan exists. To be put right: “When was the plan last tried out or reviewed?” was answered “never”."},
		{"reviewed=2025-05-01", dk, "A plan exists. Too long ago"},
		{"reviewed=2025-11-01", dk, "A plan exists. Too long ago"},
		{"written=- reviewed=-", dk, "\nStill to be answered: “When was the plan"},
		{"written=- contacts=- reviewed=- lead=yes", dk, "Still to be answered"},
		{"page.security-txt:fail", "YES declared", ""},
	})
}

func allPlanned(t *testing.T) string {
	var words []string
	for _, part := range bare(t).Item("Q5").Parts {
		words = append(words, part.ID+"=in-plan")
	}
	if len(words) != 12 {
		t.Fatalf("Q5 has %d risks, want 12", len(words))
	}
	return strings.Join(words, " ")
}

func TestQ5(t *testing.T) {
	try(t, "Q5", allPlanned(t), []row{
		{"", "YES declared", ""},
		{"exposed.dump:fail mail.dmarc:fail", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"fraud=not-in-plan", "NO declared", "Not in your planning: fraudulent orders and payments that are taken back."},
		{"fraud=not-in-plan phishing=unknown data-leak=not-in-plan", "NO declared", "Not in your planning: a leak of customer data.\nNot in your planning: fraudulent orders and payments that are taken back.\nStill to be settled, whether your planning covers it: deceitful mail"},
		{"fraud=not-in-plan phishing=unknown", "NO declared", "Still to be settled, whether your planning covers it: deceitful mail"},
		{"fraud=unknown", dk, "Still to be settled, whether your planning covers it: fraudulent orders"},
		{"fraud=-", dk, "fraudulent orders"},
		{"fraud=in-plan@2025-01-01", dk, "taken back (last confirmed on 2025-01-01)."},
		{"lead=no ransomware=-", "NO declared", "files locked"},
		{"data-leak=not-in-plan exposed.dump:fail", "NO declared", "a leak of customer data. The scan found: The probe exposed.dump says fail."},
		{"data-leak=unknown exposed.env:warn", dk, "a leak of customer data. The scan found: The probe exposed.env says warn."},
		{"card-skimming=not-in-plan payment.scripts:fail", "NO declared", "by foreign code. The scan found: The probe payment.scripts says fail."},
		{"card-skimming=unknown payment.mode:warn", dk, "by foreign code. The scan found: The probe payment.mode says warn."},
		{"card-skimming=unknown payment.mode:pass payment.scripts:unknown/not-found", dk, "by foreign code."},
	})
	w := world{}.with("Q5", allPlanned(t)+" fraud=not-in-plan legal=not-in-plan fraud=not-in-plan")
	if diff := cmp.Diff([]string{"Q5/fraud", "Q5/legal"}, w.answer(t, "Q5").Because); diff != "" {
		t.Errorf("because: -want +got\n%s", diff)
	}
}

func TestQ6(t *testing.T) {
	try(t, "Q6", goodQ6, []row{
		{"", "YES declared", ""},
		{"trained=none", "NO declared", ""},
		{"trained=none@2020-01-01", "NO carried", ""},
		{"trained=some", dk, "The staff is partly trained: train the others too. A free online course counts."},
		{"trained=some last-session=-", dk, "partly trained: train the others too. A free online course counts.\nStill to be answered: “When was the last training?”"},
		{"trained=unknown", dk, "training"},
		{"last-session=-", dk, "When was the last training?"},
		{"last-session=never", "NO declared", ""},
		{"last-session=2025-03-01", dk, "was last confirmed on 2025-03-01"},
		{"report-channel=no", "YES declared, weak", ""},
		{"report-channel=yes mail.dmarc-policy:fail mail.spf:fail", "YES declared", ""},
	})
}
