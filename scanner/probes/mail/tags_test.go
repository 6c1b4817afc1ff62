package mail

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTags(t *testing.T) {
	for _, tt := range []struct {
		record string
		want   tags
		bad    []string
	}{
		{"v=DMARC1; p=none", tags{{"v", "DMARC1"}, {"p", "none"}}, nil},
		{"v = DMARC1 ;\tP = reject ;", tags{{"v", "DMARC1"}, {"p", "reject"}}, nil},
		{"v=DMARC1;;p=none", tags{{"v", "DMARC1"}, {"p", "none"}}, nil},
		{"v=DMARC1; rua=mailto:a@b.test?x=y", tags{{"v", "DMARC1"}, {"rua", "mailto:a@b.test?x=y"}}, nil},
		{"v=DMARC1; p", tags{{"v", "DMARC1"}}, []string{"p"}},
		{"v=DMARC1; p=", tags{{"v", "DMARC1"}, {"p", ""}}, nil},
		{"v=DMARC1; =x; 1p=x; p p=x", tags{{"v", "DMARC1"}}, []string{"=x", "1p=x", "p p=x"}},
		{"v=DMARC1; p=none\u00a0", tags{{"v", "DMARC1"}}, []string{"p=none\u00a0"}},
		{"", nil, nil},
	} {
		got, bad := parseTags(tt.record)
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(tag{})); diff != "" {
			t.Errorf("parseTags(%q): %s", tt.record, diff)
		}
		if diff := cmp.Diff(tt.bad, bad); diff != "" {
			t.Errorf("parseTags(%q), bad parts: %s", tt.record, diff)
		}
	}
}

// Written out again, the tags read the same, and no part gets lost.
func FuzzParseTags(f *testing.F) {
	for _, seed := range []string{"v=DMARC1; p=none;", "v=STSv1; id=1", "v=TLSRPTv1;rua=mailto:a@b.test", ";;=;a==", "p=\x00;\xff=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, record string) {
		found, bad := parseTags(record)
		parts := 0
		for part := range strings.SplitSeq(record, ";") {
			if trim(part) != "" {
				parts++
			}
		}
		if parts != len(found)+len(bad) {
			t.Fatalf("%q: %d parts became %d tags and %d others", record, parts, len(found), len(bad))
		}
		var again []string
		for _, tag := range found {
			again = append(again, tag.name+"="+tag.value)
		}
		reread, worse := parseTags(strings.Join(again, "; "))
		if diff := cmp.Diff(found, reread, cmp.AllowUnexported(tag{})); diff != "" || worse != nil {
			t.Fatalf("%q does not survive writing: %s %q", record, diff, worse)
		}
	})
}
