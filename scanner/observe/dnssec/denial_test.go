package dnssec

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// shown makes a denial of records of zone z., as if they were signed: NSEC records
// as "owner next types", hashed ones as "owner types" for those that match, and
// "!name" for one that covers it.
func shown(t *testing.T, hashed bool, flags int, lines ...string) denial {
	t.Helper()
	d := denial{zone: "z."}
	for _, line := range lines {
		fields := strings.Fields(line)
		text := ""
		switch name, covers := strings.CutPrefix(fields[0], "!"); {
		case !hashed:
			text = fmt.Sprintf("%s 60 IN NSEC %s %s", fields[0], fields[1], strings.Join(fields[2:], " "))
		case covers:
			text = fmt.Sprintf("%s.z. 60 IN NSEC3 1 %d 0 - %s", beside(name, -1), flags, beside(name, 1))
		default:
			text = fmt.Sprintf("%s.z. 60 IN NSEC3 1 %d 0 - %s %s", dns.HashName(name, dns.SHA1, 0, ""), flags, beside(name, 1), strings.Join(fields[1:], " "))
		}
		rr, err := dns.NewRR(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		owner := dns.CanonicalName(rr.Header().Name)
		d.keep(find([]dns.RR{rr}, owner, rr.Header().Rrtype))
	}
	return d
}

// beside is the hash next to a name's own.
func beside(name string, by int) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
	hash := []byte(dns.HashName(name, dns.SHA1, 0, ""))
	for i := len(hash) - 1; i >= 0; i-- {
		at := strings.IndexByte(digits, hash[i]) + by
		hash[i] = digits[(at+32)%32]
		if at >= 0 && at < 32 {
			break
		}
	}
	return string(hash)
}

// TestDenial: what records show, and what they only seem to. A question is "type
// TYPE NAME", "name NAME" or "closer NAME LABELS".
func TestDenial(t *testing.T) {
	for _, tt := range []struct {
		name    string
		hashed  bool
		flags   int
		records []string
		asks    string
		want    proof
	}{
		{"no such type", false, 0, []string{"a.z. b.z. TXT RRSIG NSEC"}, "type A a.z.", proven},
		{"it has the type", false, 0, []string{"a.z. b.z. A RRSIG NSEC"}, "type A a.z.", unproven},
		{"it has an alias", false, 0, []string{"a.z. b.z. CNAME RRSIG NSEC"}, "type A a.z.", unproven},
		{"it has an alias, which is asked for", false, 0, []string{"a.z. b.z. CNAME RRSIG NSEC"}, "type CNAME a.z.", unproven},
		{"another name's record", false, 0, []string{"a.z. b.z. TXT RRSIG NSEC"}, "type A c.z.", unproven},
		{"of the zone above, about the zone below", false, 0, []string{"a.z. b.z. NS RRSIG NSEC"}, "type A a.z.", unproven},
		{"of the zone above, about keys", false, 0, []string{"a.z. b.z. NS RRSIG NSEC"}, "type DS a.z.", proven},
		{"of the zone below, about keys", false, 0, []string{"a.z. b.z. NS SOA RRSIG NSEC"}, "type DS a.z.", unproven},
		{"of the zone itself", false, 0, []string{"z. a.z. NS SOA RRSIG NSEC"}, "type A z.", proven},
		{"only names below it", false, 0, []string{"a.z. x.m.z. A RRSIG NSEC"}, "type A m.z.", proven},
		{"only names below it: it exists", false, 0, []string{"a.z. x.m.z. A RRSIG NSEC", "z. a.z. NS SOA RRSIG NSEC"}, "name m.z.", unproven},
		{"from a wildcard, no such type", false, 0, []string{"a.z. n.z. A RRSIG NSEC", "*.z. a.z. TXT RRSIG NSEC"}, "type A m.z.", proven},
		{"from a wildcard, that type", false, 0, []string{"a.z. n.z. A RRSIG NSEC", "*.z. a.z. A RRSIG NSEC"}, "type A m.z.", unproven},
		{"a wildcard that is not told of", false, 0, []string{"a.z. n.z. A RRSIG NSEC"}, "type A m.z.", unproven},
		{"no such name", false, 0, []string{"a.z. n.z. A RRSIG NSEC", "z. a.z. NS SOA RRSIG NSEC"}, "name m.z.", proven},
		{"no such name, by one record", false, 0, []string{"z. n.z. NS SOA RRSIG NSEC"}, "name m.z.", proven},
		{"no such name, at the end", false, 0, []string{"n.z. z. A RRSIG NSEC", "z. n.z. NS SOA RRSIG NSEC"}, "name x.y.z.", proven},
		{"no such name, and no word of a wildcard", false, 0, []string{"a.z. n.z. A RRSIG NSEC"}, "name m.z.", unproven},
		{"no such name, and a wildcard there", false, 0, []string{"a.z. n.z. A RRSIG NSEC", "*.z. a.z. A RRSIG NSEC"}, "name m.z.", unproven},
		{"below a delegation", false, 0, []string{"a.z. n.z. NS RRSIG NSEC", "z. a.z. NS SOA RRSIG NSEC"}, "name x.a.z.", unproven},
		{"below an alias of a subtree", false, 0, []string{"a.z. n.z. DNAME RRSIG NSEC", "z. a.z. NS SOA RRSIG NSEC"}, "name x.a.z.", unproven},
		{"no such name, and something below a wildcard's", false, 0, []string{"a.z. n.z. A RRSIG NSEC", "!.z. x.*.z. A RRSIG NSEC"}, "name m.z.", unproven},
		{"in another zone", false, 0, []string{"n.z. z. A RRSIG NSEC"}, "closer x.zz. 0", unproven},
		{"out of the zone", false, 0, []string{"a.z. n.zz. A RRSIG NSEC", "z. a.z. NS SOA RRSIG NSEC"}, "name m.z.", unproven},
		{"made for the question, no such name", false, 0, []string{`m.z. \000.m.z. RRSIG NSEC NXNAME`}, "name m.z.", proven},
		{"made for the question, no such type", false, 0, []string{`m.z. \000.m.z. TXT RRSIG NSEC`}, "type A m.z.", proven},
		{"made for the question, and there", false, 0, []string{`m.z. \000.m.z. TXT RRSIG NSEC`}, "name m.z.", unproven},
		{"made small for the question", false, 0, []string{`l~.z. m!.z. RRSIG NSEC`, `!.z. +.z. RRSIG NSEC`}, "name m.z.", proven},
		{"nothing closer than the wildcard", false, 0, []string{"a.z. n.z. A RRSIG NSEC"}, "closer m.z. 1", proven},
		{"something closer", false, 0, []string{"a.w.z. n.w.z. A RRSIG NSEC"}, "closer m.w.z. 1", unproven},
		{"the name itself", false, 0, []string{"m.z. n.z. A RRSIG NSEC"}, "closer m.z. 1", unproven},
		{"nothing", false, 0, nil, "name m.z.", unproven},

		{"hashed: no such type", true, 0, []string{"a.z. TXT RRSIG"}, "type A a.z.", proven},
		{"hashed: it has the type", true, 0, []string{"a.z. A RRSIG"}, "type A a.z.", unproven},
		{"hashed: only names below it", true, 0, []string{"a.z."}, "type A a.z.", proven},
		{"hashed: of the zone above", true, 0, []string{"a.z. NS"}, "type A a.z.", unproven},
		{"hashed: of the zone above, about keys", true, 0, []string{"a.z. NS"}, "type DS a.z.", proven},
		{"hashed: of the zone below, about keys", true, 0, []string{"a.z. NS SOA RRSIG"}, "type DS a.z.", unproven},
		{"hashed: not signed, opted out", true, 1, []string{"z. NS SOA RRSIG", "!a.z."}, "type DS a.z.", optedOut},
		{"hashed: not opted out, and not there", true, 0, []string{"z. NS SOA RRSIG", "!a.z."}, "type DS a.z.", unproven},
		{"hashed: opted out, another type", true, 1, []string{"z. NS SOA RRSIG", "!a.z."}, "type A a.z.", optedOut},
		{"hashed: not opted out, another type, and no word of a wildcard", true, 0, []string{"z. NS SOA RRSIG", "!a.z."}, "type A a.z.", unproven},
		{"hashed: from a wildcard, no such type", true, 0, []string{"z. NS SOA RRSIG", "!a.z.", "*.z. TXT RRSIG"}, "type A a.z.", proven},
		{"hashed: from a wildcard, that type", true, 0, []string{"z. NS SOA RRSIG", "!a.z.", "*.z. A RRSIG"}, "type A a.z.", unproven},
		{"hashed: no such name", true, 0, []string{"z. NS SOA RRSIG", "!a.z.", "!*.z."}, "name a.z.", proven},
		{"hashed: no such name, deeper", true, 0, []string{"z. NS SOA RRSIG", "!a.z.", "!*.z."}, "name x.y.a.z.", proven},
		{"hashed: no such name, opted out", true, 1, []string{"z. NS SOA RRSIG", "!a.z.", "!*.z."}, "name a.z.", optedOut},
		{"hashed: no word of a wildcard", true, 0, []string{"z. NS SOA RRSIG", "!a.z."}, "name a.z.", unproven},
		{"hashed: no such name, and a wildcard there", true, 0, []string{"z. NS SOA RRSIG", "!a.z.", "*.z. A RRSIG"}, "name a.z.", unproven},
		{"hashed: no closest name", true, 0, []string{"!a.z.", "!*.z."}, "name a.z.", unproven},
		{"hashed: below a delegation", true, 0, []string{"a.z. NS", "!x.a.z.", "!*.a.z."}, "name x.a.z.", unproven},
		{"hashed: it is there", true, 0, []string{"a.z. A RRSIG", "z. NS SOA RRSIG", "!*.z."}, "name a.z.", unproven},
		{"hashed: made for the question", true, 0, []string{"a.z. NXNAME"}, "name a.z.", proven},
		{"hashed: nothing closer than the wildcard", true, 0, []string{"!m.z."}, "closer m.z. 1", proven},
		{"hashed: nothing closer, opted out", true, 1, []string{"!m.z."}, "closer m.z. 1", optedOut},
		{"hashed: the name itself", true, 0, []string{"m.z. A RRSIG"}, "closer m.z. 1", unproven},
		{"hashed: something closer", true, 0, []string{"!m.w.z."}, "closer m.w.z. 1", unproven},
		{"hashed: with flags that nobody knows", true, 3, []string{"a.z. TXT RRSIG"}, "type A a.z.", unproven},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := shown(t, tt.hashed, tt.flags, tt.records...)
			slices.Reverse(d.nsec) // the order of records must not matter
			f := strings.Fields(tt.asks)
			var got proof
			switch f[0] {
			case "type":
				got = d.noType(f[2], dns.StringToType[f[1]])
			case "name":
				got = d.noName(f[1])
			case "closer":
				got = d.noCloser(f[1], int(f[2][0]-'0'))
			}
			if got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
