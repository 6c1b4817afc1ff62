package observe

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// record keeps one record's data.
func record(rr dns.RR) Record {
	value := strings.TrimSpace(strings.TrimPrefix(rr.String(), rr.Header().String()))
	switch v := rr.(type) {
	case *dns.TXT:
		return Record{Value: strings.ToValidUTF8(strings.Join(unescape(v.Txt), ""), "\ufffd")} // as JSON would keep it
	case *dns.MX:
		return Record{Value: value, Fields: []string{fmt.Sprint(v.Preference), plainName(v.Mx)}}
	case *dns.NS:
		return Record{Value: plainName(v.Ns), Fields: []string{plainName(v.Ns)}}
	case *dns.CNAME:
		return Record{Value: plainName(v.Target), Fields: []string{plainName(v.Target)}}
	case *dns.CAA:
		return Record{Value: value, Fields: []string{fmt.Sprint(v.Flag), v.Tag, v.Value}}
	case *dns.HTTPS:
		return Record{Value: value, Fields: binding(v.SVCB)}
	case *dns.SVCB:
		return Record{Value: value, Fields: binding(*v)}
	}
	return Record{Value: value}
}

// binding takes apart what clients choose by (RFC 9460, sections 2.2 and 7.1).
// Other parameters are in the presentation form alone.
func binding(v dns.SVCB) []string {
	fields := []string{fmt.Sprint(v.Priority), plainName(v.Target)}
	for _, param := range v.Value {
		if alpn, ok := param.(*dns.SVCBAlpn); ok {
			for _, id := range alpn.Alpn {
				fields = append(fields, strings.ToValidUTF8(id, "\ufffd")) // as JSON would keep it
			}
		}
	}
	return fields
}

// unescape undoes the \DDD and \" of presentation form: TXT data is bytes.
func unescape(parts []string) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		var b []byte
		for j := 0; j < len(p); j++ {
			if p[j] != '\\' || j+1 == len(p) {
				b = append(b, p[j])
				continue
			}
			if j+3 < len(p) && isDigits(p[j+1:j+4]) {
				b = append(b, byte(int(p[j+1]-'0')*100+int(p[j+2]-'0')*10+int(p[j+3]-'0')))
				j += 3
				continue
			}
			j++
			b = append(b, p[j])
		}
		out[i] = string(b)
	}
	return out
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
