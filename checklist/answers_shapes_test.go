package checklist

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// draw makes up to nine statements.
func draw(cat Catalog, r *rand.Rand) []Statement {
	var out []Statement
	for range r.IntN(10) {
		item := Item{ID: About, Parts: cat.About}
		if i := r.IntN(len(cat.Items) + 1); i < len(cat.Items) {
			item = cat.Items[r.IntN(min(4, len(cat.Items)))]
		}
		parts := item.questions()
		part := parts[r.IntN(len(parts))]
		values := append(part.values(), ValueUnknown)
		switch part.Kind {
		case YesNo:
			values = append(values, ValueYes, ValueNo)
		case Number:
			values = append(values, "0", "12")
		case Date:
			values = append(values, ValueNever, "2026-05", "2026-11-24")
		case Text:
			values = append(values, "yes", `a "b" \ # c: {d}, é`, "~")
		case Choice:
		}
		out = append(out, Statement{
			item.ID, part.ID, values[r.IntN(len(values))], []string{"", "Ana", "ana", "Ben, the {agency}"}[r.IntN(4)],
			now.AddDate(0, 0, -r.IntN(3)),
		})
	}
	return out
}

// shaped writes statements in one of the many ways in which people may, with
// comments all over; it is to be read as said.
func shaped(cat Catalog, said []Statement, r *rand.Rand) string {
	var b strings.Builder
	notes := 0
	note := func() string { notes++; return fmt.Sprintf("# note %d", notes) }
	line := func(indent int, text string) {
		if r.IntN(4) == 0 {
			b.WriteString(strings.Repeat(" ", r.IntN(9)) + note() + "\n")
		}
		b.WriteString(strings.Repeat(" ", indent) + text)
		if r.IntN(4) == 0 {
			b.WriteString("  " + note())
		}
		b.WriteString("\n")
		if r.IntN(6) == 0 {
			b.WriteString("\n")
		}
	}
	line(0, "at: "+day(now.AddDate(0, 0, -1)))
	line(0, "answers:")
	var items []ItemID
	for _, s := range said {
		if !slices.Contains(items, s.Item) {
			items = append(items, s.Item)
		}
	}
	for _, id := range items {
		line(2, string(id)+":")
		for _, part := range cat.item(id).questions() {
			said := saidOf(said, partKey(id, part.ID))
			name := part.name() + ":"
			switch shape := r.IntN(4); {
			case len(said) == 0 && shape == 0:
				line(4, name)
			case len(said) == 0:
			case shape == 0 || len(said) == 1 && shape == 1:
				line(4, name+" "+spoke(part, said, "", ""))
			case len(said) == 1:
				line(4, name)
				line(6, "by: "+quoted(said[0].By))
				line(6, "value: "+valueOf(part, said[0]))
				line(6, "at: "+day(said[0].At))
			default:
				line(4, name)
				for _, s := range said {
					if r.IntN(2) == 0 {
						line(3+shape, "- "+mention(part, s)) // the list may begin below its key
						continue
					}
					line(3+shape, "- value: "+valueOf(part, s))
					line(5+shape, "by: "+quoted(s.By))
					line(5+shape, "at: "+day(s.At))
				}
			}
		}
	}
	return b.String()
}

// However a file is written, it says what it is to say, keeps all comments, also
// those behind an answer, and is hardly ever written anew.
func TestEditAnswersInManyShapes(t *testing.T) {
	cat, anew := bare(t), 0
	const files = 400
	for seed := range uint64(files) {
		r := rand.New(rand.NewPCG(seed, 2))
		there := Merge(nil, draw(cat, r))
		file := shaped(cat, there, r)
		got, err := ReadAnswers(strings.NewReader(file), "f", cat, now)
		if err != nil || !alike(got, there) {
			t.Fatalf("%s says %v, %v, want %v", file, got, err, there)
		}
		all := Merge(there, draw(cat, r))
		if len(all) > 0 && r.IntN(3) == 0 {
			all = all[1:]
		}
		edited, err := EditAnswers([]byte(file), "f", all, cat, now)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if got, err = ReadAnswers(bytes.NewReader(edited), "f", cat, now); err != nil || !alike(got, all) {
			t.Fatalf("%s\nbecame %s\nwhich says %v, %v, want %v", file, edited, got, err, all)
		}
		for n := range strings.Count(file, "# note") {
			if note := fmt.Sprintf("# note %d\n", n+1); strings.Count(string(edited), note) != 1 {
				t.Fatalf("%s\nbecame %s\nwithout %q", file, edited, note)
			}
		}
		if strings.Contains(string(edited), "Write yours behind the colons") {
			anew++
			t.Logf("written anew: %s", file)
		}
	}
	if anew > files/20 {
		t.Errorf("%d of %d files were written anew", anew, files)
	}
}

// FuzzEditAnswers: whatever file is accepted and whatever is said, the file then
// says both, and keeps its comments.
func FuzzEditAnswers(f *testing.F) {
	cat := bare(f)
	for i, seed := range []string{
		"# a\nby: Ana\nat: 2026-11-24\nanswers:\n  # b\n  Q1: yes # c\n  Q2:\n    answer: yes\n    second-step: [{value: all, by: Ana}, {value: none, by: Ben, at: 2026-03-01}]\n    # d\n  Q3:\n    platform: \"x\"\n    updates:\n    - value: we\n      by: Ana\n",
		"answers: {about: {alone: yes}, Q3: {platform: 'it''s', last-update: 2026-05}, Q4: {value: no, by: x}}\n# a",
		"answers:\r\n  Q4:\r\n    value: no # x\r\n  Q1:\r\n", "by:\nat:\nanswers:\n  Q4:\n    written:\n", "# x\n", "? answers\n: {Q1: yes}", "at: 2026-11-20\nanswers:\n Q4:\n - value: yes\n   # x\n",
	} {
		f.Add([]byte(seed), uint64(i))
	}
	f.Fuzz(func(t *testing.T, file []byte, seed uint64) {
		there, err := ReadAnswers(bytes.NewReader(file), "f", cat, now)
		if err != nil {
			return
		}
		text, _ := plainText(file)
		for range 3 { // what is written can be changed again
			all := Merge(there, draw(cat, rand.New(rand.NewPCG(seed, 1))))
			remarks := comments(text)
			edited, err := EditAnswers([]byte(text), "f", all, cat, now)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			got, err := ReadAnswers(bytes.NewReader(edited), "f", cat, now)
			if err != nil || !alike(got, cat.sorted(all)) {
				t.Fatalf("%q\nbecame %q\nwhich says %v, %v\nwant %v", text, edited, got, err, all)
			}
			if !containsAll(comments(string(edited)), remarks) {
				t.Fatalf("%q\nbecame %q\nand lost comments", text, edited)
			}
			there, text, seed = got, strings.TrimPrefix(string(edited), "\ufeff"), seed+1
		}
	})
}
