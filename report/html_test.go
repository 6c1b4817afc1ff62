package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"shopcheck/checklist"
	"shopcheck/scanner/probes"
)

// documents are all that the tests here read: each run alone, all in one file, and
// one with everything that can stand beside it.
func documents(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	var all []checklist.Run
	for _, name := range []string{"clean", "typical", "planned", "changed", "unreachable", "hostile"} {
		run := runs[name]()
		all = append(all, run)
		out[name] = string(written(t, run, HTML, Settings{}))
	}
	out["many"] = document(t, HTML, several(all...), Settings{Many: true})
	out["beside"] = document(t, HTML, One(New(typicalShop(), catalog()).With(agency())), Settings{})
	return out
}

func document(t *testing.T, format Format, reports iter.Seq2[Report, error], set Settings) string {
	t.Helper()
	var buf bytes.Buffer
	if err := Write(&buf, format, reports, set); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// agency is what an agency says beside a run, with attacks in it.
func agency() Beside {
	before := typicalShop()
	before.ID, before.Scan.Started, before.Assessment.Hardening = "before", noon.AddDate(0, -3, 0), 40
	return Beside{
		Earlier: []checklist.Run{before}, Notes: append([]string{"We move your shop in spring."}, attacks...),
		Brand: Brand{Name: "Harbour <Web> Agency", Contact: `"Ana" & co`, Color: "#0a5c8f", Logo: []byte(svgLogo)},
	}
}

const svgLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>`

// nodes parses a document as browsers do.
func nodes(t *testing.T, doc string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(root.Descendants())
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var out strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			out.WriteString(c.Data)
		}
	}
	return out.String()
}

// elements and attributes are all that a report may have: whatever else a shop got
// into one would show here.
var (
	elements = strings.Fields("html head meta title style body a header main img p h1 h2 h3 h4 h5 details summary nav ul ol li section figure svg rect path " +
		"figcaption b div dl dt dd code table caption thead tbody tr th td footer article pre polygon polyline circle text em strong")
	attributes = strings.Fields("lang charset content name class href id tabindex aria-label aria-labelledby aria-hidden role scope alt src " +
		"viewbox x y width height d points cx cy r text-anchor http-equiv")
)

func TestHTMLHasOnlyWhatIsOurs(t *testing.T) {
	for name, doc := range documents(t) {
		for _, n := range nodes(t, doc) {
			if n.Type == html.CommentNode {
				t.Errorf("%s: a comment: %s", name, n.Data)
			}
			if n.Type != html.ElementNode {
				continue
			}
			if !slices.Contains(elements, n.Data) {
				t.Errorf("%s: an element %s", name, n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(attributes, strings.ToLower(a.Key)) {
					t.Errorf("%s: an attribute %s=%q", name, a.Key, a.Val)
				}
			}
		}
	}
}

// TestHTMLFetchesNothing holds where a document's addresses lead: to parts of it,
// or, in pages of ours, to other sites by a link that somebody has to follow.
func TestHTMLFetchesNothing(t *testing.T) {
	for name, doc := range documents(t) {
		ids := map[string]bool{}
		all := nodes(t, doc)
		for _, n := range all {
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: two elements are called %s", name, id)
				}
				ids[id] = true
			}
		}
		for _, n := range all {
			if src := attr(n, "src"); n.Data == "img" && !strings.HasPrefix(src, "data:image/") {
				t.Errorf("%s: a picture from %s", name, src)
			}
			href, inside := strings.CutPrefix(attr(n, "href"), "#")
			if href != "" && (!inside && !strings.HasPrefix(href, "https://") || inside && !ids[href]) {
				t.Errorf("%s: a link leads to %q", name, href)
			}
			if label := attr(n, "aria-labelledby"); label != "" && !ids[label] {
				t.Errorf("%s: %s is labelled by %s, which is not there", name, n.Data, label)
			}
		}
		if strings.Contains(htmlStyle, "url(") || strings.Contains(htmlStyle, "@import") {
			t.Error("the style sheet fetches something")
		}
	}
}

// TestHTMLPolicy holds that the policy lets the document's own style pass and
// nothing else: a browser computes the same hash of the text of the element.
func TestHTMLPolicy(t *testing.T) {
	for name, doc := range documents(t) {
		for _, n := range nodes(t, doc) {
			switch {
			case n.Data == "style":
				sum := sha256.Sum256([]byte(content(n)))
				want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'"
				if !strings.Contains(strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(doc), `http-equiv="Content-Security-Policy" content="`+want+`"`) {
					t.Errorf("%s: the policy is not %s", name, want)
				}
			case attr(n, "style") != "":
				t.Errorf("%s: the policy would refuse the style of %s", name, n.Data)
			}
		}
	}
}

// TestHTMLOutline holds one h1, no level left out, and names for all parts.
func TestHTMLOutline(t *testing.T) {
	for name, doc := range documents(t) {
		level, tops, mains := 0, 0, 0
		for _, n := range nodes(t, doc) {
			var now int
			if _, err := fmt.Sscanf(n.Data, "h%d", &now); n.Type == html.ElementNode && err == nil {
				if now > level+1 {
					t.Errorf("%s: %s %q comes behind level %d", name, n.Data, content(n), level)
				}
				if level = now; level == 1 {
					tops++
				}
				if strings.TrimSpace(content(n)) == "" {
					t.Errorf("%s: an empty %s", name, n.Data)
				}
			}
			switch {
			case n.Data == "main":
				mains++
			case n.Data == "section" && attr(n, "aria-labelledby") == "", n.Data == "nav" && attr(n, "aria-label") == "":
				t.Errorf("%s: a %s without a name", name, n.Data)
			case n.Data == "table" && n.FirstChild.NextSibling.Data != "caption":
				t.Errorf("%s: a table without a caption", name)
			case n.Data == "th" && attr(n, "scope") == "":
				t.Errorf("%s: a heading of a table without a scope", name)
			case n.Data == "svg" && attr(n, "aria-hidden") == "" && (attr(n, "role") != "img" || attr(n, "aria-label") == ""):
				t.Errorf("%s: a drawing without words", name)
			}
		}
		if tops != 1 || mains != 1 {
			t.Errorf("%s: %d h1 and %d main", name, tops, mains)
		}
	}
}

// TestHTMLHasAll holds that whatever Markdown says HTML says, in the same order:
// both are read as text, and headings compared.
func TestHTMLHasAll(t *testing.T) {
	for name, run := range runs {
		markdown := written(t, run(), Markdown, Settings{})
		_, want, _ := kinds(parse(markdown), markdown)
		var got []string
		for _, n := range nodes(t, string(written(t, run(), HTML, Settings{}))) {
			if n.Type == html.ElementNode && (n.Data == "h1" || n.Data == "h2") {
				got = append(got, content(n))
			}
		}
		if name == "hostile" { // Markdown escapes some
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: headings (-Markdown +HTML):\n%s", name, diff)
		}
	}
	for name, run := range runs {
		r := New(run(), catalog()).With(agency())
		doc := textOf(t, document(t, HTML, One(r), Settings{}))
		for _, s := range everything(r) {
			if !strings.Contains(doc, s) {
				t.Errorf("%s: HTML lacks %q", name, s)
			}
		}
	}
}

// textOf is the text of a document, in one line.
func textOf(t *testing.T, doc string) string {
	t.Helper()
	var out strings.Builder
	for _, n := range nodes(t, doc) {
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// unshown are the parts of a report that HTML shows in another form, or that are
// there for other formats.
var unshown = []string{"Worst", "Brief", "Outcome"}

// everything returns all strings of a report, by its type: what is added later is
// in it too. Prose is left out: that is Markdown.
func everything(r Report) []string {
	var out []string
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			if text := strings.Join(strings.Fields(v.String()), " "); v.Type() != reflect.TypeFor[Prose]() && text != "" {
				out = append(out, text)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() && !slices.Contains(unshown, f.Name) {
					walk(v.Field(i))
				}
			}
		}
	}
	walk(reflect.ValueOf(r))
	return out
}

// TestHTMLHasAllProse: what to do, and the lines to paste, are there as they are
// on the probe's page.
func TestHTMLHasAllProse(t *testing.T) {
	prose := newProse()
	for _, p := range probes.All() {
		do := unfold(p.Section("What to do"))
		got := string(prose.html(do, nil))
		if strings.Contains(got, "raw HTML omitted") || strings.Contains(got, "<img") {
			t.Errorf("%s: HTML or a picture in the page: %s", p.ID, got)
		}
		code := 0
		for line := range strings.SplitSeq(string(do), "\n") {
			if strings.HasPrefix(line, "      ") {
				code++
				if text := textOf(t, got); !strings.Contains(text, strings.Join(strings.Fields(line), " ")) {
					t.Errorf("%s: the line %q is lost", p.ID, line)
				}
			}
		}
		if has := strings.Contains(got, "<pre>"); code > 0 && !has {
			t.Errorf("%s: lines to paste are no block", p.ID)
		}
	}
}

// TestWordsAreLinked holds which words of a text lead to the glossary.
func TestWordsAreLinked(t *testing.T) {
	all := map[string]bool{"word-dmarc": true, "word-host": true, "word-certificate": true}
	for _, tt := range []struct {
		text  Prose
		known map[string]bool
		want  string
	}{
		{"Ask your host. A host can.", all, `<p>Ask your <a class="word" href="#word-host">host</a>. A host can.</p>`},
		{"Set `host` and hosting.", all, `<p>Set <code>host</code> and hosting.</p>`},
		{"[the host](https://host.example/)", all, `<p><a href="https://host.example/">the host</a></p>`},
		{`It says "host" there.`, all, `<p>It says &quot;host&quot; there.</p>`},
		{"Ask your host.", nil, "<p>Ask your host.</p>"},
		{"A <b>host</b>", nil, "<p>A <!-- raw HTML omitted -->host<!-- raw HTML omitted --></p>"},
	} {
		if got := strings.TrimSpace(string(newProse().html(tt.text, tt.known))); got != tt.want {
			t.Errorf("%q became\n%s, want\n%s", tt.text, got, tt.want)
		}
	}
}

// TestReferencesAreLinked: what our sentences point at can be followed, if it is
// there.
func TestReferencesAreLinked(t *testing.T) {
	s := sheet{prefix: "x-", Report: Report{Findings: Section[Finding]{Entries: make([]Finding, 2)}, Answers: Section[Answer]{Entries: []Answer{{ID: "Q1"}, {ID: "Q11"}}}}}
	for text, want := range map[string]string{
		"See point 2.":               `See <a href="#x-point-2">point 2</a>.`,
		"See point 3 and point 0.":   "See point 3 and point 0.",
		"It helps with Q1 and Q11.":  `It helps with <a href="#x-q1">Q1</a> and <a href="#x-q11">Q11</a>.`,
		"Q2 <b> & Q12":               "Q2 &lt;b&gt; &amp; Q12",
		"point 99999999999999999999": "point 99999999999999999999",
	} {
		if got := string(s.Linked(text)); got != want {
			t.Errorf("%q became %s, want %s", text, got, want)
		}
	}
}

// TestDrawings: the drawings show the two numbers, and nothing where there are
// none.
func TestDrawings(t *testing.T) {
	s := sheet{Report: Report{Mark: Mark{Proven: 2, Possible: 5, Of: 11, Hardening: 50}}}
	var kinds []string
	for _, c := range s.Meter().Cells {
		kinds = append(kinds, c.Kind)
	}
	if got, want := strings.Join(kinds, " "), "full full open open open none none none none none none"; got != want {
		t.Errorf("cells %s, want %s", got, want)
	}
	if got := s.Bar().Width; got != 199 {
		t.Errorf("a bar of %d, want 199", got)
	}
	s.Report.Mark = Mark{Hardening: -1}
	if s.Meter() != nil || s.Bar() != nil || s.Chart() != nil {
		t.Error("numbers that are not there are drawn")
	}
	hands, unseen := agency(), earlierRun(1, 0)
	unseen.Scan.Problem = unreachableShop().Scan.Problem
	hands.Earlier = append(hands.Earlier, unseen) // has no place in it
	c := sheet{Report: New(typicalShop(), catalog()).With(hands)}.Chart()
	if c.Proven != "34,137 346,137" || c.Percent != "34,104 346,44" {
		t.Errorf("the chart goes through %s and %s", c.Proven, c.Percent)
	}
}

// TestGlossed: the words of several reports are explained once, each with all the
// letters that any of them has behind it, in the order of the alphabet.
func TestGlossed(t *testing.T) {
	g := glossed{all: map[string]bool{}}
	for _, label := range []string{"record", "DNS", "record (AAAA)", "record"} {
		g.note(Section[Point]{Heading: "Words", Entries: []Point{{Label: label}}})
	}
	if diff := cmp.Diff([]Point{{Label: "DNS"}, {Label: "record (AAAA)"}}, g.section().Entries); diff != "" {
		t.Error(diff)
	}
}

// TestSpool holds what is over the limit in a file, which is gone then, and gives
// all back in order.
func TestSpool(t *testing.T) {
	for _, most := range []int{0, 5, 100} {
		t.Setenv("TMPDIR", t.TempDir())
		s := &spool{most: most}
		for _, text := range []string{"abc", "def", "ghi"} {
			if _, err := s.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		files, _ := filepath.Glob(os.TempDir() + "/*")
		var out strings.Builder
		if err := errors.Join(s.copyTo(&out), s.close()); err != nil || out.String() != "abcdefghi" {
			t.Errorf("at most %d: %q, %v", most, out.String(), err)
		}
		after, _ := filepath.Glob(os.TempDir() + "/*")
		if (len(files) == 1) != (most < 9) || len(after) > 0 {
			t.Errorf("at most %d: the files %v, and then %v", most, files, after)
		}
	}
}

// TestShopsEndAtAnError: an error that comes with a report leaves nothing behind.
func TestShopsEndAtAnError(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	broken := errors.New("broken")
	var out bytes.Buffer
	err := Write(&out, HTML, func(yield func(Report, error) bool) {
		_ = yield(New(typicalShop(), catalog()), nil) && yield(Report{}, broken)
	}, Settings{Many: true})
	if !errors.Is(err, broken) || out.Len() > 0 {
		t.Errorf("%v and %d bytes", err, out.Len())
	}
	if files, _ := filepath.Glob(os.TempDir() + "/*"); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
}

// contrasts are pairs of the style sheet's colours, text or drawing on what is
// behind it, and the least that WCAG 2.2 asks: 1.4.3 and 1.4.11.
var contrasts = []struct {
	ink, on string
	least   float64
}{
	{"ink", "page", 4.5},
	{"soft", "page", 4.5},
	{"link", "page", 4.5},
	{"ink", "panel", 4.5},
	{"link", "panel", 4.5},
	{"mark", "page", 3},
	{"high", "page", 3},
	{"critical", "page", 3},
	{"medium", "page", 3},
	{"low", "page", 3},
	{"good", "page", 3},
}

func TestContrast(t *testing.T) {
	blocks := regexp.MustCompile(`:root\{color-scheme[^}]*\}|:root\{--page[^}]*\}`).FindAllString(htmlStyle, -1)
	if len(blocks) != 3 { // light, dark, printed
		t.Fatalf("%d sets of colours", len(blocks))
	}
	for i, block := range blocks {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z]+):(#[0-9a-f]+)`).FindAllStringSubmatch(block, -1) {
			colours[m[1]] = m[2]
		}
		for _, c := range contrasts {
			light, dark := luminance(colours[c.ink]), luminance(colours[c.on])
			if got := (max(light, dark) + 0.05) / (min(light, dark) + 0.05); got < c.least {
				t.Errorf("set %d: %s on %s is %.2f, less than %.1f", i, c.ink, c.on, got, c.least)
			}
		}
	}
}
