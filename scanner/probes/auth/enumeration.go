package auth

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

//go:embed enumeration.md
var enumerationDoc string

// Enumeration asks whether WordPress tells strangers by which names its people
// log in. No name is kept, and nobody logs in.
var Enumeration = scanner.Probe{
	ID:       "auth.enumeration",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Doc:      enumerationDoc,
	Run:      wordpress(enumerate),
}

// enumerate asks for the list of users, and where that gives nothing away for the
// page of the first author.
func enumerate(ctx context.Context, site *observe.Site, home *observe.Page) (scanner.Finding, error) {
	list, err := path.Ask(ctx, site.PeekPage, usersAt(home))
	if err != nil {
		return scanner.Finding{}, err
	}
	listed := judgeList(list)
	if listed.Outcome == scanner.Fail {
		return listed, nil
	}
	author, err := path.Ask(ctx, site.Peek, path.At(home, "/")+"?author=1")
	switch {
	case err != nil && listed.Outcome == scanner.Warn:
		return listed, nil
	case err != nil:
		return scanner.Finding{}, err
	}
	f := judgeAuthor(author, site.Own)
	switch {
	case f.Outcome == scanner.Fail || listed.Outcome == scanner.Pass && f.Outcome == scanner.Warn:
		return f, nil
	case listed.Outcome == scanner.Warn:
		return listed, nil
	}
	f.Evidence = append(listed.Evidence, f.Evidence...)
	return f, heard(ctx, site, home, list, author)
}

// api finds the address that WordPress's home page names to programs (REST API
// Handbook, "Discovery").
var api = regexp.MustCompile(`<([^<>\s]{1,200})>;\s*rel="https://api\.w\.org/"`)

// usersAt returns the address of the list of users: beside what the home page names
// to programs, or else where it usually is. Without readable addresses it is a query.
func usersAt(home *observe.Page) string {
	const fields = "?_fields=name,slug"
	if m := api.FindStringSubmatch(strings.Join(home.Header.Values("Link"), ", ")); m != nil {
		u, err := url.Parse(m[1])
		switch {
		case err != nil || !strings.EqualFold(u.Hostname(), home.Host()):
		case u.Query().Get("rest_route") == "/":
			return path.At(home, u.Path) + fields + "&rest_route=/wp/v2/users"
		case u.RawQuery == "" && strings.HasSuffix(u.Path, "/"):
			return path.At(home, u.Path+"wp/v2/users") + fields
		}
	}
	return path.At(home, "/wp-json/wp/v2/users") + fields
}

const closed = "Neither WordPress's list of users nor the way to an author's page gives names away."

// judgeList judges the list of users as observe.MaskUsers leaves it. A short name
// is made from the login name (wp_insert_user), unless somebody chose another: one
// of several words that are those of the display name may have been chosen.
func judgeList(p *observe.Page) scanner.Finding {
	var users []observe.User
	if p.Status == http.StatusOK {
		users = observe.ReadUsers(string(p.Body))
	}
	logins := 0
	for _, u := range users {
		if u.Slug != "" && u.Slug != observe.SameWords {
			logins++
		}
	}
	switch {
	case len(users) == 0:
		return scanner.Finding{Outcome: scanner.Pass, Message: closed, Evidence: []observe.Evidence{status(p, ", no list of users")}}
	case logins == 0:
		return scanner.Finding{
			Outcome: scanner.Warn, Message: "WordPress gives everybody a list of " + people(p, len(users)) + " with the names that they show.",
			Evidence: []observe.Evidence{status(p, fmt.Sprintf(", %d listed: %s", len(users), string(p.Body[:min(len(p.Body), 100)])))},
		}
	}
	return scanner.Finding{
		Outcome: scanner.Fail, Message: "WordPress gives everybody a list of " + people(p, len(users)) + " with the names that it makes from their login names.",
		Evidence: []observe.Evidence{status(p, fmt.Sprintf(", %d listed, %d of them with a login's name: %s", len(users), logins, string(p.Body[:min(len(p.Body), 100)])))},
	}
}

// people says of how many people a list tells: WordPress says how many it has.
func people(p *observe.Page, listed int) string {
	total, err := strconv.ParseUint(p.Header.Get("X-Wp-Total"), 10, 16)
	if err != nil {
		total = 0
	}
	if n := cmp.Or(max(int(total), listed), 1); n != 1 {
		return fmt.Sprintf("%d people", n)
	}
	return "one person"
}

// authorPage is the address of an author's page, whose name the look has masked.
var authorPage = regexp.MustCompile(`/author/\[masked\](-\[masked\])?/?$`)

// judgeAuthor judges where WordPress sends who asks for the first author.
func judgeAuthor(p *observe.Page, own func(string) bool) scanner.Finding {
	next, err := url.Parse(p.Redirect())
	if err != nil || next.Host == "" || !own(strings.ToLower(next.Hostname())) {
		return scanner.Finding{Outcome: scanner.Pass, Message: closed, Evidence: []observe.Evidence{status(p, "")}}
	}
	m := authorPage.FindStringSubmatch(next.Path)
	f := scanner.Finding{Outcome: scanner.Pass, Message: closed, Evidence: []observe.Evidence{p.Quote("Location")}}
	switch {
	case m == nil:
	case m[1] != "": // several words are rather those of the name that is shown
		f.Outcome, f.Message = scanner.Warn, "WordPress leads everybody who counts through its authors to a page whose address is made of a name."
	default:
		f.Outcome, f.Message = scanner.Fail, "WordPress leads everybody who counts through its authors to a page whose address it makes from a login name."
	}
	return f
}
