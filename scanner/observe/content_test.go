package observe

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDocument(t *testing.T) {
	p := &Page{URL: "https://shop.test/a/page", Body: []byte(`<!doctype html><base href="/b/"><title> Tea &amp;
	more </title><meta name=Generator content="Shop 1.2"><meta http-equiv="Content-Security-Policy" content="default-src 'self'"><meta name="Content-Security-Policy" content="img-src x"><meta http-equiv="referrer" content="origin">
	<script>var x = "</p>";</script><script src="//cdn.test/x.js" integrity="sha384-x" nonce=n></script><script src=""></script>
	<link rel="preload stylesheet" href=s.css><img src=http://shop.test/i.png><iframe src="https://pay.test/f" allow="payment; camera 'none'"></iframe>
	<a href="login?x=1#top">Log <b>in</b></a> <a href="javascript:alert(1)">no</a> <a href="mailto:a@b.test">mail</a><a href="HTTPS://Other.Test">o</a>
	<input id=loose data-b data-a><form method=post action="http://shop.test/pay"><input name=card autocomplete=CC-Number type=TEL>
	<form action="/inner"><select name=s></select></form><form><textarea name=t></textarea><input>`)}
	want := &Document{
		Title: "Tea & more",
		Metas: []Meta{{"generator", "Shop 1.2"}, {"content-security-policy", "default-src 'self'"}},
		Links: []Link{{"https://shop.test/b/login?x=1", "Log in"}, {"https://other.test/", "o"}},
		Resources: []Resource{
			{Kind: "script", Inline: `var x = "</p>";`, Hash: "sha256-Zuj4mF7o10uLdjEabp+g/FuJfh1xJ6yOOx6I1wG9Ryc="},
			{Kind: "script", URL: "https://cdn.test/x.js", Integrity: "sha384-x", Nonce: "n"},
			{Kind: "script"},
			{Kind: "style", URL: "https://shop.test/b/s.css"},
			{Kind: "image", URL: "http://shop.test/i.png"},
			{Kind: "frame", URL: "https://pay.test/f", Allow: "payment; camera 'none'"},
		},
		Forms: []Form{
			{Inputs: []Input{{Type: "text", ID: "loose", Data: []string{"data-a", "data-b"}}}},
			{Action: "http://shop.test/pay", Method: "POST", Spelled: true, Inputs: []Input{{Type: "tel", Name: "card", Autocomplete: "cc-number"}, {Type: "select", Name: "s"}}},
			{Action: "https://shop.test/a/page", Method: "GET", Inputs: []Input{{Type: "textarea", Name: "t"}, {Type: "text"}}},
		},
	}
	got := p.Document()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Document{}, "Text")); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if !strings.Contains(got.Text, "Log") || strings.Contains(got.Text, "var x") || strings.Contains(got.Text, "Tea") {
		t.Errorf("visible text: %q", got.Text)
	}
	if p.Document() != got {
		t.Error("the page was read twice")
	}
}

func read(body string) *Document {
	return (&Page{URL: "https://shop.test/a", Body: []byte(body)}).Document()
}

func TestForms(t *testing.T) {
	const self = "https://shop.test/a"
	pw, text := Input{Type: "password"}, Input{Type: "text"}
	for _, tt := range []struct {
		name, body string
		want       []Form
	}{
		{"a field names a form before it", `<form id=f action=/x></form><input type=password form=f>`, []Form{{Action: "https://shop.test/x", Method: "GET", Inputs: []Input{pw}}}},
		{"a field names a form after it", `<input type=password form=f><form id=f action=/x></form>`, []Form{{Action: "https://shop.test/x", Method: "GET", Inputs: []Input{pw}}}},
		{"a field leaves the form around it", `<form id=a><input><input type=password form=b></form><form id=b></form>`, []Form{{Action: self, Method: "GET", Inputs: []Input{text}}, {Action: self, Method: "GET", Inputs: []Input{pw}}}},
		{"a field names no form", `<form id=a><input type=password form=c></form>`, []Form{{Action: self, Method: "GET"}, {Inputs: []Input{pw}}}},
		{"the first of two alike", `<form id=a></form><form id=a action=/b></form><input form=a>`, []Form{{Action: self, Method: "GET", Inputs: []Input{text}}, {Action: "https://shop.test/b", Method: "GET"}}},
		{"buttons send elsewhere", `<form><button formaction=http://shop.test/x>a</button><input type=submit formaction=/y><input type=image formaction=/y></form>`, []Form{{
			Action: self, Method: "GET", Buttons: []string{"http://shop.test/x", "https://shop.test/y"}, Inputs: []Input{{Type: "submit"}, {Type: "image"}},
		}}},
		{"buttons that send nothing", `<form><button type=button formaction=/x></button><button type=reset formaction=/x></button><input type=text formaction=/x></form><button formaction=/x>`, []Form{{Action: self, Method: "GET", Inputs: []Input{text}}}},
		{"a button names a form", `<button form=f formaction=/x></button><form id=f></form>`, []Form{{Action: self, Method: "GET", Buttons: []string{"https://shop.test/x"}}}},
		{"spelled by the form", `<form action="HTTPS://shop.test/x">`, []Form{{Action: "https://shop.test/x", Method: "GET", Spelled: true}}},
		{"spelled by the base", `<base href="https://shop.test/"><form action=x></form><form></form>`, []Form{{Action: "https://shop.test/x", Method: "GET", Spelled: true}, {Action: self, Method: "GET"}}},
		{"not spelled", `<base href="//shop.test/"><form action="//shop.test/x">`, []Form{{Action: "https://shop.test/x", Method: "GET"}}},
		{"a script's", `<form action="javascript:pay()">`, []Form{{Method: "GET"}}},
		{"in a template", `<template><form action=http://shop.test/><template></template><input></form></template><form>`, []Form{{Action: self, Method: "GET"}}},
		{"in a shadow tree", `<div><template shadowrootmode=open><form></form><template><form></form></template></template></div>`, []Form{{Action: self, Method: "GET"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, read(tt.body).Forms); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// TestScriptsInAddresses: the text that runs is that of the address.
func TestScriptsInAddresses(t *testing.T) {
	var got []string
	for _, r := range read(`<script src="data:text/javascript;base64, Zigp Ow%3D%3D"></script><script src="data:,g(%22a%22)">h()</script>`).Resources {
		got = append(got, r.Inline)
	}
	if diff := cmp.Diff([]string{"f();", `g("a")`}, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestResources(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       []string // kinds and addresses
	}{
		{"preloaded module", `<link rel=modulepreload href=http://cdn.test/m.js>`, []string{"script http://cdn.test/m.js"}},
		{"preloaded script and style", `<link rel=preload as=Script href=http://cdn.test/a.js><link rel="preload" as=style href=http://cdn.test/a.css>`, []string{"script http://cdn.test/a.js", "style http://cdn.test/a.css"}},
		{"preloaded parts to see", `<link rel=preload as=font href=http://cdn.test/f><link rel=preload as=image href=/a imagesrcset="/b 2x"><link rel=preload as=video href=/v>`, []string{"font http://cdn.test/f", "image https://shop.test/a", "image https://shop.test/b", "media https://shop.test/v"}},
		{"icons", `<link rel="shortcut ICON" href=http://cdn.test/i><link rel=mask-icon href=/no>`, []string{"icon http://cdn.test/i"}},
		{"a sheet switched off", `<link rel=stylesheet disabled href=/a.css>`, nil},
		{"other links", `<link rel=preload as=fetch href=http://cdn.test/f><link rel=canonical href=http://shop.test/><link rel=dns-prefetch href=//cdn.test>`, nil},
		{"sheets imported", `<style>/* @import "http://no.test/"; */ @charset "utf-8"; @import "http://cdn.test/a.css"; @import url(http://cdn.test/b.css) print;@IMPORT URL('http://cdn.test/c;c.css');</style>`, []string{"style http://cdn.test/a.css", "style http://cdn.test/b.css", "style http://cdn.test/c;c.css"}},
		{"sheets imported too late", `<style>p{color:red} @import "http://cdn.test/a.css";</style>`, nil},
		{"no style sheet", `<style type=text/less>@import "http://cdn.test/a.css";</style>`, nil},
		{"modules imported", "<script type=module>import \"http://cdn.test/a.js\";import{b}from'http://cdn.test/b.js'\nexport * from \"http://cdn.test/c.js\"</script>", []string{"script ", "script http://cdn.test/a.js", "script http://cdn.test/b.js", "script http://cdn.test/c.js"}},
		{"not imported", "<script type=module>// import \"http://cdn.test/a.js\"\n/*\nimport \"http://cdn.test/a.js\"*/ import 'vue'; export default \"http://cdn.test/\"; let from = \"http://cdn.test/\"</script>", []string{"script "}},
		{"no module", "<script>\nimport \"http://cdn.test/a.js\"</script>", []string{"script "}},
		{"data", `<script type="application/ld+json">{"@id":"http://shop.test/"}</script><script type="text/plain" src="http://cdn.test/a.js">x</script>`, []string{"data "}},
		{"types that run", `<script type="" src=/a></script><script type=" Text/JavaScript " src=/b></script><script type=module src=/c></script><script language=JavaScript1.2 src=/d></script><script type=application/x-ecmascript src=/e></script>`, []string{"script https://shop.test/a", "script https://shop.test/b", "script https://shop.test/c", "script https://shop.test/d", "script https://shop.test/e"}},
		{"types that Rocket Loader runs", `<script type="ac2db66612bdc379950ac657-text/javascript" src=/a></script><script type="ac2db66612bdc379950ac657-module" src=/b></script><script type="abc-text/javascript" src=/no></script>`, []string{"script https://shop.test/a", "script https://shop.test/b"}},
		{"texts in addresses", `<script src="data:text/javascript;base64,ZigpOw=="></script><script defer src="DATA:,g(%22a%22)">h()</script><script src="data:;base64,!"></script><script type=text/plain src="data:,no"></script>`, []string{"script ", "script "}},
		{"sets of pictures", `<img src=/a srcset="/b, /c 2x,http://cdn.test/d,e 3x,, data:image/png;base64,AA== 4x , /f"><picture><source srcset="http://cdn.test/g 100w,/h 200w"></picture>`, []string{
			"image https://shop.test/a", "image https://shop.test/b", "image https://shop.test/c", "image http://cdn.test/d,e", "image https://shop.test/f", "image http://cdn.test/g", "image https://shop.test/h",
		}},
		{"films", `<video src=/a poster=http://cdn.test/p><source src=/b><track src=/c></video>`, []string{"media https://shop.test/a", "image http://cdn.test/p", "media https://shop.test/b", "media https://shop.test/c"}},
		{"pictures elsewhere", `<input type=image src=/a><body background=/b><svg><image xlink:href=/c /></svg><input type=text src=/no><div background=/no>`, []string{"image https://shop.test/a", "background https://shop.test/b", "image https://shop.test/c"}},
		{"pictures of styles", `<p style="background:url(http://cdn.test/a)"><style>p { background: url('/b') } @font-face{src:url(/f)}</style><style type=text/less>p{background:url(/no)}</style>`, []string{"background http://cdn.test/a", "background https://shop.test/b", "font https://shop.test/f"}},
		{"for those without scripts", `<noscript><img src=http://cdn.test/a><iframe src=http://cdn.test/b></iframe></noscript><img src=/c>`, []string{"image https://shop.test/c"}},
		{"in a template", `<template><script src=http://cdn.test/a.js></script><img src=http://cdn.test/a.png></template>`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range read(tt.body).Resources {
				got = append(got, r.Kind+" "+r.URL)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
	if d := read(`<script>a</script><script src="mailto:x">b</script>`); len(d.Resources) != 1 || d.Resources[0].Inline != "a" {
		t.Errorf("the text of a script that is loaded stands for another's: %+v", d.Resources)
	}
}

func TestDocumentIsBounded(t *testing.T) {
	deep := &Page{URL: "https://shop.test/", Body: []byte(strings.Repeat("<div><a href=/x>", 100_000))}
	if d := deep.Document(); len(d.Links) > maxItems || !d.Cut {
		t.Errorf("%d links are kept, cut %t", len(d.Links), d.Cut)
	}
	for _, tag := range []string{"<img src=/a>", "<script></script>", "<form></form>", "<input form=a>"} {
		for extra, want := range []bool{false, true} {
			p := &Page{URL: "https://shop.test/", Body: []byte(strings.Repeat(tag, maxItems+extra))}
			if d := p.Document(); d.Cut != want {
				t.Errorf("%d times %s: cut %t", maxItems+extra, tag, d.Cut)
			}
		}
	}
}

func FuzzDocument(f *testing.F) {
	f.Add([]byte("<form><input><a href=/x>y<script>z"))
	f.Add([]byte("<base href='//\x00'><a href='%zz'><title><meta name=x"))
	f.Fuzz(func(t *testing.T, body []byte) {
		d := (&Page{URL: "https://shop.test/", Body: body}).Document()
		for _, l := range d.Links {
			if !strings.HasPrefix(l.URL, "http://") && !strings.HasPrefix(l.URL, "https://") {
				t.Fatalf("link to %q", l.URL)
			}
		}
	})
}
