package software

import (
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

func TestJudgePatch(t *testing.T) {
	for _, tt := range []struct {
		product, version string
		at               string // empty: the present
		want             scanner.Outcome
		words            string
	}{
		{"wordpress", "7.1.4", "", scanner.Pass, "the newest of its release line"},
		{"wordpress", "7.1.9", "", scanner.Pass, "the newest of its release line"},
		{"wordpress", "7.9.1", "", scanner.Pass, "newer than any"},
		{"wordpress", "7.1.3", "", scanner.Pass, "WordPress 7.1.3, and 7.1.4 is newer."},
		{"wordpress", "7.1.3", "2027-01-10", scanner.Warn, "7.1.4 is newer"},
		{"wordpress", "6.7.6", "2026-09-01", scanner.Pass, "has been out since 12 August 2026"},
		{"wordpress", "6.7.6", "2026-09-12", scanner.Fail, ""}, // a security release
		{"wordpress", "6.7.6", "", scanner.Fail, "6.7.7 has been out since 12 August 2026."},
		{"wordpress", "6.8.9", "2027-01-10", scanner.Warn, "6.8.12 is newer"}, // whether 6.8.12 closed holes when it came out is not dated
		{"wordpress", "6.1.9", "", scanner.Warn, "distribution"},
		{"wordpress", "1.0", "", scanner.Unknown, "does not know"},
		{"shopware", "6.7.12.0", "2026-08-20", scanner.Pass, ""},
		{"shopware", "6.7.12.0", "2026-09-20", scanner.Warn, "6.7.13.0 has been out since 5 August 2026"},
		{"shopware", "6.7.12.0", "2026-11-03", scanner.Warn, ""},
		{"shopware", "6.7.12.0", "2026-11-04", scanner.Fail, ""},
		{"shopware", "6.7", "", scanner.Unknown, "only the beginning"},
		{"shopware", "6.4.20.2", "", scanner.Warn, "not its makers' current one"},
		{"magento", "2.4.8-p5", "", scanner.Pass, ""},
		{"magento", "2.4.8-p4", "2026-06-20", scanner.Fail, "2.4.8-p5 has been out since 12 May 2026"},
		{"magento", "2.4.8-p4", "2026-06-10", scanner.Pass, ""},
		{"magento", "2.4.8", "", scanner.Fail, ""},
		{"magento", "2.4", "", scanner.Unknown, "only the beginning"},
		{"magento", "2.4.8-beta1", "", scanner.Unknown, "cannot be compared"},
		{"joomla", "5.4.1", "", scanner.Unknown, "for sure"},
		{"joomla", "5", "", scanner.Unknown, ""},
		{"prestashop", "8.1.0", "", scanner.Unknown, "for sure"},
		{"prestashop", "8.2.6", "", scanner.Pass, "8.2.7 is newer"},
		{"opencart", "4.0.2.3", "", scanner.Warn, "current one"},
		{"opencart", "4.1.0.3", "", scanner.Fail, "4.1.0.4 has been out since 29 July 2026"},
		{"woocommerce", "11.1.0", "", scanner.Pass, ""},
		{"woocommerce", "9.1.0", "", scanner.Unknown, ""},
		{"drupal", "10", "", scanner.Unknown, "only the beginning"},
		{"nobody's", "1.0", "", scanner.Unknown, ""},
	} {
		t.Run(tt.product+" "+tt.version+" "+tt.at, func(t *testing.T) {
			at := present
			if tt.at != "" {
				at, _ = time.Parse(time.DateOnly, tt.at)
			}
			got := judgePatch(used{product: tt.product, version: tt.version}, at)
			if got.outcome != tt.want || !strings.Contains(got.message, tt.words) {
				t.Errorf("%s: %s; want %s with %q", got.outcome, got.message, tt.want, tt.words)
			}
		})
	}
}

// TestJudgeBehindSeveral: a shop that has missed an earlier patch has missed it for
// longer than the newest.
func TestJudgeBehindSeveral(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	dated := facts.Cycle{
		Latest: "1.2.9", LatestDate: day("2027-01-20"), LatestBy: day("2027-01-25"), Security: true,
		Earlier: facts.Version{Version: "1.2.5", Date: day("2026-12-20")},
	}
	undated := dated
	undated.LatestDate = time.Time{}
	alone := undated
	alone.Earlier, alone.LatestBy = facts.Version{}, day("2026-12-20")
	for _, tt := range []struct {
		version string
		cycle   facts.Cycle
		want    scanner.Outcome
		words   string
	}{
		{"1.2.8", dated, scanner.Pass, "1.2.9 has been out since 20 January 2027"},
		{"1.2.4", dated, scanner.Fail, "1.2.5 has been out since 20 December 2026"}, // which closes holes
		{"1.2.8", undated, scanner.Pass, "1.2.9 is newer"},
		{"1.2.8", alone, scanner.Warn, "1.2.9 is newer"}, // by how much nobody knows
		{"1.2.4", undated, scanner.Fail, "1.2.5 has been out since 20 December 2026"},
	} {
		got := judgeBehind(used{product: "somebody's", version: tt.version}, tt.cycle, day("2027-02-01"))
		if got.outcome != tt.want || !strings.Contains(got.message, tt.words) {
			t.Errorf("%s: %s: %s; want %s with %q", tt.version, got.outcome, got.message, tt.want, tt.words)
		}
	}
}
