package facts

import (
	"net/http"
	"strings"
)

// A Front is a header by which a content network shows that it answers in front
// of a shop's own server.
type Front struct {
	Network string // "Cloudflare"
	Header  string // canonical, as in http.Header
	Begins  string // the beginning of its value, in lower case; empty: any value
}

// Fronts returns the known ones, from the networks' own documentation, read
// November 2026. Headers that a shop's own cache sends too (Via, X-Cache) are
// not among them.
func Fronts() []Front {
	return []Front{
		{"Cloudflare", "Cf-Ray", ""},
		{"Cloudflare", "Server", "cloudflare"},
		{"Amazon CloudFront", "X-Amz-Cf-Id", ""},
		{"Amazon CloudFront", "Server", "cloudfront"},
		{"Akamai", "X-Akamai-Transformed", ""},
		{"Akamai", "Server", "akamaighost"},
		{"Azure Front Door", "X-Azure-Ref", ""},
		{"bunny.net", "Server", "bunnycdn"},
		{"Fastly", "X-Served-By", "cache-"},
		{"Imperva", "X-Iinfo", ""},
		{"Sucuri", "X-Sucuri-Id", ""},
		{"Sucuri", "Server", "sucuri"},
	}
}

// FrontOf names the content network that a header gives away; empty for none,
// and for a header without a value.
func FrontOf(header, value string) string {
	header, value = http.CanonicalHeaderKey(header), strings.ToLower(value)
	for _, f := range Fronts() {
		if value != "" && f.Header == header && strings.HasPrefix(value, f.Begins) {
			return f.Network
		}
	}
	return ""
}

// RangeOwner returns how people call what httpx's tables of addresses (cdncheck
// 1.2.42) know by a name; empty for a name whose addresses anybody's machine may
// have, such as "google", and for one that shares addresses with such.
func RangeOwner(name string) string {
	return map[string]string{
		"arvancloud": "ArvanCloud",
		"cdnetworks": "CDNetworks",
		"cloudflare": "Cloudflare",
		"cloudfront": "Amazon CloudFront",
		"fastly":     "Fastly",
		"gcore":      "Gcore",
		"incapsula":  "Imperva",
		"qrator":     "Qrator",
	}[name]
}

// A Filter is another sign of what stands in front of a shop and can filter what
// reaches it. Exactly one of Cookie, Alias and Header is set.
type Filter struct {
	Name   string // "Imperva"
	Cookie string // how a cookie's name begins, in lower case
	Alias  string // the domain to whose names shops' names are aliases (CNAME)
	Header string // canonical; any value
}

// Filters returns the known ones beside Fronts. Sources, read in November 2026:
// aliases from cdncheck 1.2.42 and learn.microsoft.com ("Add a custom domain to
// Azure Front Door"); Huawei's cookies from support.huaweicloud.com ("Why Do Cookies
// Contain the HWWAFSESID"); Imperva's from zendriver-imperva 0.2.3, detect.js;
// DataDome's header is that of the refusals in scanner/observe. Cookies of load
// balancers are not among them: those filter nothing.
func Filters() []Filter {
	return []Filter{
		{Name: "Imperva", Cookie: "incap_ses_"},
		{Name: "Imperva", Cookie: "visid_incap_"},
		{Name: "Huawei Cloud WAF", Cookie: "hwwafsesid"},
		{Name: "DataDome", Header: "X-Datadome"},
		{Name: "Akamai", Alias: "edgekey.net"},
		{Name: "Akamai", Alias: "akamaiedge.net"},
		{Name: "Akamai", Alias: "edgesuite.net"},
		{Name: "Amazon CloudFront", Alias: "cloudfront.net"},
		{Name: "Azure Front Door", Alias: "azurefd.net"},
		{Name: "Fastly", Alias: "fastly.net"},
		{Name: "Imperva", Alias: "impervadns.net"},
		{Name: "Qrator", Alias: "qrator.net"},
		{Name: "ArvanCloud", Alias: "arvancdn.ir"},
	}
}

// Shows reports whether a sign's name is what the filter is known by: a cookie's,
// an alias's or a header's.
func (f Filter) Shows(cookie, alias, header string) bool {
	cookie, alias = strings.ToLower(cookie), strings.TrimSuffix(strings.ToLower(alias), ".")
	return f.Cookie != "" && strings.HasPrefix(cookie, f.Cookie) ||
		f.Alias != "" && (alias == f.Alias || strings.HasSuffix(alias, "."+f.Alias)) ||
		f.Header != "" && f.Header == http.CanonicalHeaderKey(header)
}
