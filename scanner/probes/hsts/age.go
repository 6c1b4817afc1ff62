package hsts

import (
	_ "embed"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed age.md
var ageDoc string

// Age asks whether browsers remember long enough to use nothing but encryption.
var Age = scanner.Probe{ID: "hsts.age", Severity: scanner.Low, Doc: ageDoc, Run: home(judgeAge)}

// The lines: a year, and half of one as MDN's HTTP Observatory counts it, because
// networks and frameworks offer 180 days as six months.
const (
	day      = 24 * time.Hour
	year     = 365 * day
	halfYear = 180 * day
)

func judgeAge(page *observe.Page) scanner.Finding {
	o, ok := given(page)
	switch {
	case !page.Secure():
		return unencrypted(page)
	case !ok:
		return without(page)
	case o.maxAge == 0:
		return finding(page, scanner.Fail, "Browsers are told to forget at once that the shop wants nothing but encryption.")
	case o.maxAge < halfYear:
		return finding(page, scanner.Fail, "Browsers remember only for "+span(o.maxAge)+" to use nothing but encryption here, so customers who come back later are not protected.")
	case o.maxAge < year:
		return finding(page, scanner.Warn, "Browsers remember for "+span(o.maxAge)+" to use nothing but encryption here, which is less than a year.")
	case o.subdomains:
		return finding(page, scanner.Pass, "Browsers remember for "+span(o.maxAge)+" to use nothing but encryption here, and under all names below this one.")
	}
	return finding(page, scanner.Pass, "Browsers remember for "+span(o.maxAge)+" to use nothing but encryption here, though not under other names below this one.")
}

// span says a time in the words of a calendar, rounded down.
func span(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		switch n := d / unit.length; {
		case d >= longest:
			return "ten years or more"
		case n == 1:
			return "1 " + unit.name
		case n > 1:
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return "no time"
}
