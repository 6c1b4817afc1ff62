package shop

import "shopcheck/scanner/observe"

// Unread returns why nothing is known of what a page's text says, and nil where
// it was read: its header came and its text did not, or its HTML is a shell that
// scripts fill in the browser. Whoever rests on a page's text asks first; what a
// header says holds all the same. What a browser has built is read, unless that is
// a shell too.
func Unread(page *observe.Page) error {
	if page.Shell() {
		return shell(page, "this page")
	}
	return Textless(page)
}

// shell says why a page's HTML says nothing, and what may help.
func shell(page *observe.Page, name string) *observe.Failure {
	words := name + " is built by a script in the visitor's browser, which this scan did not use; scan again with --browser to have it looked at"
	if page.Rendered {
		words = name + " is built by a script in the visitor's browser, and nothing came of it in the one of this scan"
	}
	return &observe.Failure{Cause: observe.NeedsBrowser, Words: words}
}

// Textless returns why nothing is known of a page's text where only its header
// could be read, and else nil.
func Textless(page *observe.Page) error {
	if page.Cut && len(page.Body) == 0 {
		return &observe.Failure{Cause: observe.Malformed, Words: "the page's header could be read, but not its text"}
	}
	return nil
}
