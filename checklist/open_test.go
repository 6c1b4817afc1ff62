package checklist

import (
	"strings"
	"testing"
	"time"
)

func TestCounts(t *testing.T) {
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		key, value string
		said       time.Time
		want       bool
	}{
		{"Q2", ValueYes, at, true},
		{"Q2", ValueNo, at.AddDate(0, -12, 0), true},
		{"Q2", ValueYes, at.AddDate(0, -12, -1), false},
		{"Q3", ValueYes, at.AddDate(0, -3, 0), true},
		{"Q3", ValueYes, at.AddDate(0, -3, -1), false},
		{"Q2", ValueUnknown, at.Add(-8 * time.Hour), true},
		{"Q2", ValueUnknown, at.Add(-9 * time.Hour), false},
	} {
		if got := (Statement{Item: ItemID(tt.key), Value: tt.value, At: tt.said}).Counts(at); got != tt.want {
			t.Errorf("%s %s of %s: %t", tt.key, tt.value, tt.said, got)
		}
	}
}

func TestTogether(t *testing.T) {
	planned := []Option{{Value: "in-plan", Label: "In our plan"}}
	item := Item{ID: "Q5", Together: true, Parts: []Part{
		{ID: "leak", Title: "Leak", Kind: Choice, Choices: planned},
		{ID: "fraud", Title: "Fraud", Kind: Choice, Choices: planned},
	}}
	if err := item.checkTogether(); err != nil {
		t.Error(err)
	}
	item.Parts[1].Choices = []Option{{Value: "yes", Label: "Yes"}}
	item.Parts = append(item.Parts, Part{ID: "loss", Kind: Choice, Choices: planned})
	err := item.checkTogether()
	for _, want := range []string{"Q5/fraud is asked together with others, but has choices of its own", "Q5/loss is asked together with others, but has no title"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
	item.Together = false
	if err := item.checkTogether(); err != nil {
		t.Errorf("asked one by one: %v", err)
	}
}
