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

func TestFilters(t *testing.T) {
	for _, tt := range []struct{ cookie, alias, header, want string }{
		{cookie: "incap_ses_1_2", want: "Imperva"},
		{cookie: "visid_incap_77", want: "Imperva"},
		{cookie: "my_incap_ses_"},
		{cookie: "HWWAFSESID", want: "Huawei Cloud WAF"},
		{cookie: "AWSALB"},
		{header: "x-datadome", want: "DataDome"},
		{header: "X-Datadome-Other"},
		{alias: "shop.test.edgekey.net.", want: "Akamai"},
		{alias: "e1.a.akamaiedge.net", want: "Akamai"},
		{alias: "www.shop.test.edgesuite.net", want: "Akamai"},
		{alias: "D1.cloudfront.net", want: "Amazon CloudFront"},
		{alias: "cloudfront.net.shop.test"},
		{alias: "mycloudfront.net"},
		{alias: "a.z01.azurefd.net", want: "Azure Front Door"},
		{alias: "dualstack.j.sni.global.fastly.net", want: "Fastly"},
		{alias: "x.impervadns.net", want: "Imperva"},
		{alias: "a.qrator.net", want: "Qrator"},
		{alias: "a.arvancdn.ir", want: "ArvanCloud"},
		{},
	} {
		got := ""
		for _, f := range Filters() {
			if f.Shows(tt.cookie, tt.alias, tt.header) {
				got = f.Name
			}
		}
		if got != tt.want {
			t.Errorf("%+v shows %q", tt, got)
		}
	}
}

func TestRangeOwner(t *testing.T) {
	for name, want := range map[string]string{"cloudflare": "Cloudflare", "incapsula": "Imperva", "google": "", "gocache": "", "": ""} {
		if got := RangeOwner(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
