package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// JUnit is XML as JUnit's reports are, in the dialect that Jenkins, GitLab and
// actions on GitHub read: a suite for each shop and a case for each finding.
//
//   - What is wrong for certain is a failure, at every severity.
//   - What is wrong only partly is skipped, and says why. It must not end a build,
//     as --fail-on does not for it either, and it must not look passed.
//   - What is not known, what somebody accepted for now and what does not apply is
//     skipped too. So passed is only what is in order.
//   - A shop that was not seen is an error, and none of its cases passes.
//
// A case has no time: one look serves many probes. A suite has that of its scan.
// The totals of all suites are left out, because they would stand before the first
// shop and programs count for themselves. GitLab takes files of up to 30 MB, which
// have room for some 600 shops.
const JUnit Format = "junit"

// The parts of the document, in the order in which the schema of Jenkins has them.
type (
	junitSuite struct {
		XMLName   xml.Name    `xml:"testsuite"`
		Name      string      `xml:"name,attr"`
		Tests     int         `xml:"tests,attr"`
		Failures  int         `xml:"failures,attr"`
		Errors    int         `xml:"errors,attr"`
		Skipped   int         `xml:"skipped,attr"`
		Time      string      `xml:"time,attr"`
		Timestamp string      `xml:"timestamp,attr,omitempty"`
		Credit    junitCredit `xml:"properties>property"`
		Cases     []junitCase `xml:"testcase"`
		Out       string      `xml:"system-out"`
	}
	junitCredit struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string    `xml:"classname,attr"`
		Name    string    `xml:"name,attr"`
		Skipped *junitWhy `xml:"skipped"`
		Error   *junitWhy `xml:"error"`
		Failure *junitWhy `xml:"failure"`
	}
	junitWhy struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"` // GitLab shows this, others the message
	}
)

func writeJUnit(w io.Writer, reports iter.Seq2[Report, error], _ Settings) error {
	if _, err := io.WriteString(w, xml.Header+"<testsuites name=\"shopcheck\">\n"); err != nil {
		return err
	}
	for r, err := range reports {
		if err != nil {
			return err
		}
		suite, err := xml.MarshalIndent(junitSuiteOf(r.rows()), "  ", "  ")
		if err != nil {
			return err
		}
		if _, err := w.Write(append(suite, '\n')); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "</testsuites>\n")
	return err
}

func junitSuiteOf(shop rows) junitSuite {
	out := junitSuite{Name: shop.Domain, Tests: len(shop.Records), Time: "0.000", Credit: junitCredit{"credit", checklist.Credit}, Out: shop.Summary}
	if took := shop.Finished.Sub(shop.Started); took > 0 {
		out.Time = fmt.Sprintf("%.3f", took.Seconds())
	}
	if !shop.Started.IsZero() {
		out.Timestamp = shop.Started.Format("2006-01-02T15:04:05")
	}
	for _, r := range shop.Records {
		c := junitCaseOf(shop, r)
		switch {
		case c.Error != nil:
			out.Errors++
		case c.Failure != nil:
			out.Failures++
		case c.Skipped != nil:
			out.Skipped++
		}
		out.Cases = append(out.Cases, c)
	}
	return out
}

// junitCaseOf names a case so that two shops, and two places of one, stay apart:
// programs know a case again by its class and name. Jenkins takes what is before
// the last dot of a class for its package, which so is the shop.
func junitCaseOf(shop rows, r record) junitCase {
	family, _, _ := strings.Cut(string(r.Probe), ".")
	out := junitCase{Class: shop.Domain + "." + family, Name: r.Title}
	if r.Subject != "" {
		out.Name += " (" + r.Subject + ")"
	}
	why := &junitWhy{Type: string(r.Outcome), Message: r.Alone, Text: junitText(r)}
	switch {
	case r.Probe == notAssessed:
		why.Type, out.Error = "not-assessed", why
	case r.Holds:
		why.Type, why.Message, out.Skipped = "accepted", r.Accepted, why
	case r.Outcome == scanner.Fail:
		why.Type, out.Failure = cmp.Or(string(r.Severity), "not-rated"), why
	case r.Outcome == scanner.Warn:
		why.Message, out.Skipped = "Only partly wrong: "+r.Alone, why
	case r.Outcome != scanner.Pass:
		out.Skipped = why
	}
	return out
}

// junitText is what there is to say of a case, a line each.
func junitText(r record) string {
	var lines []string
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, label+": "+text)
		}
	}
	add("Found", r.Message)
	add("Place", r.Subject)
	add("Accepted", r.Accepted)
	add("To do", string(r.Do))
	add("Who", capital(r.Who))
	if !r.By.IsZero() {
		add("By", date(r.By))
	}
	for _, e := range r.Seen {
		add("Looked at", e.Source)
		add("Seen", e.Quote)
		add("To see it again", command(e.Again))
	}
	add("To check", r.Check)
	return strings.Join(lines, "\n")
}
