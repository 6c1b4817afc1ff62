package observe

import (
	"net/http"
	"testing"
	"time"
)

func TestClocksAgree(t *testing.T) {
	for _, tt := range []struct {
		name, date, age string
		want            bool
	}{
		{"the same", present.Format(http.TimeFormat), "", true},
		{"no date", "", "", true},
		{"nonsense", "yesterday", "", true},
		{"five minutes behind", present.Add(-5 * time.Minute).Format(http.TimeFormat), "", true},
		{"six minutes behind", present.Add(-6 * time.Minute).Format(http.TimeFormat), "", false},
		{"six minutes ahead", present.Add(6 * time.Minute).Format(http.TimeFormat), "", false},
		{"cached for an hour", present.Add(-time.Hour).Format(http.TimeFormat), "3600", true},
		{"cached, but dated anew", present.Format(http.TimeFormat), "3600", true},
		{"cached, and two hours off", present.Add(-3 * time.Hour).Format(http.TimeFormat), "3600", false},
		{"an age beyond reason", present.Add(-time.Hour).Format(http.TimeFormat), "9223372036854775807", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := &Page{Header: http.Header{}, At: present}
			page.Header.Set("Date", tt.date)
			page.Header.Set("Age", tt.age)
			if got := clocksAgree(page); got != tt.want {
				t.Errorf("clocksAgree(%q, %q) = %t, want %t", tt.date, tt.age, got, tt.want)
			}
		})
	}
}
