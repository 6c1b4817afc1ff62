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
