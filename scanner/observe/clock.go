package observe

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// MaxSkew is how far two clocks may differ before neither is believed.
const MaxSkew = 5 * time.Minute

// Clock returns a Failure if this computer's clock and the shop's differ, as the
// page tells that it returns with it: then nobody should be accused of a date. A
// shop whose clock cannot be seen is believed to agree.
func (s *Site) Clock(ctx context.Context) (*Page, error) {
	page, err := s.Get(ctx, "https://"+s.Host(ctx)+"/")
	if err == nil && !clocksAgree(page) {
		return page, &Failure{Inconsistent, "the clock of this computer and the shop's differ by more than five minutes, so one of them is wrong"}
	}
	return nil, nil
}

// clocksAgree reports whether the server's clock, where a page shows it, agrees
// with ours. A cache may send a page with the date it was made and its age since
// (RFC 9111, section 5.1), or with a date of its own: either may fit.
func clocksAgree(page *Page) bool {
	date, err := http.ParseTime(page.Header.Get("Date"))
	if err != nil {
		return true
	}
	age, _ := strconv.ParseUint(page.Header.Get("Age"), 10, 31) // one out of range is the largest
	skew := page.At.Sub(date)
	return skew.Abs() <= MaxSkew || (skew-time.Duration(age)*time.Second).Abs() <= MaxSkew
}
