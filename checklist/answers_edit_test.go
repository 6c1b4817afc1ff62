package checklist

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// changed is a file after Ana says something in it on 2026-11-24; "Ben" in front of
// a word means that he does. "x=-" takes back what there is.
func changed(t *testing.T, file, words string) (string, []Statement) {
	t.Helper()
	cat := bare(t)
	before, err := ReadAnswers(strings.NewReader(file), "a", cat, now)
	if err != nil {
		t.Fatal(err)
	}
	all := before
	for _, s := range said("Q4", words) {
		if s.Value == "-" {
			all = slices.DeleteFunc(all, func(old Statement) bool { return old.voice() == s.voice() })
			continue
		}
		all = Merge(all, []Statement{s})
	}
	got, err := EditAnswers([]byte(file), "a", all, cat, now)
	if err != nil {
		t.Fatal(err)
	}
	return string(got), all
}

func TestEditAnswers(t *testing.T) {
	for _, tt := range []struct{ name, file, words, want string }{
		{
			"one value",
			"# mine\nby: Ana\nat: 2026-11-24\n\nanswers:\n  # the plan\n  Q4:   # soon\n    written: no # really?\n\n    contacts:   No\n# end\n", "Ana written=yes",
			"# mine\nby: Ana\nat: 2026-11-24\n\nanswers:\n  # the plan\n  Q4:   # soon\n    written: yes # really?\n\n    contacts:   No\n# end\n",
		},
		{
			"on another day",
			"by: Ana\nat: 2026-11-01\nanswers:\n  Q4:\n    written: no # really?\n    contacts: no\n", "Ana written=yes",
			"by: Ana\nat: 2026-11-01\nanswers:\n  Q4:\n    written: {value: yes, by: \"Ana\", at: 2026-11-24} # really?\n    contacts: no\n",
		},
		{
			"the day of one that has its own",
			"answers:\n  Q4:\n    written: {at: 2026-11-01, value: 'no', by: Ana}\n    contacts: {value: no, by: Ana, at: 2026-11-01}\n", "Ana written=yes",
			"answers:\n  Q4:\n    written: {at: 2026-11-24, value: yes, by: Ana}\n    contacts: {value: no, by: Ana, at: 2026-11-01}\n",
		},
		{
			"on lines of its own",
			"at: 2026-11-01\nanswers:\n  Q4:\n    written:\n      # she said\n      value: no # why?\n      by: Ana\n\n    contacts: {value: no, by: Ana, at: 2026-11-01}\n", "Ana written=yes",
			"at: 2026-11-01\nanswers:\n  Q4:\n    written:\n      # she said\n      value: yes # why?\n      at: 2026-11-24\n      by: Ana\n\n    contacts: {value: no, by: Ana, at: 2026-11-01}\n",
		},
		{
			"an empty place",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written:   # to ask\n    contacts:\n", "Ana written=yes, Ben contacts=no@2026-11-20",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written: yes   # to ask\n    contacts: {value: no, by: \"Ben\", at: 2026-11-20}\n",
		},
		{
			"an empty place at the end of the file",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written:", "Ana written=yes",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written: yes",
		},
		{
			"nobody and no day in an empty file",
			"# mine\nby:\nat:\nanswers:\n  Q4:\n    written:\n    contacts:\n", "Ana written=yes",
			"# mine\nby: \"Ana\"\nat: 2026-11-24\nanswers:\n  Q4:\n    written: yes\n    contacts:\n",
		},
		{
			"what counts as given today was given today",
			"answers:\n  Q4:\n    written: no\n    contacts: {value: no, by: Ben, at: 2026-11-01}\n", "Ben contacts=yes",
			"at: 2026-11-24\nanswers:\n  Q4:\n    written: no\n    contacts: {value: yes, by: Ben, at: 2026-11-24}\n",
		},
		{
			"what has no day gets none from others",
			"by:\nat:\nanswers:\n  Q4:\n    written: no\n    contacts:\n", "Ben contacts=yes@2026-11-01",
			"by:\nat: 2026-11-24\nanswers:\n  Q4:\n    written: no\n    contacts: {value: yes, by: \"Ben\", at: 2026-11-01}\n",
		},
		{
			"today, beside somebody for whom it is tomorrow",
			"by:\nat:\nanswers:\n  Q4:\n    written: no\n    contacts:\n", "Ben contacts=yes@2026-11-25",
			"by:\nat: 2026-11-24\nanswers:\n  Q4:\n    written: no\n    contacts: {value: yes, by: \"Ben\", at: 2026-11-25}\n",
		},
		{
			"somebody else too",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written: no # sure\n", "Ben written=yes",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written: [{value: no, by: \"Ana\", at: 2026-11-24}, {value: yes, by: \"Ben\", at: 2026-11-24}] # sure\n",
		},
		{
			"somebody else beside one in brackets",
			"at: 2026-11-24\nanswers: {Q4: {written: {value: No, by: Ana}}}\n", "Ben written=yes",
			"at: 2026-11-24\nanswers: {Q4: {written: [{value: No, by: Ana}, {value: yes, by: \"Ben\", at: 2026-11-24}]}}\n",
		},
		{
			"somebody else beside one on lines",
			"at: 2026-11-24\nanswers:\n  Q4:\n    written:\n      value: no\n      # she said\n      by: Ana # the owner\n    contacts: {value: no, by: Ana}\n", "Ben written=yes",
			"at: 2026-11-24\nanswers:\n  Q4:\n    written:\n      - value: no\n      # she said\n        by: Ana # the owner\n      - {value: yes, by: \"Ben\", at: 2026-11-24}\n    contacts: {value: no, by: Ana}\n",
		},
		{
			"both at once",
			"at: 2026-11-01\nanswers:\n  Q4:\n    written:\n      value: no # hm\n      by: Ana\n", "Ana written=yes, Ben written=no",
			"at: 2026-11-01\nanswers:\n  Q4:\n    written:\n      - value: yes # hm\n        at: 2026-11-24\n        by: Ana\n      - {value: no, by: \"Ben\", at: 2026-11-24}\n",
		},
		{
			"confirmed, and otherwise as it was",
			"by: Ana\nat: 2026-11-01\nanswers:\n  Q4: {written: {value: No, at: 2026-03-01}, contacts: No}\n", "Ana written=no, Ana contacts=no",
			"by: Ana\nat: 2026-11-01\nanswers:\n  Q4: {written: {value: No, at: 2026-11-24}, contacts: {value: no, by: \"Ana\", at: 2026-11-24}}\n",
		},
		{
			"one of a list",
			"answers:\n  Q4:\n    written: [ {value: no, by: Ana, at: 2026-11-01}, {value: no, by: Ben, at: 2026-11-01} ]\n", "Ana written=yes",
			"answers:\n  Q4:\n    written: [ {value: yes, by: Ana, at: 2026-11-24}, {value: no, by: Ben, at: 2026-11-01} ]\n",
		},
		{
			"one of a list in lines",
			"answers:\n  Q4:\n    written:\n    # two\n    - {value: no, by: Ana, at: 2026-11-01} # by phone\n    - value: no\n      by: Ben\n      at: 2026-11-01\n", "Ben written=yes",
			"answers:\n  Q4:\n    written:\n    # two\n    - {value: no, by: Ana, at: 2026-11-01} # by phone\n    - value: yes\n      by: Ben\n      at: 2026-11-24\n",
		},
		{
			"one more of a list in lines",
			"answers:\n  Q4:\n    written:\n      - {value: no, by: Ana, at: 2026-11-01}\n      # no more\n\n    contacts:\n", "Ben written=yes",
			"answers:\n  Q4:\n    written:\n      - {value: no, by: Ana, at: 2026-11-01}\n      - {value: yes, by: \"Ben\", at: 2026-11-24}\n      # no more\n\n    contacts:\n",
		},
		{
			"one more of a list in brackets",
			"answers:\n  Q4:\n    written: [{value: no, by: Ana, at: 2026-11-01}] # no more\n", "Ben written=yes",
			"answers:\n  Q4:\n    written: [{value: no, by: Ana, at: 2026-11-01}, {value: yes, by: \"Ben\", at: 2026-11-24}] # no more\n",
		},
		{
			"of one day the last counts",
			"answers:\n  Q4:\n    written: [{value: no, by: Ana, at: 2026-11-24}, {value: no, by: Ben, at: 2026-11-24}]\n", "Ana written=yes",
			"answers:\n  Q4:\n    written: [{value: no, by: \"Ben\", at: 2026-11-24}, {value: yes, by: \"Ana\", at: 2026-11-24}]\n",
		},
		{
			"taken back",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written: yes # hm\n    contacts: {value: yes, by: Ben}\n", "Ana written=-, Ben contacts=-",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written:  # hm\n    contacts: {value: , by: Ben}\n",
		},
		{
			"taken back, and answered again",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    contacts: {value: , by: Ben}\n", "Ben contacts=yes",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    contacts: {value: yes, by: Ben}\n",
		},
		{
			"questions that are not there, in their order",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q3:\n    updates: we\n    # later\n\n  # the plan\n  Q4:\n    written: no\n    # soon\n\n  Q9: yes\n", "Ana contacts=yes, Ana reviewed=2026-05, Ana lead=no, Ana Q11/responsible=Cem, Ana Q8/alerts=yes, Ana about/alone=yes",
			"by: Ana\nat: 2026-11-24\nanswers:\n  about:\n    alone: yes\n  Q3:\n    updates: we\n    # later\n\n  # the plan\n  Q4:\n    answer: no\n    written: no\n    contacts: yes\n    reviewed: 2026-05\n  Q8:\n    alerts: yes\n    # soon\n\n  Q9: yes\n  Q11:\n    responsible: \"Cem\"\n",
		},
		{
			"parts beside the question itself",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4: No # yet\n  Q5: {value: No, by: Ben}\n", "Ana contacts=yes, Ana Q5/legal=in-plan",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4: {answer: No, contacts: yes} # yet\n  Q5: {answer: {value: No, by: Ben}, legal: in-plan}\n",
		},
		{
			"parts beside the question itself, on lines",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    # no\n    value: No\n    by: Ben\n\n  Q9: yes\n", "Ana contacts=yes",
			"by: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    # no\n    answer:\n      value: No\n      by: Ben\n    contacts: yes\n\n  Q9: yes\n",
		},
		{
			"no answers yet",
			"# mine\nby: Ana\nat: 2026-11-24\nanswers:   # to come\n# end", "Ana written=yes",
			"# mine\nby: Ana\nat: 2026-11-24\nanswers:   # to come\n  Q4:\n    written: yes\n# end",
		},
		{
			"no word of answers",
			"# mine\nby: Ana\nat: 2026-11-24\n# end", "Ana written=yes",
			"# mine\nby: Ana\nat: 2026-11-24\nanswers:\n  Q4:\n    written: yes\n# end",
		},
		{
			"all in brackets",
			"{by: Ana, at: 2026-11-24, answers: {Q4: {}, Q9: , Q5: {answer: no}}} # so\n", "Ana written=yes, Ana lead=no, Ana Q9/pentest=never, Ana Q5/legal=in-plan, Ana Q1=yes",
			"{by: Ana, at: 2026-11-24, answers: {Q1: {answer: yes}, Q4: {answer: no, written: yes}, Q9: {pentest: never}, Q5: {legal: in-plan, answer: no}}} # so\n",
		},
		{
			"lines that end as on Windows",
			"by: Ana\r\nat: 2026-11-24\r\nanswers:\r\n  Q4:\r\n    written: no # é\r\n", "Ana written=yes, Ana contacts=yes",
			"by: Ana\r\nat: 2026-11-24\r\nanswers:\r\n  Q4:\r\n    written: yes # é\r\n    contacts: yes\r\n",
		},
		{
			"a mark at the beginning",
			"\ufeffby: Ana\nat: 2026-11-24\nanswers: {Q4: no}\n", "Ana lead=yes",
			"\ufeffby: Ana\nat: 2026-11-24\nanswers: {Q4: yes}\n",
		},
		{
			"nothing changes",
			"answers: {Q4: !!str yes, Q9: { answer: yes }}\n", "Ana written=-",
			"answers: {Q4: !!str yes, Q9: { answer: yes }}\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, all := changed(t, tt.file, strings.ReplaceAll(tt.words, "Q1=", "Q1/lead="))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			again, err := ReadAnswers(strings.NewReader(got), "a", bare(t), now)
			if err != nil || !alike(again, all) {
				t.Errorf("it is read back as %v, %v", again, err)
			}
		})
	}
}

// A file that is written too oddly to be edited is written anew, and says the same.
func TestEditOddAnswers(t *testing.T) {
	for _, file := range []string{
		"# a\nby: Ana\nanswers:\n  Q3:\n    # b\n    platform: |\n      Magento # no comment\n  # c\n  Q4: {written: !!str no} # d\n",
		"# a\n---\n# b\nanswers:\n  ? Q4\n  : &x # d\n    written: no\n# c\n...\n",
		"# a\n# b\n# c\n# d\n",
		"# a\n---\n# d\n# b\n# c\n...\n",
		"~ # d\n# a\n# b\n# c",
		"# a\n# b\nanswers:\n  Q4: {value: Yes, # c\n       by: Ben } # d\n",
		"\xff\xfe#\x00 \x00a\x00\n\x00#\x00 \x00b\x00\n\x00#\x00 \x00c\x00\n\x00#\x00 \x00d\x00\n\x00",
	} {
		got, _ := changed(t, file, "Ana written=yes, Ben written=no, Ben lead=no")
		for _, comment := range []string{"# a\n", "# b\n", "# c\n", "# d\n"} {
			if !strings.Contains(got+"\n", comment) {
				t.Errorf("of %q the comment %q is lost:\n%.600s", file, comment, got)
			}
		}
	}
}

func TestEditAnswersRefuses(t *testing.T) {
	cat := bare(t)
	for _, tt := range []struct {
		name, file string
		s          Statement
		want       string
	}{
		{"a broken file", "answers:\n  Q4: yes: no", statement("Q4", "lead=yes"), "a:2: this cannot be read"},
		{"an answer that is none", "answers:\n  Q4: no", statement("Q4", "lead=perhaps"), `Q4: "perhaps" is not an answer here`},
		{"a day to come", "answers:\n  Q4: no", statement("Q4", "lead=yes@2027-11-24"), "would not be read back"},
	} {
		if got, err := EditAnswers([]byte(tt.file), "a", []Statement{tt.s}, cat, now); err == nil || got != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
	}
}

// Files at the limit are changed before that costs much.
func TestEditAnswersIsBounded(t *testing.T) {
	const half = maxAnswers / 2
	for _, file := range []string{
		strings.Repeat("#\n", half/2), "answers:\n" + strings.Repeat("#\n", half/2) + "  Q4: no\n" + strings.Repeat("#\n", half/2-1000),
		"answers:\n  Q4:" + strings.Repeat("\n", half) + "    written: {value: !!str no} #" + strings.Repeat(" #", half/4) + "\n",
		"answers: {Q4: {" + strings.Repeat("\n", half) + "written: no }" + strings.Repeat(" ", half/2) + "}",
	} {
		for _, words := range []string{"Ana written=yes", "Ana written=yes, Ben Q3/updates=we, - about/alone=yes, Ana Q11/responsible=Cem"} {
			if got, _ := changed(t, file, words); strings.Count(got, "#") < strings.Count(file, "#") {
				t.Errorf("%.30q... lost comments", file)
			}
		}
	}
}

func TestEditNewAnswers(t *testing.T) {
	said := said("Q4", "Ana written=yes, Ben written=no@2026-11-01, - Q2/leavers=yes")
	var want bytes.Buffer
	if err := WriteAnswers(&want, said, bare(t)); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"", "\n\n"} {
		got, err := EditAnswers([]byte(file), "a", said, bare(t), now)
		if err != nil || strings.TrimSpace(string(got)) != strings.TrimSpace(want.String()) {
			t.Errorf("%v: %s", err, cmp.Diff(want.String(), string(got)))
		}
	}
}

// Of more people than a file may hold the newest are kept.
func TestEditAnswersOfACrowd(t *testing.T) {
	var crowd []Statement
	for i := range maxPeople + 2 {
		s := statement("Q4", fmt.Sprintf("written=no@2026-01-%02d", 20-i))
		s.By = fmt.Sprintf("N%d", i)
		crowd = append(crowd, s)
	}
	got, err := EditAnswers([]byte("# x\n"), "a", crowd, bare(t), now)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadAnswers(bytes.NewReader(got), "a", bare(t), now)
	if err != nil || !alike(again, crowd[:maxPeople]) {
		t.Errorf("%v, %v", again, err)
	}
}
