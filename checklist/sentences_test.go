package checklist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whoever says that the platform updates a shop that they have to update
// themselves is told so, whatever the answer.
func TestUpdatesByAPlatformThatIsNone(t *testing.T) {
	w := world{}.with("Q3", "software.platform:pass software.eol:pass software.patch:pass updates=platform last-update=2026-10-01 quick-patches=yes extensions-listed=yes")
	if got := w.with("Q3", "software.hosted:unknown").answer(t, "Q3").Against; len(got) > 0 {
		t.Errorf("where nobody can tell: %q", got)
	}
	want := []string{"“Who installs updates?” was answered “The platform does it for us”. But the scan saw otherwise: The probe software.hosted says not-applicable."}
	if diff := cmp.Diff(want, w.with("Q3", "software.hosted:not-applicable").answer(t, "Q3").Against); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]bool{
		"Ana": true, "our agency": true, "Norbert": true, "Notion alerts": true, "None-such Ltd": false, "Wedo": true, "10.2": true, "Nobody Inc.": false,
		"": false, "-": false, "—": false, "n/a": false, "N/A.": false, "none": false, "Nobody yet": false, "no one": false, "Noone": false, "(nobody)": false,
		"we don't do that": false, "We don’t": false, "we dont": false, "we do not": false, "We do it ourselves": true, "not yet": false, "nothing, sorry": false, "I do": true,
	} {
		if got := names(text); got != want {
			t.Errorf("names(%q) = %t", text, got)
		}
	}
}

// What would settle an item is said once.
func TestMissingSaysThingsOnce(t *testing.T) {
	for item, words := range map[ItemID]string{"Q4": "written=yes contacts=yes", "Q5": strings.Replace(allPlanned(t), "fraud=in-plan", "", 1), "Q6": "trained=some last-session=2026-03-01"} {
		if got := (world{}).with(item, words).answer(t, item).Missing; len(got) != 1 {
			t.Errorf("%s: %q", item, got)
		}
	}
}
