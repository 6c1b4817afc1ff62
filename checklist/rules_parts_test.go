package checklist

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner"
)

// The rules name only parts and probes that exist, and no part is asked for
// nothing: the few that decide nothing are listed here.
func TestRulesAndPartsKnowEachOther(t *testing.T) {
	cat := bare(t)
	unheard := strings.Fields("Q7/providers Q11/review-changes Q11/schedule")
	for _, part := range cat.Item("Q5").Parts {
		unheard = append(unheard, "Q5/"+part.ID) // heard in a loop
		if !strings.HasPrefix(part.Ask, planQuestion) || !slices.Contains(part.values(), "not-in-plan") {
			t.Errorf("Q5/%s does not ask %q", part.ID, planQuestion)
		}
	}
	heard := append(unheard, "Q10/accounts", "Q10/orders", "Q10/exports")
	for _, name := range namesInRules(t) {
		if strings.Contains(name, ".") {
			if len(cat.Feeds(scanner.ProbeID(name))) == 0 {
				t.Errorf("a rule names the probe %s, which no item has", name)
			}
			continue
		}
		known := false
		for _, item := range cat.Items {
			if _, ok := cat.Part(item.ID, name); ok || strings.HasPrefix(name, string(item.ID)+"/") {
				heard, known = append(heard, string(item.ID)+"/"+name), true
			}
		}
		if !known {
			t.Errorf("a rule names the part %s, which no item has", name)
		}
	}
	for _, item := range cat.Items {
		for _, part := range item.Parts {
			if key := partKey(item.ID, part.ID); !slices.Contains(heard, key) {
				t.Errorf("%s is asked, but no rule hears it", key)
			}
		}
	}
}

func namesInRules(t *testing.T) []string {
	var names []string
	for _, file := range []string{"rules_shop.go", "rules_people.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`h\.\w+(?:\[|\()"([\w./-]+)"`).FindAllStringSubmatch(string(source), -1) {
			names = append(names, m[1])
		}
	}
	if len(names) < 50 {
		t.Fatalf("only %d names were found in the rules", len(names))
	}
	return names
}
