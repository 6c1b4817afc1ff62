package mail

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dkim"
	"shopcheck/scanner/probes/mail/spf"
)

// goodKey is a record that mail services can use.
const goodKey = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

// list walks a list of senders whose parts have these records.
func list(t *testing.T, records map[string]string) *spf.Node {
	t.Helper()
	ask := func(_ context.Context, typ, name string) ([]string, spf.State, error) {
		if text, ok := records[name]; ok && typ == "TXT" {
			return []string{text}, spf.Found, nil
		}
		return nil, spf.NoName, nil
	}
	return spf.Walk(t.Context(), ask, "shop.test").Root
}

func TestKeyNames(t *testing.T) {
	senders := list(t, map[string]string{
		"shop.test":      "v=spf1 include:_spf.shop.test include:gone.test -all",
		"_spf.shop.test": "v=spf1 include:spf.protection.outlook.com redirect=email.freshdesk.com",
		// A service's own list leads to others, which are no business of the shop's.
		"spf.protection.outlook.com": "v=spf1 include:sendgrid.net -all",
		"email.freshdesk.com":        "v=spf1 include:servers.mcsv.net -all",
	})
	hosts := []string{"mail.shop.test", "mx1.mail.ovh.net", "mx00.ionos.de", "smtp.google.com"}
	texts := []string{"v=spf1", "MS=ms1234", "klaviyo-site-verification=x", "brevo-code:1"}
	var got []string
	for _, k := range keyNames([]string{"mine", "s1-ionos"}, hosts, senders, texts) {
		got = append(got, k.name+map[bool]string{true: "!"}[k.sure]+map[bool]string{true: "!"}[k.kept]+map[bool]string{true: " told"}[k.told])
	}
	want := strings.Split("mine!! told,s1-ionos!! told,s2-ionos!!,s42582890!!,google!,selector1!!,selector2!!,kl,kl2,km1,km2,brevo1,brevo2,mail,default,dkim,s1,s2,k2,k1,smtp,x", ",")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestKeyNamesAreFew: however many services a domain uses, few names are asked for,
// and what is sure comes before what is usual.
func TestKeyNamesAreFew(t *testing.T) {
	records := map[string]string{"shop.test": "v=spf1"}
	var hosts, texts []string
	for _, m := range facts.Mailers() {
		hosts = append(hosts, m.MX...)
		for _, begin := range m.Texts {
			texts = append(texts, begin+"x")
		}
		for i := range m.SPF {
			if records["shop.test"] += " include:" + m.SPF[i]; m.Name != "" {
				records[m.SPF[i]] = "v=spf1 -all"
			}
		}
	}
	told := strings.Fields("a b c d e f g h")
	names := keyNames(told, hosts, list(t, records), texts)
	if len(names) != maxKeyNames+len(told) {
		t.Errorf("%d names", len(names))
	}
	if !names[len(told)].sure || slices.ContainsFunc(names, func(k keyName) bool { return k.told && !k.sure }) {
		t.Errorf("%+v", names)
	}
}

func TestReadKey(t *testing.T) {
	with := func(r *observe.Records, aliases ...string) *observe.Records {
		r.Aliases = aliases
		return r
	}
	const q = "TXT s1._domainkey.shop.test"
	for _, tt := range []struct {
		name             string
		answer, wildcard *observe.Records
		want             string // what holds
	}{
		{"nothing", answer(q), nil, ""},
		{"no answer", nil, nil, ""},
		{"other texts", answer(q, "v=spf1 -all", "o=~"), nil, ""},
		{"a key", answer(q, goodKey), nil, "1 good"},
		{"a key among other texts", answer(q, goodKey, "v=spf1 -all"), nil, "1 good"},
		{"a key elsewhere", with(answer(q, goodKey), "k.test"), nil, "1 good"},
		{"two keys", answer(q, goodKey, goodKey+";"), nil, "2 good"},
		{"a key and a broken one", answer(q, goodKey, "p=x-y"), nil, "2 good"},
		{"a key and a withdrawn one", answer(q, goodKey, "p="), nil, "2 good"},
		{"withdrawn", answer(q, "v=DKIM1; p="), nil, "1 withdrawn"},
		{"broken", answer(q, "v=DKIM1; k=rsa"), nil, "1 broken has no p="},
		{"broken and withdrawn", answer(q, "p=", "v=DKIM1; k=rsa"), nil, "2 broken has no p="},
		{"leads nowhere", with(answer(q), "a.test", "b.test"), nil, "0 astray b.test"},
		{"leads to another text", with(answer(q, "v=spf1 -all"), "b.test"), nil, "0 astray b.test"},
		{"a test", answer(q, "t=y; "+goodKey[9:]), nil, "1 good testing"},
		{"what a wildcard has", answer(q, "v=DKIM1; p="), answer(q, "v=DKIM1; p="), ""},
		{"where a wildcard leads", with(answer(q), "park.test"), with(answer(q), "park.test"), ""},
		{"other than the wildcard", answer(q, goodKey), answer(q, "v=DKIM1; p="), "1 good"},
		{"leads elsewhere than the wildcard", with(answer(q), "k.test"), with(answer(q), "park.test"), "0 astray k.test"},
	} {
		h := heldKey{answer: tt.answer}
		h.read(tt.wildcard)
		var got string
		switch {
		case len(h.good) > 0:
			got = fmt.Sprintf("%d good", h.records)
		case h.withdrawn:
			got = fmt.Sprintf("%d withdrawn", h.records)
		case h.broken != "":
			got = fmt.Sprintf("%d broken %s", h.records, h.broken)
		case h.astray != "":
			got = fmt.Sprintf("%d astray %s", h.records, h.astray)
		}
		if h.testing() {
			got += " testing"
		}
		if got != tt.want || h.useless() && len(h.good) > 0 {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestPlaced goes through everything that name servers may say of the place where
// keys lie, of a name beside it and of one in it.
func TestPlaced(t *testing.T) {
	states := map[rune]observe.State{'+': observe.Found, '0': observe.NoRecord, '-': observe.NoDomain}
	for _, tt := range []struct {
		said string // of the place, beside it, in it
		want bool
		why  string
	}{
		{"0--", true, "something lies in it"},
		{"+--", true, "it holds a record of its own"},
		{"0-0", true, "something lies in it that is there for every name, or name servers deny nothing there"},
		{"00-", true, "a wildcard beside it, and the place exists: the wildcard is not for names in it"},
		{"0+-", true, "likewise, with a text"},
		{"++-", true, "likewise, and it holds a record of its own"},
		{"+0-", true, "likewise"},
		{"000", false, "name servers deny no name"},
		{"+++", false, "a wildcard's text at every name"},
		{"++0", false, "not to be told"},
		{"0-+", false, "a wildcard in it"},
		{"+-+", false, "likewise"},
		{"---", false, "nothing"},
		{"-0-", false, "nothing"},
	} {
		at := func(i int) *observe.Records { return &observe.Records{State: states[rune(tt.said[i])]} }
		k := keyring{place: at(0), beside: at(1), below: at(2)}
		if k.placed() != tt.want {
			t.Errorf("%s: placed = %t, but: %s", tt.said, !tt.want, tt.why)
		}
	}
	there := &observe.Records{State: observe.NoRecord}
	gone := &observe.Records{State: observe.NoDomain}
	for _, k := range []keyring{{}, {place: there}, {place: there, beside: gone}, {place: there, below: gone}} {
		if k.placed() {
			t.Errorf("%+v: a place, without an answer", k)
		}
	}
}

func TestJudgeDKIM(t *testing.T) {
	silent := &observe.Failure{Cause: observe.Timeout, Words: "nobody answered"}
	name := func(n string, sure bool) keyName { return keyName{name: n, sure: sure, kept: sure} }
	good := func(n string) heldKey {
		return heldKey{keyName: name(n, true), records: 1, good: []dkim.Key{{Type: "rsa", Bits: 2048}}}
	}
	testing := func(n string) heldKey {
		return heldKey{keyName: name(n, true), records: 1, good: []dkim.Key{{Type: "rsa", Bits: 2048, Testing: true}}}
	}
	withdrawn := func(n string, sure bool) heldKey { return heldKey{keyName: name(n, sure), records: 1, withdrawn: true} }
	broken := func(n string, sure bool) heldKey {
		return heldKey{keyName: name(n, sure), records: 1, broken: "has no p="}
	}
	mute := func(n string) heldKey { return heldKey{keyName: name(n, true), err: silent} }
	renamed := heldKey{keyName: keyName{name: "a", sure: true}, records: 1, withdrawn: true}
	none := heldKey{keyName: name("x", true)}
	astray := heldKey{keyName: name("s1", false), astray: "k.test"}
	for _, tt := range []struct {
		name    string
		keys    []heldKey
		want    scanner.Outcome
		message string
	}{
		{"one", []heldKey{none, good("a")}, scanner.Pass, `the key "a"`},
		{"two", []heldKey{good("a"), good("b")}, scanner.Pass, "2 keys"},
		{"one beside a test", []heldKey{testing("t"), good("a")}, scanner.Pass, `"a"`},
		{"one beside a withdrawn one", []heldKey{withdrawn("a", true), good("b")}, scanner.Pass, `"b"`},
		{"one beside a stray broken one", []heldKey{broken("a", false), good("b")}, scanner.Pass, `"b"`},
		{"one beside a broken one in use", []heldKey{broken("a", true), good("b")}, scanner.Warn, `"a" of shop.test cannot be used`},
		{"one, and a silence", []heldKey{mute("m"), good("b")}, scanner.Pass, `"b"`},
		{"a test", []heldKey{testing("t")}, scanner.Warn, `"t" of shop.test is marked as a test`},
		{"a test beside a withdrawn one", []heldKey{withdrawn("a", true), testing("t")}, scanner.Warn, "test"},
		{"withdrawn", []heldKey{withdrawn("a", true)}, scanner.Fail, `"a", with which mail services would check mail from shop.test, has been withdrawn`},
		{"withdrawn, and the next may have another name", []heldKey{renamed}, scanner.Warn, "may have a name that is not known"},
		{"broken", []heldKey{withdrawn("b", false), broken("a", true)}, scanner.Fail, `"a", with which mail services would check mail from shop.test, cannot be used (its record has no p=)`},
		{"withdrawn, under a usual name", []heldKey{withdrawn("a", false)}, scanner.Warn, "may have a name that is not known"},
		{"broken, under a usual name", []heldKey{broken("a", false)}, scanner.Warn, "may have a name that is not known"},
		{"withdrawn, and a silence", []heldKey{withdrawn("a", true), mute("m")}, scanner.Unknown, "nobody answered"},
		{"astray", []heldKey{none, astray}, scanner.Warn, `"s1" of shop.test is to be found at k.test`},
		{"astray, and a silence", []heldKey{astray, mute("m")}, scanner.Unknown, "nobody answered"},
		{"nothing", []heldKey{none}, scanner.Unknown, "--dkim-selector"},
	} {
		for i := range tt.keys {
			tt.keys[i].answer = answer("TXT " + tt.keys[i].name + "._domainkey.shop.test")
		}
		f := judgeDKIM(&keyring{use: use{domain: "shop.test"}, keys: tt.keys})
		if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || (f.Outcome == scanner.Pass || f.Outcome == scanner.Fail) && len(f.Evidence) == 0 {
			t.Errorf("%s: %+v, want %s, %q", tt.name, f, tt.want, tt.message)
		}
	}
	for place, message := range map[observe.State]string{observe.NoDomain: "has no place for keys", observe.NoRecord: "--dkim-selector"} {
		k := &keyring{use: use{domain: "shop.test"}, keys: []heldKey{none}, place: &observe.Records{State: place}, beside: &observe.Records{State: place}, below: &observe.Records{State: place}}
		if f := judgeDKIM(k); f.Outcome != scanner.Unknown || f.Cause != observe.NotFound || !strings.Contains(f.Message, message) {
			t.Errorf("%s: %+v", place, f)
		}
	}
	if f := judgeDKIM(&keyring{use: use{domain: "shop.test"}, keys: []heldKey{none}, err: silent}); f.Cause != observe.Timeout {
		t.Errorf("a silence about the place: %+v", f)
	}
}

func TestJudgeKeys(t *testing.T) {
	held := func(name string, keys ...dkim.Key) heldKey {
		return heldKey{keyName: keyName{name: name}, records: len(keys), good: keys, answer: answer("TXT " + name + "._domainkey.shop.test")}
	}
	for _, tt := range []struct {
		keys    []dkim.Key
		want    scanner.Outcome
		message string
	}{
		{[]dkim.Key{{Type: "rsa", Bits: 2048}}, scanner.Pass, "(RSA, 2048 bits)"},
		{[]dkim.Key{{Type: "rsa", Bits: 4096}}, scanner.Pass, "(RSA, 4096 bits)"},
		{[]dkim.Key{{Type: "ed25519", Bits: 256}}, scanner.Pass, "(Ed25519)"},
		{[]dkim.Key{{Type: "rsa", Bits: 2047}}, scanner.Warn, "has 2047 bits"},
		{[]dkim.Key{{Type: "rsa", Bits: 1024}}, scanner.Warn, "has 1024 bits"},
		{[]dkim.Key{{Type: "rsa", Bits: 1023}}, scanner.Fail, "has 1023 bits"},
		{[]dkim.Key{{Type: "rsa", Bits: 2048, SHA1: true}}, scanner.Fail, "SHA-1"},
		{[]dkim.Key{{Type: "rsa", Bits: 4096}, {Type: "rsa", Bits: 768}, {Type: "ed25519", Bits: 256}}, scanner.Fail, "has 768 bits"},
		{[]dkim.Key{{Type: "rsa", Bits: 512}, {Type: "rsa", Bits: 4096, SHA1: true}}, scanner.Fail, "SHA-1"},
	} {
		found := judgeKeys(&keyring{use: use{domain: "shop.test"}, keys: []heldKey{held("a", tt.keys...)}})
		if len(found) != 1 || found[0].Outcome != tt.want || !strings.Contains(found[0].Message, tt.message) || found[0].Subject != "TXT a._domainkey.shop.test" {
			t.Errorf("%+v: %+v", tt.keys, found)
		}
	}
	two := judgeKeys(&keyring{use: use{domain: "shop.test"}, keys: []heldKey{held("a", dkim.Key{Type: "rsa", Bits: 2048}), {keyName: keyName{name: "b"}, withdrawn: true}, held("c", dkim.Key{Type: "rsa", Bits: 512})}})
	if len(two) != 2 || two[0].Outcome != scanner.Pass || two[1].Outcome != scanner.Fail {
		t.Errorf("%+v", two)
	}
}

// TestTold: a domain that sends no mail by its records is looked at all the same
// if somebody says what its mail is signed under.
func TestTold(t *testing.T) {
	answers := []*observe.Records{
		answer("MX shop.test", "10 mail.shop.test"), answer("TXT shop.test", "v=spf1 -all"), answer("TXT mine._domainkey.shop.test", goodKey),
		answer("TXT _domainkey.shop.test"),
	}
	if f := run(t, DKIM, site(t, "shop.test", answers...)); f[0].Outcome != scanner.NotApplicable {
		t.Errorf("nobody said anything: %+v", f)
	}
	looks := site(t, "shop.test", answers...).Looks()
	looks = append(looks, observe.Look{Question: "TOLD", Reply: []byte(`{"selectors":["mine"]}`)})
	if f := run(t, DKIM, observe.Replay("shop.test", looks)); f[0].Outcome != scanner.Pass {
		t.Errorf("somebody did: %+v", f)
	}
}

// TestDeadPlace: where nobody answers for the place that keys lie in, no name in it
// is asked for.
func TestDeadPlace(t *testing.T) {
	mx, texts := answer("MX shop.test", "10 mail.shop.test"), answer("TXT shop.test", "v=spf1 mx -all")
	k, err := lookKeys(t.Context(), site(t, "shop.test", mx, texts))
	if err != nil || len(k.keys) != 0 || k.silence() == nil {
		t.Errorf("%+v, %v", k, err)
	}
	k, err = lookKeys(t.Context(), site(t, "shop.test", mx, texts, answer("TXT _domainkey.shop.test")))
	if err != nil || len(k.keys) == 0 {
		t.Errorf("with an answer for it: %+v, %v", k, err)
	}
}
