package main

import (
	"testing"

	"shopcheck/scanner/observe"
)

// TestMailPort: only silence and a refusal say something about the port; other
// faults are told as what they are.
func TestMailPort(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		state string
		words string
	}{
		{"answers", nil, fine, "is open to the outside"},
		{"filtered", &observe.Failure{Cause: observe.PortFiltered}, note, "is closed to the outside from here, so mail servers cannot be checked"},
		{"refused", &observe.Failure{Cause: observe.Refused}, note, "is closed to the outside from here, so mail servers cannot be checked"},
		{"turned away", &observe.Failure{Cause: observe.Blocked, Words: "the mail server turned us away: 554 no"}, note, "could not be tried: the mail server turned us away: 554 no"},
		{"no name", &observe.Failure{Cause: observe.NoName, Words: "the name mx.test does not exist"}, note, "could not be tried: the name mx.test does not exist"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := mailPort(tt.err); got != (symptom{tt.state, "mail port 25", tt.words}) {
				t.Errorf("%+v", got)
			}
		})
	}
}
