package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
)

// listAnswers prints what is kept: of each question who answered what when, and
// until when that counts. The answer that counts comes first.
func (a *app) listAnswers(s sitting) error {
	if len(s.Typed) > 0 {
		return fmt.Errorf("--list only shows what is kept; leave it out to answer, or leave out the answers")
	}
	run := s.run
	a.assess(&run, s.cat, s.said)
	l := listing{sitting: s, newest: checklist.Newest(s.said), answers: run.Answers, today: a.now().UTC()}
	for _, item := range slices.Concat([]checklist.Item{{ID: checklist.About, Title: "The shop itself", Parts: s.cat.About}}, s.cat.Items) {
		l.item(item)
	}
	if l.b.Len() == 0 {
		fmt.Fprintf(&l.b, "Nothing has been answered for %s yet. Begin with: shopcheck answer %s\n", s.kept.shop, s.kept.shop.Domain)
	}
	_, err := a.out.WriteString(l.b.String())
	return err
}

// A listing is a list of answers being made.
type listing struct {
	sitting
	b       strings.Builder
	newest  map[string]checklist.Statement
	answers []checklist.Answer
	today   time.Time
}

func (l *listing) item(item checklist.Item) {
	heading := strings.TrimPrefix(string(item.ID)+" "+item.Title, string(checklist.About)+" ")
	parts := item.Parts
	if item.ID != checklist.About {
		parts = slices.Concat([]checklist.Part{item.Lead()}, parts)
	}
	for _, part := range parts {
		said := l.about(checklist.Statement{Item: item.ID, Part: part.ID}.Key())
		if len(said) == 0 {
			continue
		}
		if heading != "" {
			if l.b.Len() > 0 {
				l.b.WriteString("\n")
			}
			l.b.WriteString(heading + "\n")
			heading = ""
		}
		alone := checklist.Alone(l.newest, l.today)
		fmt.Fprintf(&l.b, "  %s: %s\n", said[0].Key(), part.For(alone).Ask)
		for _, s := range said {
			fmt.Fprintf(&l.b, "    %s (%s, %s): %s\n", part.LabelFor(alone, s.Value), cmp.Or(s.By, "nobody named"), longDay(s.At), l.standing(s))
		}
	}
}

// about returns what people said about a question, what counts first.
func (l *listing) about(key string) []checklist.Statement {
	var said []checklist.Statement
	for _, s := range l.said {
		if s.Key() == key {
			said = append(said, s)
		}
	}
	slices.SortStableFunc(said, func(a, b checklist.Statement) int {
		first := func(s checklist.Statement) int {
			if s == l.newest[key] {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(first(a), first(b)), b.At.Compare(a.At))
	})
	return said
}

// standing says until when an answer counts. A NO counts until somebody says
// otherwise.
func (l *listing) standing(s checklist.Statement) string {
	until := l.cat.Until(s, l.newest, l.today)
	switch {
	case s != l.newest[s.Key()]:
		return "a newer answer counts"
	case l.saysNo(s):
		return "counts until it is answered anew"
	case s.Value == checklist.ValueUnknown:
		return "still to be found out"
	case until.IsZero():
		return "does not count"
	case l.today.Before(until.AddDate(0, 0, 1)):
		return "counts until " + longDay(until)
	}
	over := "counted until " + longDay(until)
	if part, ok := l.cat.Part(s.Item, s.Part); ok && part.Kind == checklist.Date {
		return over + "; once it has been done again, answer with the new day"
	}
	return over + "; answer again to confirm it"
}

// saysNo reports whether an answer is one of those that answer its item with NO.
func (l *listing) saysNo(s checklist.Statement) bool {
	return slices.ContainsFunc(l.answers, func(a checklist.Answer) bool {
		return a.Item == s.Item && a.Says == checklist.No && slices.Contains(a.Because, s.Key())
	})
}
