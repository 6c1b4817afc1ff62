package checklist

import (
	"strings"
	"testing"

	"shopcheck/scanner"
)

func TestReadWorkRejects(t *testing.T) {
	for _, tt := range []struct{ name, yaml, want string }{
		{"an unknown key", "cert.trust: {by: host, effort: minutes, colour: red}", "colour"},
		{"a probe twice", "cert.trust: {by: host, effort: minutes}\ncert.trust: {by: you, effort: minutes}", "already defined"},
		{"nobody", "cert.trust: {effort: minutes}", "cert.trust has no doer"},
		{"an unknown doer", "cert.trust: {by: grandmother, effort: minutes}", "cert.trust has no doer"},
		{"an unknown doer of a rented shop", "cert.trust: {by: host, effort: minutes, rented: landlord}", "cert.trust has no doer"},
		{"no effort", "cert.trust: {by: host}", "cert.trust has no doer"},
		{"an unknown effort", "cert.trust: {by: host, effort: weeks}", "cert.trust has no doer"},
		{"other days", "cert.trust: {by: host, effort: hours, days: 14}", "days that are known"},
		{"nothing", "", "reading plan.yaml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := readWork([]byte(tt.yaml)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
}

func TestJoinWork(t *testing.T) {
	high := scanner.Probe{ID: "tea.leaves", Severity: scanner.High}
	info := scanner.Probe{ID: "tea.colour", Severity: scanner.Info}
	work := map[scanner.ProbeID]Work{"tea.leaves": {By: Host, Effort: Hours}}
	for _, tt := range []struct {
		name   string
		work   map[scanner.ProbeID]Work
		probes []scanner.Probe
		want   string
	}{
		{"all is there", work, []scanner.Probe{high, info}, ""},
		{"nobody mends it", nil, []scanner.Probe{high}, "does not say who can mend what tea.leaves finds"},
		{"no such probe", work, []scanner.Probe{info}, "names the probe tea.leaves, which does not exist"},
	} {
		cat := Catalog{Work: tt.work, Probes: map[scanner.ProbeID]scanner.Probe{}}
		for _, p := range tt.probes {
			cat.Probes[p.ID] = p
		}
		got := ""
		for _, err := range cat.joinWork(tt.probes) {
			got += err.Error()
		}
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Whoever does something at a shop with a server of its own, and at a rented one.
func TestDoers(t *testing.T) {
	for work, want := range map[Work]Doer{
		{By: Host}: Platform, {By: Agency}: Platform, {By: You}: You, {By: Registry}: Registry, {By: Mail}: Mail, {By: Payment}: Payment,
		{By: Platform}: Platform, {By: Host, Rented: You}: You, {By: Agency, Rented: Agency}: Agency,
	} {
		if got := work.Doer(true); got != want {
			t.Errorf("%+v is done by %s at a rented shop, want %s", work, got, want)
		}
		if got := work.Doer(false); got != work.By {
			t.Errorf("%+v is done by %s", work, got)
		}
	}
}

func TestTasksAreWhole(t *testing.T) {
	whole := Task{Say: "Do it.", By: You, Effort: Days, Days: 30}
	with := func(change func(*Task)) Task {
		task := whole
		change(&task)
		return task
	}
	for _, tt := range []struct {
		name string
		task Task
		ok   bool
	}{
		{"none", Task{}, true},
		{"whole", whole, true},
		{"no sentence", with(func(t *Task) { t.Say = "" }), false},
		{"no doer", with(func(t *Task) { t.By = "" }), false},
		{"an unknown doer", with(func(t *Task) { t.By = "grandmother" }), false},
		{"no effort", with(func(t *Task) { t.Effort = "" }), false},
		{"no days", with(func(t *Task) { t.Days = 0 }), false},
		{"other days", with(func(t *Task) { t.Days = 31 }), false},
		{"days of work in a week", with(func(t *Task) { t.Days = 7 }), false},
		{"hours of work in a week", with(func(t *Task) { t.Days, t.Effort = 7, Hours }), true},
	} {
		if err := tt.task.check(); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := readItems([]byte("items: [{id: Q1, ask: x, parts: [{id: a, kind: text, do: {say: Do it.}}]}]")); err == nil || !strings.Contains(err.Error(), "Q1/a: what to do") {
		t.Errorf("items.yaml may have half a task: %v", err)
	}
}
