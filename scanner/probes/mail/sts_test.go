package mail

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestReadSTS(t *testing.T) {
	for _, tt := range []struct{ record, bent, why string }{
		{"v=STSv1; id=20261122T120000;", "", ""},
		{"v=STSv1;id=a", "", ""},
		{"v=STSv1;\tid=a\t;\tnew.part-1_x=%$!\"", "", ""},
		{"v=STSv1; new=1; id=a; id=b-c", "", ""},
		{"v=STSv1; id=" + strings.Repeat("a", 32), "", ""},
		{"v=STSv1; id=" + strings.Repeat("a", 33), "", "up to 32"},
		{"v=STSv1; id=2026-11-22", "", "up to 32"},
		{"v=STSv1; id=", "", `"id="`},
		{"v=STSv1;", "", "no id"},
		{"v=STSv1; ID=1", "", "no id"},
		{"v=STSv1; id", "", `"id"`},
		{"v=STSv1; id=a=b", "", "cannot be read"},
		{"v=STSv1; id=a; _x=1", "", "_x"},
		{"v=STSv1; id=a b", "", "cannot be read"},
		{"v=STSv1 ; id=a", "a space before", ""},
		{"v=STSv1; id=a ", "a space before", ""},
		{"v=STSv1; id=a;;", "a semicolon", ""},
		{"v=STSv1;; id=a", "a semicolon", ""},
		{"v=STSv1; id = a", "a space beside", ""},
	} {
		bent, why := readSTS(tt.record)
		if strings.Contains(bent, tt.bent) && strings.Contains(why, tt.why) && (bent == "") == (tt.bent == "") && (why == "") == (tt.why == "") {
			continue
		}
		t.Errorf("readSTS(%q) = %q, %q, want %q, %q", tt.record, bent, why, tt.bent, tt.why)
	}
}

func TestSTSRecords(t *testing.T) {
	for _, tt := range []struct {
		texts    []string
		found    int
		misspelt string
	}{
		{[]string{"v=STSv1; id=1", "v=spf1 -all", "v=STSv2; id=1", "v=STSv10; id=1"}, 1, ""},
		{[]string{"v=STSv1; id=1", "v=STSv1 ;id=2"}, 2, ""},
		{[]string{"v=STSv1"}, 0, "v=STSv1"},
		{[]string{"other", "\"v=STSv1; id=1\""}, 0, "\"v=STSv1; id=1\""},
		{[]string{" v=STSv1; id=1"}, 0, " v=STSv1; id=1"},
		{[]string{"v = STSv1; id=1"}, 0, "v = STSv1; id=1"},
		{[]string{"v=spf1 -all"}, 0, ""},
	} {
		found := stsRecords(tt.texts)
		if bad := misspelt(slices.DeleteFunc(slices.Clone(tt.texts), func(s string) bool { return slices.Contains(found, s) })); len(found) != tt.found || bad != tt.misspelt {
			t.Errorf("of %q %d are records, %q is misspelt", tt.texts, len(found), bad)
		}
	}
}

func TestParsePolicy(t *testing.T) {
	const rest = "mode: enforce\nmax_age: 604800\nmx: a.test\n"
	for _, tt := range []struct{ text, bent, why string }{
		{"version: STSv1\n" + rest, "", ""},
		{rest + "version: STSv1", "", ""},
		{"version:STSv1\t \r\n" + rest, "", ""},
		{"version: STSv1\n" + rest + "mx: *.b.test\nnew-key: x y\nmode: x\nversion: 2\n", "", ""},
		{"version: STSv1\n" + rest + "mx: *\n", "no name", ""},
		{"version: STSv1\n" + rest + "mx: *.*.test\n", "no name", ""},
		{"version: STSv1\n" + rest + "mx: a_b.test\n", "no name", ""},
		{"version: STSv1\n" + rest + "mx: -a.test\n", "no name", ""},
		{"version: STSv1\n" + rest + "mx:\n", `"mx:"`, ""},
		{"version: STSv1\n" + rest + "mx: b.test.\n", "the dot", ""},
		{"version: STSv1\n" + rest + "\n", "an empty line", ""},
		{"version: STSv1\n" + rest + "new:\n", `"new:"`, ""},
		{"version: STSv1\n" + rest + "-new: x\n", `"-new: x"`, ""},
		{"version: STSv1\n" + rest + "new: \x01\n", `"new: `, ""},
		{"version : STSv1\n" + rest, "a space before", ""},
		{"VERSION: STSv1\n" + rest, "", "version: STSv1"},
		{"version: stsv1\n" + rest, "", "version: STSv1"},
		{"version: STSv1\rmode: enforce\r", "the line", "version: STSv1"},
		{"version: STSv1\nmode: Enforce\nmax_age: 1\nmx: a.test", "", "mode is none"},
		{"version: STSv1\nmode: testing\nmax_age: 1\n", "", "no mail server"},
		{"version: STSv1\nmode: none\nmax_age: 0\n", "", ""},
		{"version: STSv1\nmode: none\nmax_age: 31557600\n", "", ""},
		{"version: STSv1\nmode: none\nmax_age: 31557601\n", "", "max_age"},
		{"version: STSv1\nmode: none\nmax_age: -1\n", "", "max_age"},
		{"version: STSv1\nmode: none\nmax_age: +1\n", "", "max_age"},
		{"version: STSv1\nmode: none\nmax_age: 1w\n", "", "max_age"},
		{"version: STSv1\nmode: none\nmax_age: 00000000001\n", "", "max_age"},
		{"version: STSv1\nmode: none\n", "", "max_age"},
		{"<!doctype html>\n", "", "<!doctype"},
		{strings.Repeat("new: x\n", policyLines) + "version: STSv1\n" + rest, "", "cannot be read"},
		{"", "an empty line", "version: STSv1"},
	} {
		p, err := parsePolicy(tt.text)
		why := ""
		if err != nil {
			why = err.Error()
		}
		if strings.Contains(p.bent, tt.bent) && strings.Contains(why, tt.why) && (p.bent == "") == (tt.bent == "") && (why == "") == (tt.why == "") {
			continue
		}
		t.Errorf("parsePolicy(%q): %q, %q, want %q, %q", tt.text, p.bent, why, tt.bent, tt.why)
	}
}

// A policy that is accepted means the same when it is written out and read again;
// one that nothing is said against has names only.
func FuzzParsePolicy(f *testing.F) {
	for _, seed := range []string{
		goodPolicy, "version: STSv1\nmode: none\nmax_age: 0", "mx:\n:\n\x00", "version: STSv1\r\nmode: testing\r\nmx: \r\nmax_age: 1",
		"\ufeffversion: STSv1\n", "version: STSv1\n\nmode:enforce\nmx:*.a.test\nmx: a.test.\nmax_age: 31557600\n", "version :STSv1\nmode: none\nmax_age:9999999999",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePolicy(text)
		if err != nil {
			return
		}
		if p.maxAge < 0 || p.maxAge > maxAgeMost*time.Second || p.mode != "none" && len(p.mx) == 0 {
			t.Fatalf("%q: accepted as %+v", text, p)
		}
		for _, host := range p.mx {
			if !strings.Contains(host, "*") && !p.covers(host) {
				t.Fatalf("%q: does not cover its own %q", text, host)
			}
		}
		if p.bent != "" {
			return
		}
		body := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
		again, err := parsePolicy(body + "\nmx: b.test")
		if err != nil && strings.Count(body, "\n")+1 < policyLines || again.bent != "" || err == nil && (again.mode != p.mode || len(again.mx) != len(p.mx)+1) {
			t.Fatalf("%q: %+v, with one server more %+v, %v", text, p, again, err)
		}
	})
}

// A record that nothing is said against begins as it must, and no part added to it
// changes that.
func FuzzReadSTS(f *testing.F) {
	for _, seed := range []string{"v=STSv1; id=1", "v=STSv1;id=1;", "v=STSv1 ; id = 1;;", "v=STSv1;", "v=STSv1; id=a; id=b; x=%", "v=STSv1;\xff=\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, record string) {
		if len(stsRecords([]string{record})) == 0 {
			return
		}
		bent, why := readSTS(record)
		if bent != "" || why != "" {
			return
		}
		more := strings.TrimSuffix(record, ";") + ";more=1"
		if bent, why = readSTS(more); !strings.Contains(record, "id=") || why != "" || bent != "" {
			t.Fatalf("%q is right, %q is not: %q, %q", record, more, bent, why)
		}
	})
}
