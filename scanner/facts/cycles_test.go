package facts

import (
	"testing"
	"time"
)

func TestCycleOf(t *testing.T) {
	on := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		product, version, name   string // no name: not known
		supported, dated, extend bool
	}{
		{"php", "8.3.33", "8.3", true, true, false},
		{"php", "8.2.36", "8.2", true, true, false},
		{"php", "8.1.34", "8.1", false, true, false},
		{"php", "8.30.1", "", false, false, false},
		{"php", "8", "", false, false, false},
		{"php", "", "", false, false, false},
		{"nginx", "1.30.6", "1.30", true, true, false},
		{"nginx", "1.3", "", false, false, false},
		{"apache", "2.2.34", "2.2", false, true, false},
		{"wordpress", "6.8.12", "6.8", false, true, true},
		{"wordpress", "4.6.30", "4.6", false, true, false},
		{"magento", "2.4", "", false, false, false},
		{"magento", "2.4.8-p5", "2.4.8", true, true, false},
		{"magento", "2.4.6-p15", "2.4.6", false, true, true},
		{"magento", "2.3.7", "2.3", false, true, false},
		{"shopware", "6.3.5.4", "6.3", false, true, false},
		{"drupal", "7", "7", false, true, true},
		{"opencart", "4.0.2.3", "4.0", false, false, false},
		{"opencart", "3.0.5.1", "3.0", true, true, false},
		{"jenkins", "2.426.3", "2.426", false, true, false},
		{"exim", "4.99.1", "4.99", false, true, false},
		{"exchange", "15.2", "", false, false, false},
		{"prestashop", "8.2.7", "8.2", true, true, false},
		{"nobody's", "1.0", "", false, false, false},
	} {
		c, ok := CycleOf(tt.product, tt.version)
		if ok != (tt.name != "") || c.Name != tt.name {
			t.Errorf("CycleOf(%s, %s) = %q, %v; want %q", tt.product, tt.version, c.Name, ok, tt.name)
			continue
		}
		supported, known := c.Supported(on)
		if supported != tt.supported || known != tt.dated || c.Extended(on) != tt.extend {
			t.Errorf("%s %s: supported %v, known %v, extended %v; want %v, %v, %v",
				tt.product, tt.version, supported, known, c.Extended(on), tt.supported, tt.dated, tt.extend)
		}
	}
}

// TestSupportedOnTheLastDay: the day in the tables still counts.
func TestSupportedOnTheLastDay(t *testing.T) {
	c, _ := CycleOf("php", "8.2")
	if ok, _ := c.Supported(time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC)); !ok {
		t.Error("PHP 8.2 is supported on 31 December 2026")
	}
	if ok, _ := c.Supported(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); ok {
		t.Error("PHP 8.2 is not supported on 1 January 2027")
	}
}

func TestCyclesOfShortVersions(t *testing.T) {
	on := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	over := func(product, version string) (n, ended int) {
		found := Cycles(product, version)
		for _, c := range found {
			if ok, known := c.Supported(on); known && !ok {
				ended++
			}
		}
		return len(found), ended
	}
	if n, ended := over("drupal", "9"); n < 5 || ended != n {
		t.Errorf("Drupal 9: %d of %d lines have ended, want all", ended, n)
	}
	if n, ended := over("drupal", "10"); n < 5 || ended == n || ended == 0 {
		t.Errorf("Drupal 10: %d of %d lines have ended, want some", ended, n)
	}
}

func TestNewer(t *testing.T) {
	for _, tt := range []struct {
		product, version string
		want             bool
	}{
		{"wordpress", "7.2", true},
		{"wordpress", "7.1.9", false},
		{"wordpress", "8.0", true},
		{"wordpress", "20.1", false},
		{"php", "8.6.0", true},
		{"php", "8.4.1", false},
		{"drupal", "12", true},
		{"drupal", "11", false},
		{"nobody's", "1.0", false},
		{"php", "x", false},
		{"php", "", false},
	} {
		if got := Newer(tt.product, tt.version); got != tt.want {
			t.Errorf("Newer(%s, %q) = %v", tt.product, tt.version, got)
		}
	}
}

func TestCycleTables(t *testing.T) {
	for product, lines := range cycles() {
		if ProductName(product) == "" {
			t.Errorf("%s has no title", product)
		}
		seen := make(map[string]bool)
		for _, c := range lines {
			what := product + " " + c.Name
			if seen[c.Name] {
				t.Errorf("%s is listed twice", what)
			}
			seen[c.Name] = true
			switch c.Ending {
			case Dated, Over, Open, Unstated:
			default:
				t.Errorf("%s: ending %q", what, c.Ending)
			}
			if (c.Ending == Dated) == c.SecurityEnd.IsZero() {
				t.Errorf("%s: ending %s with last day %v", what, c.Ending, c.SecurityEnd)
			}
			if c.Ending == Dated && c.SecurityEnd.Before(c.Released) || !c.ExtendedEnd.IsZero() && c.ExtendedEnd.Before(c.SecurityEnd) {
				t.Errorf("%s: its dates are out of order", what)
			}
			if c.Latest != "" && !begins(c.Latest, c.Name) {
				t.Errorf("%s: newest version %s is of another line", what, c.Latest)
			}
			if c.Latest != "" && !c.LatestDate.IsZero() && (c.LatestDate.Before(c.Released) || Age(c.LatestDate) > 0) {
				t.Errorf("%s: %s came out before the line, or after these facts", what, c.Latest)
			}
			if (c.Earlier.Version == "") != c.Earlier.Date.IsZero() || c.Earlier.Version != "" && !c.LatestDate.IsZero() {
				t.Errorf("%s: earlier is %v beside %s of %v", what, c.Earlier, c.Latest, c.LatestDate)
			}
			if c.Earlier.Version != "" && !before(c.Earlier.Version, c.Latest) {
				t.Errorf("%s: %s does not come before %s", what, c.Earlier.Version, c.Latest)
			}
		}
	}
}
