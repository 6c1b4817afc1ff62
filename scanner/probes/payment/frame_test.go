package payment

import (
	"fmt"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/csp"
)

func TestJudgeFrame(t *testing.T) {
	for _, tt := range []struct {
		name, policy string // several policies in a line each
		want         scanner.Outcome
		says         string
	}{
		{"itself and its company", "frame-src 'self' https://js.stripe.com https://hooks.stripe.com; form-action 'self' https://checkout.stripe.com", scanner.Pass, "nobody but the shop"},
		{"nobody", "frame-src 'none'; form-action 'none'", scanner.Pass, "nobody but"},
		{"by what stands in", "default-src 'self'; form-action 'self'", scanner.Pass, "nobody but"},
		{"by the older name", "child-src js.stripe.com; default-src *; form-action 'self'", scanner.Pass, "nobody but"},
		{"its own hosts", "frame-src pay.shop.test *.shop.test; form-action https://shop.test/pay", scanner.Pass, "nobody but"},
		{"sockets are no frames", "default-src 'self' wss: wss://chat.test; form-action 'self'", scanner.Pass, "nobody but"},
		{"made in the browser", "frame-src 'self' blob:; form-action 'self'", scanner.Pass, "nobody but"},
		{"all of a company", "frame-src *.stripe.com https://*.adyen.com *.payments-amazon.com; form-action 'self'", scanner.Pass, "nobody but"},
		{"two that agree on the company", "frame-src *; form-action *\nframe-src js.stripe.com; form-action 'self'", scanner.Pass, "nobody but"},

		{"no word on frames", "form-action 'self'", scanner.Warn, "may show frames from every website, because no rule speaks of it."},
		{"no word on forms", "default-src 'self'", scanner.Warn, "may send forms to every website, because no rule speaks of it."},
		{"no word on either", "script-src 'self'", scanner.Warn, "of it, and may send forms"},
		{"a stranger's frame", "frame-src 'self' https://tracker.test; form-action 'self'", scanner.Warn, "show frames from https://tracker.test, which we know neither"},
		{"many strangers", "frame-src a.test b.test c.test d.test e.test; form-action 'self'", scanner.Warn, "a.test, b.test, c.test and 2 more, which"},
		{"a company that does much else", "frame-src *.google.com; form-action 'self'", scanner.Warn, "*.google.com, which"},
		{"everybody's frames of a host", "frame-src *.cloudfront.net; form-action 'self'", scanner.Warn, "*.cloudfront.net, which"},
		{"a page in an address", "frame-src data:; form-action 'self'", scanner.Warn, "data:, which"},
		{"known from memory", "frame-src 'self'; form-action 'self' https://api.sofort.com", scanner.Warn, "https://api.sofort.com (perhaps Sofort (Klarna)), which is not certain"},
		{"one host's name in another's", "frame-src js.stripe.com.evil.test; form-action 'self'", scanner.Warn, "evil.test"},
		{"more than we look at", "frame-src " + many(300) + "; form-action 'self'", scanner.Warn, "more places than we look at"},

		{"everybody's frames", "frame-src *; form-action 'self'", scanner.Fail, "show frames from every website, because its rules say so."},
		{"everybody's, encrypted", "default-src https:; form-action 'self'", scanner.Fail, "because its rules say so."},
		{"forms to everybody", "frame-src 'self'; form-action 'self' http:", scanner.Fail, "send forms to every website"},
		{"open frames and no word on forms", "frame-src *", scanner.Fail, "say so, and may send forms to every website, because no rule"},
		{"a stranger beside openness", "frame-src tracker.test; form-action *", scanner.Fail, "tracker.test, which"},
		{"open in both", "frame-src *; form-action 'self'\nframe-src https:", scanner.Fail, "say so"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page("/checkout", "")
			p.Header[csp.Enforced] = strings.Split(tt.policy, "\n")
			if f := judgeFrame(p, own); f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) || len(f.Evidence) != 2 {
				t.Errorf("%s %q with %+v, want %s …%s…", f.Outcome, f.Message, f.Evidence, tt.want, tt.says)
			}
		})
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "h%d.shop.test ", i)
	}
	return b.String()
}

func TestFrameUnknown(t *testing.T) {
	reported := page("/checkout", "")
	reported.Header.Set(csp.ReportOnly, "default-src 'self'")
	cut := page("/checkout", "")
	cut.Body, cut.Cut = nil, true
	half := page("/checkout", "")
	half.Body, half.Cut = nil, true
	half.Header.Set(csp.Enforced, "frame-src *")
	for _, tt := range []struct {
		page  *observe.Page
		cause observe.Cause
		says  string
	}{
		{page("/checkout", ""), observe.NotFound, "no rules to enforce"},
		{reported, observe.NotFound, "only report"},
		{cut, observe.Malformed, "not its text"},
		{half, observe.Malformed, "not its text"},
	} {
		if f := judgeFrame(tt.page, own); f.Outcome != scanner.Unknown || f.Cause != tt.cause || !strings.Contains(f.Message, tt.says) {
			t.Errorf("%s %s %q, want %s …%s…", f.Outcome, f.Cause, f.Message, tt.cause, tt.says)
		}
	}
	half.Header.Set(csp.Enforced, "default-src 'self'; form-action 'self'")
	if f := judgeFrame(half, own); f.Outcome != scanner.Pass {
		t.Errorf("a header that is good by itself: %s %q", f.Outcome, f.Message)
	}
}
