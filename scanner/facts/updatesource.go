package facts

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Where newer facts come from.
//
// endoflife.date publishes the release lines of one product at each address, as
// its OpenAPI description of API v1 (1.1.0) says; that asks to fetch no more than
// is needed, so that the products here are asked for one by one, and not the whole
// list. That generated_at stands beside the documented fields was seen in answers
// (schema 1.2.1 of September 2026) and in the program that writes them.
//
// CISA publishes its catalogue of holes in use as one file with a JSON schema of
// its own. It names no versions: it says that a hole is used, not who has it.
//
// That both may add fields is why unknown ones are passed over here, as nowhere
// else. How their servers behave towards many requests was not tried.
const (
	cycleHost = "endoflife.date"
	holeHost  = "www.cisa.gov"

	// HoleAddress is the catalogue's, and MaxHoles bounds what is read of it; it
	// had 1.5 MB in 2026.
	HoleAddress = "https://" + holeHost + "/sites/default/files/feeds/known_exploited_vulnerabilities.json"
	MaxHoles    = 8 << 20

	// MaxLines bounds what is read of one product; the longest has 50 KB.
	MaxLines = 1 << 20
)

// Refreshable returns the products whose release lines are published, sorted.
func Refreshable() []string {
	return slices.DeleteFunc(Products(), func(product string) bool { return LinesAddress(product) == "" })
}

// LinesAddress returns where a product's release lines are published, or "" if
// they are nowhere.
func LinesAddress(product string) string {
	slug := cycleTables()[product].Public.Slug
	if slug == "" {
		return ""
	}
	return "https://" + cycleHost + "/api/v1/products/" + slug + "/"
}

// A productAnswer is what endoflife.date says of a product, as far as it is used.
type productAnswer struct {
	Schema    string     `json:"schema_version"`
	Generated *time.Time `json:"generated_at"`
	Result    struct {
		Name     string          `json:"name"`
		Releases []releaseAnswer `json:"releases"`
	} `json:"result"`
}

// A releaseAnswer is what it says of a release line. A day is null where it is not
// known, and isEoes where there is no extended support.
type releaseAnswer struct {
	Name        string `json:"name"`
	ReleaseDate *day   `json:"releaseDate"`
	IsEol       *bool  `json:"isEol"`
	EolFrom     *day   `json:"eolFrom"`
	IsEoes      *bool  `json:"isEoes"`
	EoesFrom    *day   `json:"eoesFrom"`
	Latest      *struct {
		Name string `json:"name"`
		Date *day   `json:"date"`
	} `json:"latest"`
}

var firstSchema = regexp.MustCompile(`^1(\.\d+)*$`)

// tooOld is how long ago an answer may have been made: both sources make theirs
// anew within days.
const tooOld = 60 * 24 * time.Hour

// PublishedLines reads what LinesAddress answers about a product, as of now.
func PublishedLines(product string, answer []byte, now time.Time) (Published, error) {
	p, err := readLines(cycleTables()[product].Public, answer, now)
	if err == nil {
		err = p.check(product, now)
	}
	if err != nil {
		return Published{}, err
	}
	return p, nil
}

func readLines(rule public, answer []byte, now time.Time) (Published, error) {
	var a productAnswer
	if err := json.Unmarshal(answer, &a); err != nil {
		return Published{}, fmt.Errorf("it is not the JSON that it should be: %w", err)
	}
	read := now.UTC()
	if a.Generated != nil {
		if a.Generated.Sub(now) > skew || now.Sub(*a.Generated) > tooOld {
			return Published{}, fmt.Errorf("it says that it was made on %s", a.Generated.UTC().Format(time.DateOnly))
		}
		if a.Generated.Before(read) {
			read = a.Generated.UTC()
		}
	}
	switch {
	case !firstSchema.MatchString(a.Schema):
		return Published{}, fmt.Errorf("it is of version %.20q, and this shopcheck knows version 1", a.Schema)
	case a.Result.Name != rule.Slug:
		return Published{}, fmt.Errorf("it is about %.40q", a.Result.Name)
	case len(a.Result.Releases) > maxLines:
		return Published{}, fmt.Errorf("it has %d release lines", len(a.Result.Releases))
	}
	p := Published{Read: day{read.Truncate(24 * time.Hour)}}
	for _, r := range a.Result.Releases {
		if l, ok := r.line(rule); ok && l.Released.Sub(now) <= skew { // one that is to come may be announced
			p.Lines = append(p.Lines, l)
		}
	}
	return p, nil
}

// line puts a release line into words of ours. It is false if it is none of ours, or
// lacks what each has; whether that matters, check says.
func (r releaseAnswer) line(rule public) (line, bool) {
	l := line{Name: r.Name}
	if rule.Lines != nil {
		l.Name = rule.Lines[r.Name]
	}
	if !lineForm.MatchString(l.Name) || r.ReleaseDate == nil || r.IsEol == nil {
		return line{}, false
	}
	l.Released = *r.ReleaseDate
	r.end(&l, rule)
	if rule.Latest != "none" && r.Latest != nil && !slices.Contains(rule.Wrong, r.Latest.Name) {
		l.Latest = r.Latest.Name
		if r.Latest.Date != nil {
			l.LatestDate = *r.Latest.Date
		}
	}
	if !l.plausible() {
		l.Latest, l.LatestDate = "", day{}
	}
	return l, true
}

// end says until when a release line gets fixes, and who gets some after that.
func (r releaseAnswer) end(l *line, rule public) {
	end, over := r.EolFrom, *r.IsEol
	if rule.Ends == "extended" && r.EoesFrom != nil && r.IsEoes != nil {
		end, over = r.EoesFrom, *r.IsEoes
	}
	switch {
	case end != nil && rule.Ends == "months" && end.Day() == 1:
		l.Ending, l.Ends = Dated, day{end.AddDate(0, 1, -1)}
	case end != nil:
		l.Ending, l.Ends = Dated, *end
	case over:
		l.Ending = Over
	default:
		l.Ending = Open
	}
	if rule.Extended == NoExtension || r.IsEoes == nil || r.EoesFrom == nil && *r.IsEoes {
		return // nobody, or until a day that nobody recorded
	}
	l.Extension = rule.Extended
	if r.EoesFrom != nil && !r.EoesFrom.Before(l.Ends.Time) {
		l.ExtendedEnd = *r.EoesFrom
	}
}

// A holeAnswer is what CISA's catalogue says, as far as it is used.
type holeAnswer struct {
	Released time.Time `json:"dateReleased"`
	Count    int       `json:"count"`
	Holes    []struct {
		CVE     string `json:"cveID"`
		Vendor  string `json:"vendorProject"`
		Product string `json:"product"`
		Added   day    `json:"dateAdded"`
	} `json:"vulnerabilities"`
}

// PublishedHoles reads what HoleAddress answers, as of now. It must not be older
// than what is kept.
func PublishedHoles(answer []byte, kept HoleUpdate, now time.Time) (HoleUpdate, error) {
	var a holeAnswer
	if err := json.Unmarshal(answer, &a); err != nil {
		return HoleUpdate{}, fmt.Errorf("it is not the JSON that it should be: %w", err)
	}
	u := HoleUpdate{Schema: 1, Read: day{now.UTC().Truncate(24 * time.Hour)}, Released: day{a.Released.UTC().Truncate(24 * time.Hour)}}
	switch {
	case a.Count != len(a.Holes):
		return HoleUpdate{}, fmt.Errorf("it says that it has %d entries, and has %d", a.Count, len(a.Holes))
	case u.Released.Before(kept.Released.Time), now.Sub(a.Released) > tooOld:
		return HoleUpdate{}, fmt.Errorf("it is of %s, which is too old", u.Released.Format(time.DateOnly))
	case len(a.Holes) > mostHoles:
		return HoleUpdate{}, errors.New("it has too many entries")
	}
	for _, h := range a.Holes {
		u.Holes = append(u.Holes, listed{CVE: h.CVE, Listed: h.Added, Of: holes().product(h.Vendor, h.Product)})
	}
	return u, u.check(now)
}
