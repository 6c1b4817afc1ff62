package observe

import (
	"strings"
	"testing"
)

func TestShell(t *testing.T) {
	const script = `<script type="module" src="/assets/app.js"></script>`
	long := strings.Repeat("Tea from the mountains. ", 8)
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"React", `<title>Tea</title><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>` + script, true},
		{"Vue, with a link for those without", `<noscript><strong>We're sorry but tea doesn't work properly without JavaScript enabled. <a href="https://enable-javascript.com">How</a></strong></noscript><div id=app></div>` + script, true},
		{"Next, with data", `<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{"name":"` + long + `"}</script>` + script, true},
		{"Nuxt, waiting", `<div id="__nuxt"><div class="spinner"><p>Loading…</p></div></div><script>window.__NUXT__={}</script>`, true},
		{"Angular", `<body><app-root></app-root>` + script, true},
		{"Angular, with a word", `<body><app-root>Please wait</app-root>` + script, true},
		{"AngularJS", `<html ng-app="shop"><body><ui-view></ui-view>` + script, true},
		{"Svelte", `<body data-sveltekit-preload-data="hover"><div style="display: contents"><script>{start()}</script></div></body>`, true},
		{"a custom element, never closed", `<tea-app>` + script, true},
		{"a script alone", script, true},
		{"with an icon, a style and a picture fetched ahead", `<link rel=icon href=i><style>p{background:url(b)}</style><link rel=preload as=image href=p>` + script, true},
		{"a script and one for counting that runs without", `<noscript><iframe src="https://count.test/"></iframe></noscript><main id="main"></main>` + script, true},
		{"a word in any language asks for JavaScript", `<p>Tee</p><noscript>Bitte aktivieren Sie JavaScript.</noscript>` + script, true},
		{"templates are not shown", `<template><p>` + long + `</p></template><div id="app"></div>` + script, true},

		{"nothing", ``, false},
		{"no script", `<div id="root"></div>`, false},
		{"data is no script", `<div id="root"></div><script type="application/json">{}</script>`, false},
		{"a tiny page", `<h1>Tea</h1>` + script, false},
		{"a tiny page of one picture", `<img src="/tea.jpg">` + script, false},
		{"a tiny page of one film", `<video src="/tea.mp4"></video>` + script, false},
		{"frames", `<frameset><frame src="/shop"></frameset>` + script, false},
		{"closed for repairs", `<h1>We will be back soon</h1><p>The shop is being repaired.</p>` + script, false},
		{"built on the server", `<div id="__next"><h1>Tea</h1><p>` + long + `</p></div>` + script, false},
		{"a little, built on the server", `<div id="root"><h1>Our shop is closed until Monday, sorry.</h1></div>` + script, false},
		{"an island in a page", `<p>` + long + `</p><div id="app"></div>` + script, false},
		{"a menu", `<a href="/a">A</a><a href="/b">B</a><a href="/c">C</a><div id="app"></div>` + script, false},
		{"a headline, and a request for JavaScript", `<h1>Tea</h1><noscript>Some things here need JavaScript.</noscript>` + script, false},
		{"a headline beside the place to fill", `<h1>Tea</h1><div id="app"></div>` + script, true},
		{"a form", `<form action="/login"><input type="password"></form><div id="root"></div>` + script, false},
		{"a field", `<input name="q"><div id="root"></div>` + script, false},
		{"a full page that asks for JavaScript too", `<noscript>Enable JavaScript for our reviews.</noscript><p>` + long + `</p>` + script, false},
		{"an empty banner of somebody else", `<h1>Tea</h1><cookie-banner></cookie-banner>` + script, false},
		{"a script of that name", `<h1>Tea</h1><script id="app">go()</script>`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &Page{URL: "https://shop.test/", Body: []byte(tt.body)}
			if got := p.Shell(); got != tt.want {
				t.Errorf("Shell() = %t; %+v, %d links", got, p.parsed.scaffold, len(p.Document().Links))
			}
		})
	}
	cut := &Page{URL: "https://shop.test/", Body: []byte(`<div id="root"></div>` + script), Cut: true}
	if cut.Shell() {
		t.Error("of a page that was cut nobody knows what follows")
	}
}
