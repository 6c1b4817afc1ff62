package checklist

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ParseAnswers reads answers as somebody types them, such as Q4/written=yes, and
// Q4=no for an item's own question. Mistakes are told all together, each with what
// to try; then nothing is returned.
func ParseAnswers(words []string, by string, cat Catalog, now time.Time) ([]Statement, error) {
	var out []Statement
	var problems []error
	if err := checkText(by); err != nil {
		problems = append(problems, fmt.Errorf("by: %w", err))
	}
	for _, word := range words {
		s, err := cat.parse(word, now)
		s.By, s.At = strings.TrimSpace(by), now
		if err == nil && slices.ContainsFunc(out, func(old Statement) bool { return old.Key() == s.Key() }) {
			err = fmt.Errorf("%s is answered twice; leave out one of the answers", s.Key())
		}
		if err != nil {
			problems = append(problems, err)
		}
		out = append(out, s)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems[:min(len(problems), maxProblems)]...)
	}
	return out, nil
}

// parse reads one answer, which does not say whose it is.
func (c Catalog) parse(word string, now time.Time) (Statement, error) {
	key, value, ok := strings.Cut(word, "=")
	item, part, err := c.lookUp(strings.TrimSpace(key))
	s := Statement{Item: item.ID, Part: part.ID}
	switch {
	case err != nil:
		return s, err
	case !ok || strings.TrimSpace(value) == "":
		return s, fmt.Errorf("%s has no answer; try %s=ANSWER, which is %s", s.Key(), s.Key(), part.Takes())
	}
	if s.Value, err = part.Check(value, now); err != nil {
		return s, fmt.Errorf("%s: %w", s.Key(), err)
	}
	return s, nil
}

// lookUp returns the question of a key, in whatever letters it is written.
func (c Catalog) lookUp(key string) (Item, Part, error) {
	id, name, _ := strings.Cut(key, "/")
	ids := []string{string(About)}
	for _, item := range c.Items {
		ids = append(ids, string(item.ID))
	}
	i := slices.IndexFunc(ids, func(s string) bool { return strings.EqualFold(s, id) })
	if i < 0 {
		return Item{}, Part{}, fmt.Errorf("there is no question %q%s", cut(id), cmp.Or(suggest(id, ids), "; try Q1 to Q11, as in Q4/written=yes"))
	}
	item := c.item(ItemID(ids[i]))
	var names []string
	for _, part := range item.questions() {
		if strings.EqualFold(name, part.ID) || strings.EqualFold(name, part.name()) {
			return item, part, nil
		}
		names = append(names, part.name())
	}
	if name == "" {
		return item, Part{}, fmt.Errorf("%s needs the name of a question; try %s/%s", item.ID, item.ID, names[0])
	}
	return item, Part{}, fmt.Errorf("%s has no part %q%s", item.ID, cut(name), cmp.Or(suggest(name, names), "; try "+strings.Join(names, ", ")))
}
