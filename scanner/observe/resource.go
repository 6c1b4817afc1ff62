package observe

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// resource takes note of what a tag loads.
func (r *reading) resource(name string, a map[string]string) {
	switch name {
	case "link":
		if kind := linked(a); kind != "" {
			r.load(kind, a["href"], a)
			r.loadSet(a["imagesrcset"])
		}
	case "iframe", "frame":
		r.load("frame", a["src"], a)
	case "img":
		r.load("image", a["src"], a)
		r.loadSet(a["srcset"])
	case "image": // of SVG, and img by another name
		r.load("image", cmp.Or(a["href"], a["xlink:href"], a["src"]), a)
	case "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th":
		r.load("background", a["background"], nil)
	case "audio", "video", "source", "track":
		r.load("media", a["src"], a)
		r.load("image", a["poster"], nil)
		r.loadSet(a["srcset"])
	case "embed":
		r.load("object", a["src"], a)
	case "object":
		r.load("object", a["data"], a)
	}
}

// preloads are what links may fetch ahead of time, and what that is.
var preloads = map[string]string{
	"script": "script", "style": "style", "font": "font", "image": "image", "audio": "media", "video": "media", "track": "media",
}

// linked says what a link element loads, "" if nothing that is looked at here
// (HTML, section 4.6.7).
func linked(a map[string]string) string {
	rels := strings.Fields(strings.ToLower(a["rel"]))
	switch {
	case slices.Contains(rels, "stylesheet") && !has(a, "disabled"):
		return "style"
	case slices.Contains(rels, "modulepreload"):
		return "script"
	case slices.Contains(rels, "preload"):
		return preloads[lower(a["as"])]
	case slices.Contains(rels, "icon"):
		return "icon"
	}
	return ""
}

// loadSet adds the pictures that a browser chooses one of: each is an address, and
// perhaps a space and its size (HTML, section 4.8.4.2.1).
func (r *reading) loadSet(candidates string) {
	for range maxInputs {
		candidates = strings.TrimLeft(candidates, ", \t\n\r\f")
		end := strings.IndexAny(candidates+" ", " \t\n\r\f")
		at, size := candidates[:end], candidates[end:]
		if at == "" {
			return
		}
		r.load("image", strings.TrimRight(at, ","), nil)
		if candidates = size; !strings.HasSuffix(at, ",") {
			_, candidates, _ = strings.Cut(size, ",")
		}
	}
}

// styled adds what declarations of a style sheet or a style attribute name.
func (r *reading) styled(css string, inline bool) {
	named := 0
	sheetParts(css, inline, func(kind, address string) {
		if named++; named <= maxInputs {
			r.load(kind, address, nil)
		}
	})
}

// load adds a resource. What stands in noscript is none where scripts run.
func (r *reading) load(kind, at string, a map[string]string) {
	if r.aside {
		return
	}
	if abs := r.absolute(at); abs != "" && r.room(len(r.doc.Resources)) {
		r.doc.Resources = append(r.doc.Resources, Resource{
			Kind: kind, URL: abs, Integrity: a["integrity"], Nonce: a["nonce"], CrossOrigin: has(a, "crossorigin"),
			Async: has(a, "async"), Defer: has(a, "defer"), Module: lower(a["type"]) == "module", Hint: hint(a), Allow: a["allow"],
		})
	}
}

func has(a map[string]string, name string) bool {
	_, ok := a[name]
	return ok
}

// hint reports whether a link element only fetches ahead of time.
func hint(a map[string]string) bool {
	rels := strings.Fields(strings.ToLower(a["rel"]))
	return !slices.Contains(rels, "stylesheet") && (slices.Contains(rels, "preload") || slices.Contains(rels, "modulepreload"))
}

// runs are the types of scripts that browsers run, beside those that name
// JavaScript (HTML, section 4.12.1; MIME Sniffing, section 4.6).
var runs = []string{"", "module", "importmap", "speculationrules"}

var javascript = regexp.MustCompile(`^(?:text|application)/(?:x-)?(?:java|ecma)script$|^text/(?:javascript1\.[0-5]|jscript|livescript)$`)

// marked begins the types of scripts that Cloudflare's Rocket Loader keeps from
// browsers, to run them all itself: "ac2db66612bdc379950ac657-text/javascript" (as
// in pages of many shops, read November 2026).
var marked = regexp.MustCompile(`^[0-9a-f]{24}-`)

// openScript takes note of a script, or of the data in an element of that name:
// browsers neither fetch nor run what has another type.
func (r *reading) openScript(a map[string]string) {
	kind := lower(a["type"])
	if _, typed := a["type"]; !typed && lower(a["language"]) != "" {
		kind = "text/" + lower(a["language"])
	}
	kind = marked.ReplaceAllString(kind, "")
	run := slices.Contains(runs, kind) || javascript.MatchString(kind)
	r.module, r.script = kind == "module", 0
	text, within := dataText(a["src"])
	switch _, outside := a["src"]; {
	case run && within && r.room(len(r.doc.Resources)):
		r.doc.Resources = append(r.doc.Resources, Resource{Kind: "script", Nonce: a["nonce"], Module: r.module})
		r.script = len(r.doc.Resources)
		r.scriptText(text)
		r.script = 0 // what the element holds does not run
	case run && strings.TrimSpace(a["src"]) != "":
		r.load("script", a["src"], a)
	case (run || !outside) && r.room(len(r.doc.Resources)):
		name := "data"
		if run {
			name = "script"
		}
		r.doc.Resources = append(r.doc.Resources, Resource{Kind: name, Nonce: a["nonce"], Module: r.module})
		r.script = len(r.doc.Resources)
	}
}

// dataText returns the text that an address itself holds (Fetch standard, section
// 6), as shops' software writes scripts to have them run later. It is as good as a
// text in the page.
func dataText(address string) (text string, ok bool) {
	head, rest, ok := strings.Cut(strings.TrimSpace(address), ",")
	if !ok || !strings.HasPrefix(strings.ToLower(head), "data:") {
		return "", false
	}
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	if !strings.HasSuffix(lower(head), ";base64") {
		return rest, true
	}
	plain, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(strings.Fields(rest), ""), "="))
	return string(plain), err == nil
}

// scriptText keeps the text of a script without an address.
func (r *reading) scriptText(text string) {
	if r.script == 0 {
		return
	}
	own := &r.doc.Resources[r.script-1]
	own.Inline = text[:min(len(text), maxInline)]
	sum := sha256.Sum256([]byte(text))
	own.Hash = "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	if r.module {
		r.imports("script", moduleImports(text))
	}
}

// imports adds what a script or style sheet in the page loads.
func (r *reading) imports(kind string, addresses []string) {
	for _, at := range addresses {
		r.load(kind, at, nil)
	}
}

var (
	remark = regexp.MustCompile(`(?s)/\*.*?\*/`)
	// sheetRule is one of the rules that may come before or between imports
	// (CSS Cascading and Inheritance Level 5, section 2); after others they do
	// not count.
	sheetRule = regexp.MustCompile(`(?i)^\s*(?:<!--|-->|@charset\b[^;]*;|@layer\b[^;{}]*;|@import\s*(?:url\(\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"');]+))[^;{}]*(?:;|$))`)
	// moduleImport is a statement that loads another module, by an address and
	// not by a mere name (ECMAScript, section 16.2).
	moduleImport = regexp.MustCompile(`(?m)(?:^|;)[ \t]*(?:import\s*|(?:import|export)\b[\w\s$*{},]*\bfrom\s*)["']((?:https?:|\.{0,2}/)[^"'\n]*)["']`)
)

// sheetImports returns what a style sheet imports.
func sheetImports(text string) []string {
	var found []string
	for text = remark.ReplaceAllString(text, " "); ; {
		m := sheetRule.FindStringSubmatch(text)
		if m == nil || len(found) > maxInputs {
			return found
		}
		if at := m[1] + m[2] + m[3]; at != "" {
			found = append(found, at)
		}
		text = text[len(m[0]):]
	}
}

// moduleImports returns what a module's script imports without condition.
func moduleImports(text string) []string {
	var found []string
	for _, m := range moduleImport.FindAllStringSubmatch(remark.ReplaceAllString(text, " "), maxInputs) {
		found = append(found, m[1])
	}
	return found
}
