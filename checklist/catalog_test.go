package checklist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

// everyProbe makes up the probes that the items name.
func everyProbe(t testing.TB) []scanner.Probe {
	cat := bare(t)
	var twice, all []scanner.ProbeID
	all = append(all, cat.Shown...)
	for _, item := range cat.Items {
		twice = append(twice, item.ForceNo...)
		all = append(all, item.Probes()...)
	}
	slices.Sort(all)
	var probes []scanner.Probe
	for _, id := range slices.Compact(all) {
		probes = append(probes, scanner.Probe{ID: id, Twice: slices.Contains(twice, id), Doc: "# All is well with " + string(id) + "\n"})
	}
	return probes
}

func TestNewCatalog(t *testing.T) {
	probes := everyProbe(t)
	cat, err := NewCatalog(probes)
	if err != nil {
		t.Fatal(err)
	}
	if len(cat.Probes) != len(probes) || len(cat.Items) != 11 || len(cat.Tips) != 10 {
		t.Errorf("joined %d of %d probes, %d items, %d tips", len(cat.Probes), len(probes), len(cat.Items), len(cat.Tips))
	}
	a := Assess(Input{Catalog: cat, At: now})
	if got := a.Answers[0].Missing[0]; !strings.Contains(got, "“All is well with https.served”") {
		t.Errorf("a probe is not called by its title: %q", got)
	}
}

func TestNewCatalogRejects(t *testing.T) {
	without := func(id scanner.ProbeID) []scanner.Probe {
		return slices.DeleteFunc(everyProbe(t), func(p scanner.Probe) bool { return p.ID == id })
	}
	for _, tt := range []struct {
		name   string
		probes []scanner.Probe
		want   string
	}{
		{"an item's unknown probe", without("cert.trust"), "names the probe cert.trust, which does not exist"},
		{"a part's unknown probe", without("mail.dmarc"), "names the probe mail.dmarc, which does not exist"},
		{"an unknown probe that is only shown", without("hsts.preload"), "names the probe hsts.preload, which does not exist"},
		{"a probe that nobody names", append(everyProbe(t), scanner.Probe{ID: "tea.leaves"}), "the probe tea.leaves feeds no item"},
		{"a probe listed twice", append(everyProbe(t), scanner.Probe{ID: "tls.legacy"}), "the probe tls.legacy is listed twice"},
		{"one look that forces a NO", append(without("cert.sig"), scanner.Probe{ID: "cert.sig"}), "force-no names cert.sig, which is not looked at twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := NewCatalog(tt.probes); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
}

func TestReadItemsRejects(t *testing.T) {
	item := "items: [{id: Q1, ask: x, tips: [1], parts: [%s]}]\ntips: [{number: 1}]\n"
	for _, tt := range []struct{ name, yaml, want string }{
		{"an unknown key", "items: [{id: Q1, colour: red}]", "colour"},
		{"an item without a rule", "items: [{id: Q12}]", "Q12 has no rule"},
		{"a tip that does not exist", "items: [{id: Q1, tips: [11]}]", "names tip 11"},
		{"a part twice", fmt.Sprintf(item, "{id: a, kind: text}, {id: a, kind: text}"), `"a" twice`},
		{"a part that files could not name", fmt.Sprintf(item, "{id: answer, kind: text}"), `"answer" twice`},
		{"an unknown kind", fmt.Sprintf(item, "{id: a, kind: colour}"), "Q1/a"},
		{"a choice of nothing", fmt.Sprintf(item, "{id: a, kind: choice}"), "Q1/a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := readItems([]byte(tt.yaml)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
}

func TestCatalogMethods(t *testing.T) {
	cat := bare(t)
	if got := cat.Item("Q12"); got.ID != "" {
		t.Errorf("Item of an unknown id is %q", got.ID)
	}
	if p, ok := cat.Part("Q4", ""); !ok || p.Kind != YesNo || p.Ask != cat.Item("Q4").Ask {
		t.Errorf("the item's own question is %+v, %t", p, ok)
	}
	for _, missing := range [][2]string{{"Q12", ""}, {"Q4", "colour"}} {
		if p, ok := cat.Part(ItemID(missing[0]), missing[1]); ok {
			t.Errorf("there is a part %v: %+v", missing, p)
		}
	}
	if diff := cmp.Diff([]ItemID{"Q5", "Q8", "Q10"}, cat.Feeds("exposed.dump")); diff != "" {
		t.Errorf("exposed.dump feeds: -want +got\n%s", diff)
	}
	if got := cat.Feeds("hsts.preload"); got != nil {
		t.Errorf("a probe that is only shown feeds %v", got)
	}
	if tip, ok := cat.Tip(9); !ok || tip.Number != 9 {
		t.Errorf("tip 9 is %+v, %t", tip, ok)
	}
}

func TestItems(t *testing.T) {
	cat := bare(t)
	for i, item := range cat.Items {
		if want := ItemID(fmt.Sprintf("Q%d", i+1)); item.ID != want {
			t.Errorf("item %d is %s, want %s", i, item.ID, want)
		}
		if n := len(strings.Fields(item.Title)); n < 3 || n > 5 {
			t.Errorf("%s: the title %q has %d words", item.ID, item.Title, n)
		}
		if len(item.Tips) == 0 || len(item.Parts) == 0 {
			t.Errorf("%s has %d tips and %d parts", item.ID, len(item.Tips), len(item.Parts))
		}
		parts := append([]Part{item.Lead()}, item.Parts...)
		for _, part := range parts {
			checkWording(t, string(item.ID)+"/"+part.ID, part)
		}
	}
	if len(cat.Items) != items {
		t.Errorf("%d items", len(cat.Items))
	}
	if diff := cmp.Diff([]scanner.ProbeID{"tls.post-quantum", "tls.versions-listed", "hsts.preload", "http.versions", "dns.ipv6", "mail.bimi"}, cat.Shown); diff != "" {
		t.Errorf("shown: %s", diff)
	}
}

var partID = regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)

func checkWording(t *testing.T, key string, part Part) {
	t.Helper()
	if !partID.MatchString(part.ID) {
		t.Errorf("%s: the id is not lower case with hyphens", key)
	}
	if !strings.HasSuffix(part.Ask, "?") || strings.Count(part.Ask, "?") != 1 {
		t.Errorf("%s: %q is not one question", key, part.Ask)
	}
	if !strings.HasSuffix(part.Help, ".") {
		t.Errorf("%s: %q is not a sentence", key, part.Help)
	}
	if n := utf8.RuneCountInString(part.Ask); n > 160 {
		t.Errorf("%s: the question is %d characters long", key, n)
	}
	for _, text := range []string{part.Ask, part.Help} {
		checkPlain(t, key, text)
	}
	for _, c := range part.Choices {
		if c.Value == ValueUnknown || !partID.MatchString(c.Value) || c.Label == "" {
			t.Errorf("%s: the choice %+v", key, c)
		}
		checkPlain(t, key, c.Label)
	}
}

// unexplained finds an acronym that no explanation in brackets follows.
var unexplained = regexp.MustCompile(`\b(?:TLS|SSL|HTTPS?|HSTS|CSP|DNS|DNSSEC|CAA|DMARC|SPF|DKIM|SMTP|PCI|DSS|SAQ|ASV|MFA|2FA|TOTP|SMS|VPN|WAF|CDN|CMS|API|SQL|PHP|GDPR|IP|URL)s?\b`)

func checkPlain(t *testing.T, key, text string) {
	t.Helper()
	for _, at := range unexplained.FindAllStringIndex(text, -1) {
		rest := strings.TrimLeft(text[at[1]:], `"”`)
		if !strings.HasPrefix(rest, " (") && !strings.HasPrefix(rest, " DSS") {
			t.Errorf("%s: %q is not explained in %q", key, text[at[0]:at[1]], text)
		}
	}
	if strings.ContainsAny(text, "!\n\t") || strings.Contains(text, "  ") {
		t.Errorf("%s: stray characters in %q", key, text)
	}
}

func TestTen(t *testing.T) {
	cat := bare(t)
	called := map[int]bool{}
	for _, item := range cat.Items {
		for _, n := range item.Tips {
			called[n] = true
		}
	}
	for i, tip := range cat.Tips {
		if tip.Number != i+1 || tip.Title == "" || !strings.HasSuffix(tip.Text, ".") || !called[tip.Number] {
			t.Errorf("tip %d: %+v, called for by an item: %t", i+1, tip, called[tip.Number])
		}
		if len(tip.Probes) == 0 {
			t.Errorf("tip %d: no probe shows it in a shop", tip.Number)
		}
		checkPlain(t, tip.Title, tip.Text)
	}
	if len(cat.Tips) != 10 {
		t.Errorf("%d tips", len(cat.Tips))
	}
}

func TestCredit(t *testing.T) {
	for _, want := range []string{"co-funded by the European Union", `"Checklist on cybersecurity in international e-commerce"`, "no endorsement"} {
		if !strings.Contains(Credit, want) {
			t.Errorf("the credit does not say %q", want)
		}
	}
}
