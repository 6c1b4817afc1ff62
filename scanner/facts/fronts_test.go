package facts

import "testing"

func TestFrontOf(t *testing.T) {
	for _, tt := range []struct{ header, value, want string }{
		{"Server", "cloudflare", "Cloudflare"},
		{"CF-RAY", "9a1-FRA", "Cloudflare"},
		{"X-Served-By", "cache-fra-eddf8230103-FRA", "Fastly"},
		{"X-Served-By", "web-3", ""},
		{"server", "AkamaiGHost", "Akamai"},
		{"Server", "nginx", ""},
		{"Via", "1.1 varnish", ""},
		{"Cf-Ray", "", ""},
		{"no Server header", "", ""},
	} {
		if got := FrontOf(tt.header, tt.value); got != tt.want {
			t.Errorf("FrontOf(%q, %q) = %q, want %q", tt.header, tt.value, got, tt.want)
		}
	}
}
