package dns

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shopcheck/scanner/observe"
)

// A caaSet is what the CAA records at one name say (RFC 8659, section 4).
type caaSet struct {
	issue     []permit // companies that may issue
	issueWild []permit // the same for wildcard certificates
	problem   string   // why certificate companies must refuse all, in words; empty if nothing
}

// A permit is the value of an "issue" or "issuewild" record.
type permit struct {
	company string // "" stands for nobody
	value   string // with the conditions
}

// knownTags are those that certificate companies understand: RFC 8659, RFC 9495,
// and the CA/Browser Forum's Baseline Requirements, appendix A.1. Any other tag
// that is marked critical forbids issuing.
var knownTags = []string{"issue", "issuewild", "issuemail", "issuevmc", "iodef", "contactemail", "contactphone"}

// critical is the flag of RFC 8659, section 4.1.
const critical = 128

// readCAA reads the records of one name. Tags are compared without regard to
// case (RFC 8659, section 4.1).
func readCAA(r *observe.Records) caaSet {
	var set caaSet
	for _, record := range r.Answers {
		if len(record.Fields) != 3 {
			continue
		}
		flags, _ := strconv.Atoi(record.Fields[0])
		name, value := strings.ToLower(record.Fields[1]), record.Fields[2]
		switch name {
		case "issue", "issuewild":
			company, ok := readIssuer(value)
			if !ok {
				set.problem = "the value " + strconv.Quote(observe.Printable(value)) + " cannot be read"
			}
			if name == "issue" {
				set.issue = append(set.issue, permit{company, value})
			} else {
				set.issueWild = append(set.issueWild, permit{company, value})
			}
		default:
			if flags&critical != 0 && !slices.Contains(knownTags, name) {
				set.problem = "nobody knows the instruction " + strconv.Quote(observe.Printable(name)) + ", and it is marked as one that must be obeyed"
			}
		}
	}
	return set
}

// readIssuer reads "ca.example; name=value" (RFC 8659, section 4.2). A company
// may be missing: then nobody is allowed. A semicolon too many is forgiven.
func readIssuer(value string) (company string, ok bool) {
	company, params, _ := strings.Cut(value, ";")
	company = strings.ToLower(blank(company))
	if company != "" && !domainName(company) {
		return "", false
	}
	for param := range strings.SplitSeq(params, ";") {
		if param = blank(param); param == "" {
			continue
		}
		name, text, has := strings.Cut(param, "=")
		if !has || !label(blank(name)) || strings.ContainsFunc(blank(text), func(r rune) bool { return r < '!' || r > '~' }) {
			return "", false
		}
	}
	return company, true
}

func blank(s string) string { return strings.Trim(s, " \t") }

func domainName(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !label(part) {
			return false
		}
	}
	return true
}

// label reports whether s is letters and digits with hyphens between them.
func label(s string) bool {
	return s != "" && s[0] != '-' && s[len(s)-1] != '-' && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
	})
}

// companies returns those that may issue a certificate of this kind, those that are
// named under conditions which nobody can fulfil, and false if the records restrict
// nobody. Without "issuewild" the rules of "issue" hold for wildcard certificates too
// (RFC 8659, section 4.3).
func (s caaSet) companies(wildcard bool) (allowed, barred []string, restricted bool) {
	list := s.issue
	if wildcard && len(s.issueWild) > 0 {
		list = s.issueWild
	}
	for _, p := range list {
		switch {
		case p.company == "":
		case p.fulfillable(wildcard):
			allowed = append(allowed, p.company)
		default:
			barred = append(barred, p.company)
		}
	}
	slices.Sort(allowed)
	slices.Sort(barred)
	return slices.Compact(allowed), slices.Compact(barred), len(list) > 0
}

// perHost are the methods by which nobody proves to have all names under a domain
// (CA/Browser Forum, Baseline Requirements, sections 3.2.2.4.19 and .20).
var perHost = []string{"http-01", "tls-alpn-01"}

// fulfillable reports whether the conditions of RFC 8657 can hold for anybody. More
// than one account is no account (section 3), and neither is one that is no address;
// and of the methods that may be used (section 4) one has to suit the certificate.
func (p permit) fulfillable(wildcard bool) bool {
	_, params, _ := strings.Cut(p.value, ";")
	accounts := 0
	for param := range strings.SplitSeq(params, ";") {
		name, text, _ := strings.Cut(param, "=")
		switch strings.ToLower(blank(name)) {
		case "accounturi":
			u, err := url.Parse(blank(text))
			if accounts++; accounts > 1 || err != nil || u.Scheme == "" {
				return false
			}
		case "validationmethods":
			suits := func(m string) bool { return blank(m) != "" && !(wildcard && slices.Contains(perHost, blank(m))) }
			if !slices.ContainsFunc(strings.Split(text, ","), suits) {
				return false
			}
		}
	}
	return true
}
