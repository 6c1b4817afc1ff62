package checklist

import "time"

// Until returns the last day on which a statement still counts for a YES: so many
// months after it was said or, if it names a day, after that day. It is zero for
// what never counts: an unknown, and a day that never was. A NO is never too old.
// How long a day counts can depend on what else was said by then.
func (c Catalog) Until(s Statement, said map[string]Statement, at time.Time) time.Time {
	h := hearing{catalog: c, item: c.item(s.Item), said: said, at: at}
	if r, ok := rules[s.Item]; ok {
		r.hear(&h)
	}
	return h.until([]Statement{s})
}

func (c Catalog) until(s Statement, months int) time.Time {
	since := s.At
	if part, ok := c.Part(s.Item, s.Part); ok && part.Kind == Date {
		named, err := parseDay(s.Value)
		if err != nil {
			return time.Time{}
		}
		since = named
	}
	if s.Value == ValueUnknown {
		return time.Time{}
	}
	return later(since, months)
}

// until returns the last day on which all of the statements behind a YES still
// count; zero if there is none.
func (h *hearing) until(behind []Statement) time.Time {
	var first time.Time
	for _, s := range behind {
		months, ok := h.months[s.Key()]
		if !ok {
			months = lasts(s.Item)
		}
		if end := h.catalog.until(s, months); !end.IsZero() && (first.IsZero() || end.Before(first)) {
			first = end
		}
	}
	return first
}

// counts says for how many months the day that a part names counts.
func (h *hearing) counts(part string, months int) {
	if h.months == nil {
		h.months = make(map[string]int)
	}
	h.months[h.raw(part).Key()] = months
}

// later returns the same day of a later month or, where that month is shorter, its
// last day: a year after 29 February is 28 February.
func later(t time.Time, months int) time.Time {
	t = midnight(t)
	to := t.AddDate(0, months, 0)
	if to.Day() != t.Day() {
		to = to.AddDate(0, 0, -to.Day())
	}
	return to
}

// oldestAt returns when the first of statements was made; zero if there is none.
func oldestAt(statements []Statement) time.Time {
	var t time.Time
	for i, s := range statements {
		if i == 0 || s.At.Before(t) {
			t = s.At
		}
	}
	return t.UTC()
}
