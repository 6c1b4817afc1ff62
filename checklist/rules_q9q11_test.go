package checklist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQ9(t *testing.T) {
	try(t, "Q9", goodQ9, []row{
		{"", "YES declared", ""},
		{"outside-scans=no", dk, "scanned for weaknesses from outside"},
		{"outside-scans=-", dk, "scanned for weaknesses from outside"},
		{"pentest=never", dk, "When did an independent person"},
		{"pentest=-", dk, "When did an independent person"},
		{"outside-scans=no pentest=never", "NO declared", ""},
		{"outside-scans=no pentest=2020-01-01", "NO declared", ""},
		{"outside-scans=no pentest=2025-06-01", dk, ""},
		{"outside-scans=no pentest=2025-06-01 changed-since=yes", "NO declared", ""},
		{"outside-scans=no pentest=2025-06-01 changed-since=yes@2025-01-01", dk, ""}, // said of an earlier test
		{"outside-scans=no pentest=2025-06-01 changed-since=yes@2025-07-01", noDeclared, ""},
		{"outside-scans=no pentest=-", dk, ""},
		{"outside-scans=unknown pentest=never", dk, ""},
		{"pentest=2025-06-01", dk, "was last confirmed on 2025-06-01, and after 12 months that counts only if little has changed since. Still to be answered: “Has the shop changed"},
		{"pentest=2025-06-01 changed-since=no@2025-11-01", dk, "little has changed since. To be confirmed again: “Has the shop changed"},
		{"pentest=2025-06-01 changed-since=yes", dk, "Has the shop changed"},
		{"pentest=2025-06-01 changed-since=no", "YES declared", ""},
		{"pentest=2024-11-01 changed-since=no", dk, "was last confirmed on 2024-11-01"},
		{"findings-closed=no", "YES declared, weak", ""},
		{"page.security-txt:fail", "YES declared", ""},
		{"outside-scans=- process.scans:pass", "YES declared", ""},
		{"outside-scans=no process.scans:pass", "YES declared", ""},
		{"outside-scans=unknown process.scans:pass", "YES declared", ""},
		{"outside-scans=- process.scans:warn", dk, "scanned for weaknesses from outside"},
		{"outside-scans=- process.scans:unknown/not-found", dk, "scanned for weaknesses from outside"},
		{"outside-scans=- process.scans:not-applicable", dk, "scanned for weaknesses from outside"},
		{"process.scans:pass pentest=-", dk, "When did an independent person"},
		{"outside-scans=no pentest=never process.scans:pass", dk, "When did an independent person"},
		{"outside-scans=no pentest=never process.scans:warn", "NO declared", ""},
		{"process.scans:pass lead=no", "NO declared", ""},
	})
}

// Regular scans that are remembered are among the reasons for a YES, and whoever
// says that there are none is told so.
func TestQ9RestsOnScans(t *testing.T) {
	a := world{}.with("Q9", goodQ9+" outside-scans=- process.scans:pass").answer(t, "Q9")
	if diff := cmp.Diff([]string{"process.scans shop.test", "Q9/pentest"}, a.Because); diff != "" || len(a.Against) > 0 {
		t.Errorf("against: %q, because: -want +got\n%s", a.Against, diff)
	}
	a = world{}.with("Q9", goodQ9+" outside-scans=no process.scans:pass").answer(t, "Q9")
	if got := strings.Join(a.Against, "\n"); !strings.Contains(got, "was answered “no”. But the scan saw otherwise: The probe process.scans says pass.") {
		t.Errorf("against: %q", got)
	}
}

// Both halves answer NO together, and both are to be put right.
func TestQ9SaysWhichHalves(t *testing.T) {
	a := world{}.with("Q9", "outside-scans=no pentest=never").answer(t, "Q9")
	if diff := cmp.Diff([]string{"Q9/outside-scans", "Q9/pentest"}, a.Because); diff != "" {
		t.Errorf("because: -want +got\n%s", diff)
	}
	a = world{}.with("Q9", "outside-scans=yes pentest=2025-06-01 changed-since=no").answer(t, "Q9")
	if diff := cmp.Diff([]string{"Q9/outside-scans", "Q9/pentest", "Q9/changed-since"}, a.Because); diff != "" {
		t.Errorf("because: -want +got\n%s", diff)
	}
	a = world{}.with("Q9", "outside-scans=no pentest=2025-06-01 changed-since=yes findings-closed=yes").answer(t, "Q9")
	if diff := cmp.Diff([]string{"Q9/outside-scans", "Q9/changed-since"}, a.Because); diff != "" {
		t.Errorf("because: -want +got\n%s", diff)
	}
	a = world{}.with("Q9", "outside-scans=yes pentest=2025-06-01 changed-since=no").answer(t, "Q9")
	if got := day(a.Until); got != "2027-06-01" { // 24 months after the test
		t.Errorf("it counts until %s", got)
	}
}

func TestQ10(t *testing.T) {
	try(t, "Q10", goodQ10, []row{
		{"", "YES declared", ""},
		{"exposed.dump:fail", "NO verified", ""},
		{"exposed.dump:unknown/not-permitted exposed.version-control:fail", "YES declared", ""},
		{"accounts=never", "NO declared", ""},
		{"orders=never", "NO declared", ""},
		{"exports=never", "NO declared", ""},
		{"exports=unknown", dk, "exported lists"},
		{"last-deleted=never", "NO declared", ""},
		{"last-deleted=2025-09-01", dk, "was last confirmed on 2025-09-01"},
		{"last-deleted=-", dk, "last deleted"},
		{"written=no", dk, "written down"},
		{"backups-included=no", dk, "backups"},
		{"old-devices=destroyed", "YES declared", ""},
		{"old-devices=as-is", "NO declared", ""},
		{"old-devices=kept", dk, "was answered “They lie around”"},
		{"requests=-", dk, "within a month"},
	})
}

func TestQ11(t *testing.T) {
	rows := []row{
		{"", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"responsible=-", dk, "Who is responsible"},
		{"responsible=nobody_yet", dk, "Who is responsible"},
		{"responsible=Nobody.", dk, "Who is responsible"},
		{"last-review=never", dk, "last reviewed"},
		{"last-review=2025-09-01", dk, "was last confirmed on 2025-09-01"},
		{"monitoring=we_don't_do_that", dk, "What watches the shop"},
		{"monitoring=none", dk, "What watches the shop"},
		{"monitoring=- schedule=yes", dk, "What watches the shop"},
		{"monitoring=- process.scans:pass", "YES declared", ""},
		{"monitoring=none process.scans:pass", "YES declared", ""},
		{"monitoring=- process.scans:warn", dk, "What watches the shop"},
		{"monitoring=- process.scans:unknown/not-found", dk, "What watches the shop"},
		{"process.scans:pass responsible=-", dk, "Who is responsible"},
		{"process.fixes:fail", "NO verified", ""},
		{"process.fixes:fail lead=yes", "NO verified", ""},
		{"process.fixes:fail lead=yes responsible=-", "NO verified", ""},
		{"process.fixes:fail lead=unknown", "NO verified", ""},
		{"process.fixes:fail responsible=-", dk, "To be put right: The probe process.fixes says fail."},
		{"process.fixes:fail responsible=- lead=yes@2025-11-23", dk, "To be put right: The probe process.fixes says fail."},
		{"process.fixes:fail responsible=- lead=yes@2025-11-24", "NO verified", ""},
		{"process.fixes:fail lead=no", "NO declared", ""},
		{"process.fixes:fail monitoring=- process.scans:pass", "NO verified", ""},
		{"process.fixes:warn", "YES declared, weak", ""},
		{"process.fixes:pass", "YES declared", ""},
		{"process.fixes:unknown/not-found", "YES declared", ""},
		{"process.waivers:fail", "YES declared", ""},
	}
	try(t, "Q11", goodQ11, rows)
	a := world{}.with("Q11", goodQ11+" monitoring=- process.scans:pass").answer(t, "Q11")
	if diff := cmp.Diff([]string{"process.scans shop.test", "Q11/responsible", "Q11/last-review"}, a.Because); diff != "" {
		t.Errorf("because: -want +got\n%s", diff)
	}
	a = world{}.with("Q11", "process.fixes:fail lead=yes").answer(t, "Q11")
	if got := strings.Join(a.Against, "\n"); !strings.Contains(got, "answered YES, but the scan saw otherwise: The probe process.fixes says fail.") {
		t.Errorf("against: %q", got)
	}
}
