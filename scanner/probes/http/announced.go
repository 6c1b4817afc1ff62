package http

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"shopcheck/scanner/observe"
)

const altSvc = "Alt-Svc"

// alternatives returns the protocols that a page's Alt-Svc header offers from
// now on (RFC 7838, section 3).
func alternatives(p *observe.Page) []string {
	var out []string
	for _, value := range p.Header.Values(altSvc) {
		for _, alternative := range split(value, ',') {
			parts := split(alternative, ';')
			id, authority, _ := strings.Cut(strings.TrimSpace(parts[0]), "=")
			if names(authority) && !over(parts[1:]) {
				out = append(out, id)
			}
		}
	}
	return out
}

// names reports whether an alternative's authority is one: "host:port" in
// quotes, where the host may be missing.
func names(authority string) bool {
	inside, ok := strings.CutPrefix(authority, `"`)
	inside, closed := strings.CutSuffix(inside, `"`)
	at := strings.LastIndexByte(inside, ':')
	if !ok || !closed || at < 0 {
		return false
	}
	port, err := strconv.ParseUint(inside[at+1:], 10, 16)
	return err == nil && port > 0
}

// over reports whether an alternative may be kept for no time at all (RFC 7838,
// section 3.1).
func over(parameters []string) bool {
	for _, p := range parameters {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if age, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 32); name == "ma" && err == nil && age == 0 {
			return true
		}
	}
	return false
}

// split cuts s at each sep that is outside of quotes (RFC 9110, section 5.6.4).
func split(s string, sep byte) []string {
	var out []string
	quoted, from := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[from:])
}

// maxAliases bounds the aliases followed from one name.
const maxAliases = 4

// bindings looks up the HTTPS records of a host, and of the names that they call
// it an alias of (RFC 9460, section 2.4.2). With an error it returns those
// before it.
func bindings(ctx context.Context, site *observe.Site, host string) ([]*observe.Records, error) {
	var out []*observe.Records
	for name := host; name != ""; {
		if len(out) > maxAliases {
			return out, &observe.Failure{Cause: observe.DNS, Words: fmt.Sprintf("the name %s leads through more than %d others", observe.Printable(host), maxAliases)}
		}
		r, err := site.Records(ctx, "HTTPS", name)
		if err != nil {
			return out, err
		}
		out = append(out, r)
		name, _ = alias(r)
	}
	return out, nil
}

// alias returns the name that HTTPS records call theirs an alias of. Where one
// does, the other records do not count (RFC 9460, section 2.4.1). An alias of
// nothing is none.
func alias(r *observe.Records) (name string, is bool) {
	for _, record := range r.Answers {
		if len(record.Fields) > 1 && record.Fields[0] == "0" {
			return strings.TrimSuffix(record.Fields[1], "."), true
		}
	}
	return "", false
}

// protocols returns those that HTTPS records announce (RFC 9460, section 7.1).
func protocols(r *observe.Records) []string {
	var out []string
	if _, is := alias(r); is {
		return nil
	}
	for _, record := range r.Answers {
		out = append(out, record.Fields[min(2, len(record.Fields)):]...)
	}
	return out
}
