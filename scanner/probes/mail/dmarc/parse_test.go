package dmarc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIsRecord(t *testing.T) {
	for text, want := range map[string]bool{
		"v=DMARC1": true, "v=DMARC1;": true, "v=DMARC1; p=none": true, "V \t=\t DMARC1 \t; p=none": true, "v=DMARC1 ": true,
		"": false, "v": false, "v=": false, "v=dmarc1; p=none": false, "v=DMARC1 p=none": false, "v=DMARC1, p=none": false, "v=DMARC10; p=none": false,
		" v=DMARC1; p=none": false, "p=none; v=DMARC1": false, "v=spf1 -all": false, "v=DMARC2; p=none": false, `v="DMARC1"; p=none`: false,
		"v=\u00a0DMARC1; p=none": false, "v=DMARC1\u00a0; p=none": false, "vv=DMARC1": false, "\ufeffv=DMARC1;": false,
	} {
		if got := IsRecord(text); got != want {
			t.Errorf("IsRecord(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestMistaken(t *testing.T) {
	for text, want := range map[string]string{
		"v=DMARC1; p=none":              "",
		"v=spf1 -all":                   "",
		"hello":                         "",
		"sp=none; p=what":               "",
		"p=none; rua=mailto:a@b.test":   "lacks",
		"P = Reject":                    "lacks",
		" v=DMARC1; p=none":             "a space in front",
		"v=dmarc1; p=none":              "small letters",
		"V = Dmarc1; p=none":            "small letters",
		"v=DMARC1 p=none":               "no semicolon right behind",
		`v=DMARC1\; p=none`:             "no semicolon right behind",
		"v=DMARC1, p=none":              "no semicolon right behind",
		"p=none; v=DMARC1":              "not at its beginning",
		"\u201cv=DMARC1; p=none\u201d":  "something in front",
		"_dmarc TXT v=DMARC1; p=none":   "something in front",
		"DMARC1; p=none":                "does not begin with",
		"v:DMARC1; p=none":              "does not begin with",
		"İİİİİİİİv=DMARC1; p=none":      "something in front",
		strings.Repeat("dmarc1 ", 9000): "does not begin with",
	} {
		if got := Mistaken(text); want == "" != (got == "") || !strings.Contains(got, want) {
			t.Errorf("Mistaken(%.40q) = %q, want %q", text, got, want)
		}
	}
}

// said writes what a record says as a test can name it: only what is not as by
// default.
func said(r Record) string {
	var out []string
	for name, p := range map[string]Policy{"p": r.P, "sp": r.SP, "np": r.NP} {
		if p != "" {
			out = append(out, name+"="+string(p))
		}
	}
	for name, on := range map[string]bool{"t=y": r.Testing, "psd=" + string(r.PSD): r.PSD != 'u', "adkim=s": r.StrictDKIM, "aspf=s": r.StrictSPF} {
		if on {
			out = append(out, name)
		}
	}
	for name, list := range map[string][]URI{"rua": r.RUA, "ruf": r.RUF} {
		for i, u := range list {
			out = append(out, fmt.Sprintf("%s%d=%s@%s", name, i+1, u.Text, u.Host))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestParse has among others the records of RFC 9989, appendix B.2 and B.3.
func TestParse(t *testing.T) {
	for _, tt := range []struct{ record, want string }{
		{"v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com", "p=none rua1=mailto:dmarc-feedback@example.com@example.com"},
		{
			"v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@thirdparty.example.net",
			"p=none rua1=mailto:dmarc-feedback@example.com@example.com ruf1=mailto:auth-reports@thirdparty.example.net@thirdparty.example.net",
		},
		{
			"v=DMARC1; p=quarantine; rua=mailto:dmarc-feedback@example.com,mailto:tld-test@thirdparty.example.net; t=y",
			"p=quarantine rua1=mailto:dmarc-feedback@example.com@example.com rua2=mailto:tld-test@thirdparty.example.net@thirdparty.example.net t=y",
		},
		{"v=DMARC1; p=reject; aspf=r;\t rua=mailto:dmarc-feedback@example.com", "p=reject rua1=mailto:dmarc-feedback@example.com@example.com"},
		{"v = DMARC1 ;P = Reject ; SP=QUARANTINE;np\t=\tNone ; T=Y; Psd=N; ADKIM=S ;aspf = s;fo=0;", "adkim=s aspf=s np=none p=reject psd=n sp=quarantine t=y"},
		{"v=DMARC1;p=none;psd=u;t=n;adkim=r;aspf=R", "p=none"},
		{"v=DMARC1;rua=mailto:a%2cb@Shop.Test?subject=x , HTTPS://r.test/%21 ;p=none", "p=none rua1=mailto:a%2cb@Shop.Test?subject=x@shop.test rua2=HTTPS://r.test/%21@"},
		{"v=DMARC1;p=none;fo=1:d:s", "p=none"},
		{"v=DMARC1;p=none;fo=s:0:d", "p=none"},
		{"v=DMARC1;p=none;fo=d : s", "p=none"},
	} {
		r, ok := Parse(tt.record)
		if diff := cmp.Diff(tt.want, said(r)); diff != "" || !ok || r.Faults != nil {
			t.Errorf("Parse(%q): %t, %v\n%s", tt.record, ok, r.Faults, diff)
		}
	}
}

// TestPlaces: each fault is told with the byte that it begins at, here marked in
// front by a |, and all that is right besides counts.
func TestPlaces(t *testing.T) {
	for _, tt := range []struct {
		marked    string
		kind      Kind
		why, want string
	}{
		{"p=reject; |sp=yes", Spoils, "is neither none", "p=reject"},
		{"|p=rejct; np=none", Spoils, "is neither none", "np=none"},
		{"p=reject; |np=reject reject", Spoils, "is neither none", "p=reject"},
		{"p=none|\u00a0; sp=reject", Spoils, "plain letters", "sp=reject"},
		{"p=reject; sp=|\u0440eject", Spoils, "plain letters", "p=reject"},
		{"sp=reject|", Spoils, "does not say", "sp=reject"},
		{"p=reject; |pct=50", Removed, "no longer", "p=reject"},
		{"|PCT=x; p=reject", Removed, "no longer", "p=reject"},
		{"p=reject; |ri=86400", Removed, "no longer", "p=reject"},
		{"p=reject; |rf=afrf", Removed, "no longer", "p=reject"},
		{"p=reject; |policy=none", Unknown, "unknown", "p=reject"},
		{"p=reject; |p=none", Repeated, "repeats", "p=reject"},
		{"p=reject; |v=DMARC1", Repeated, "repeats", "p=reject"},
		{"p=reject; |quarantine", Broken, "name=value", "p=reject"},
		{"p=reject; |=none", Broken, "name=value", "p=reject"},
		{"p=reject; |x-y=none", Broken, "name=value", "p=reject"},
		{"p=reject; |p 2=none", Broken, "name=value", "p=reject"},
		{"p=reject; |sp=", Broken, "no value", "p=reject"},
		{"p=reject; |rua:mailto:a@b.test", Broken, "name=value", "p=reject"},
		{"p=reject; |\u00a0sp=none", Broken, "plain letters", "p=reject"},
		{"p=reject; x=|\x00", Broken, "plain letters", "p=reject"},
		{"p=reject; |t=yes", Invalid, "cannot have", "p=reject"},
		{"p=reject; |psd=x", Invalid, "cannot have", "p=reject"},
		{"p=reject; |adkim=strict", Invalid, "cannot have", "p=reject"},
		{"p=reject; |aspf=n", Invalid, "cannot have", "p=reject"},
		{"p=reject; |fo=0:1", Invalid, "cannot have", "p=reject"},
		{"p=reject; |fo=d:d", Invalid, "cannot have", "p=reject"},
		{"p=reject; |fo=2", Invalid, "cannot have", "p=reject"},
		{"p=reject; |fo=1:", Invalid, "cannot have", "p=reject"},
		{"p=reject;|; t=y", Empty, "semicolon", "p=reject t=y"},
		{"p=none; rua=mailto:a@b.test,|", Empty, "comma", "p=none rua1=mailto:a@b.test@b.test"},
		{"p=none; rua=|mailto:a@b.test!10M", Obsolete, "size", "p=none rua1=mailto:a@b.test@b.test"},
		{"p=none; rua=|mailto:a@b.test!big", Invalid, "exclamation", "p=none"},
		{"p=none; rua=mailto:a@b.test, |c@b.test", Invalid, "lacks", "p=none rua1=mailto:a@b.test@b.test"},
		{"p=none; rua=|dmarc", Invalid, "no address", "p=none"},
		{"p=none; rua=|mailto:", Invalid, "no address", "p=none"},
		{"p=none; rua=|:x", Invalid, "no address", "p=none"},
		{"p=none; rua=|1x:y", Invalid, "no address", "p=none"},
		{"p=none; rua=|mailto: a@b.test", Invalid, "character", "p=none"},
		{"p=none; rua=|mailto:<a@b.test>", Invalid, "character", "p=none"},
		{"p=none; ruf=|mailto:a@b", Invalid, "no mail address", "p=none"},
		{"p=none; rua=|mailto:@b.test", Invalid, "no mail address", "p=none"},
		{"p=none; rua=|mailto:a%4@b.test", Invalid, "no mail address", "p=none"},
		{"p=none; rua=|mailto:a@b..test", Invalid, "no mail address", "p=none"},
		{"p=none; rua=|mailto:a@[192.0.2.1]", Invalid, "no mail address", "p=none"},
		{"p=none; rua=|mailto:a@" + strings.Repeat("x", 64) + ".test", Invalid, "no mail address", "p=none"},
	} {
		at := strings.IndexByte(tt.marked, '|') + len("v=DMARC1; ")
		r, ok := Parse("v=DMARC1; " + strings.Replace(tt.marked, "|", "", 1))
		if !ok || len(r.Faults) != 1 || r.Faults[0].At != at || r.Faults[0].Kind != tt.kind || !strings.Contains(r.Faults[0].Why, tt.why) || said(r) != tt.want {
			t.Errorf("%s: %q, %+v, want one %s at %d: %s, and %q", tt.marked, said(r), r.Faults, tt.kind, at, tt.why, tt.want)
		}
	}
}

func TestPolicy(t *testing.T) {
	for _, tt := range []struct{ record, want string }{
		{"p=reject", "reject reject reject"},
		{"p=reject; sp=none", "reject none none"},
		{"p=none; np=reject", "none none reject"},
		{"p=quarantine; sp=none; np=reject", "quarantine none reject"},
		{"p=reject; sp=what", "- - -"},
		{"p=reject; np=what; rua=mailto:a@b.test", "none none none"},
		{"p=reject; sp=what; sp=reject", "- - -"},
		{"sp=reject", "- - -"},
		{"sp=reject; rua=mailto:a@b.test", "none none none"},
		{"rua=mailto:a@b.test", "none none none"},
		{"rua=a@b.test", "- - -"},
		{"p=what; rua=https://a.test", "none none none"},
		{"p=reject; sp=", "reject reject reject"},
		{"", "- - -"},
	} {
		r, _ := Parse("v=DMARC1; " + tt.record)
		var got []string
		for _, whom := range []Whom{Itself, Below, Missing} {
			if p := r.Policy(whom); p != "" {
				got = append(got, string(p))
			} else {
				got = append(got, "-")
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q asks for %q, want %s", tt.record, got, tt.want)
		}
	}
}

func TestStrength(t *testing.T) {
	for p, tried := range map[Policy]Policy{Reject: Quarantine, Quarantine: None, None: None} {
		if got := p.Tried(); got != tried {
			t.Errorf("%s in test mode is %q, want %s", p, got, tried)
		}
	}
	if !None.Weaker(Quarantine) || !Quarantine.Weaker(Reject) || Reject.Weaker(Reject) || Reject.Weaker(None) || !Policy("").Weaker(None) {
		t.Error("the policies are out of order")
	}
}

// TestBounds: nothing that is kept grows with the record.
func TestBounds(t *testing.T) {
	for _, part := range []string{"x;", "a=b;", "p=none;", ";", "pct=1;", "rua=mailto:a@b.test;", "x=\u00e9;"} {
		r, ok := Parse("v=DMARC1;" + strings.Repeat(part, 64<<10/len(part)))
		if len(r.Faults) > maxFaults+3 || !ok || r.More == 0 || len(r.seen) > len(tags) {
			t.Errorf("%q: %d faults, %d more, %d tags", part, len(r.Faults), r.More, len(r.seen))
		}
	}
	if r, _ := Parse("v=DMARC1" + strings.Repeat(";x", maxFaults) + ";sp=x"); r.Faults[maxFaults].Kind != Spoils {
		t.Errorf("what matters most is left out: %+v", r.Faults)
	}
	r, _ := Parse("v=DMARC1;p=none;rua=" + strings.Repeat("mailto:a@b.test,", 4<<10))
	if len(r.RUA) != maxURIs || len(r.Faults) > 1 {
		t.Errorf("%d addresses, %d faults", len(r.RUA), len(r.Faults))
	}
}

// FuzzParse: whatever a text is, every place lies in it, what is kept is bounded,
// and what was read is read again from what it is written as.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"v=DMARC1; p=none;", "v=DMARC1;;;=;a==", "v = DMARC1 ; p=\x00;\xff=1", "v=DMARC1; rua=mailto:a@b.test!10m,,https://x ;ruf=a@b;fo=0:d:s",
		"v=DMARC1;p=reject;sp=quarantine;np=none;t=y;psd=n;adkim=s;aspf=s;pct=1", "p=none", " v=dmarc1\u00a0;p=none", "V=DMARC1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := Parse(text)
		if ok != IsRecord(text) || ok && Mistaken(text) != "" {
			t.Fatalf("%q: a record? %t, %t, %q", text, ok, IsRecord(text), Mistaken(text))
		}
		if len(r.Faults) > maxFaults+3 || len(r.RUA) > maxURIs || len(r.RUF) > maxURIs {
			t.Fatalf("%q: %d faults, %d and %d addresses", text, len(r.Faults), len(r.RUA), len(r.RUF))
		}
		for _, fault := range r.Faults {
			inside := fault.Part == "" || strings.Contains(text, fault.Part) && strings.HasPrefix(text[fault.At:], fault.Part)
			if fault.At < 0 || fault.At > len(text) || fault.Why == "" || !inside && fault.Why != foreign {
				t.Fatalf("%q: %+v", text, fault)
			}
		}
		again, _ := Parse(written(r))
		if ok && said(again) != said(r) {
			t.Fatalf("%q says %q, and written again %q", text, said(r), said(again))
		}
	})
}

// written is a record that says what r says.
func written(r Record) string {
	out := "v=DMARC1;psd=" + string(r.PSD)
	for name, p := range map[string]Policy{"p": r.P, "sp": r.SP, "np": r.NP} {
		if p != "" {
			out += ";" + name + "=" + string(p)
		}
	}
	for part, on := range map[string]bool{"t=y": r.Testing, "adkim=s": r.StrictDKIM, "aspf=s": r.StrictSPF} {
		if on {
			out += ";" + part
		}
	}
	for name, list := range map[string][]URI{"rua": r.RUA, "ruf": r.RUF} {
		var texts []string
		for _, u := range list {
			texts = append(texts, u.Text)
		}
		if len(texts) > 0 {
			out += ";" + name + "=" + strings.Join(texts, ",")
		}
	}
	return out
}
