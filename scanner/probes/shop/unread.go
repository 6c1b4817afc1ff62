package shop

import "shopcheck/scanner/observe"

// Unread returns why nothing is known of what a page's text says, and nil where
// it was read: its header came and its text did not, or its HTML is a shell that
// scripts fill in the browser. Whoever rests on a page's text asks first; what a
// header says holds all the same. A page that a browser has built is read.
func Unread(page *observe.Page) error {
	if page.Shell() {
		return built("this page")
	}
	return Textless(page)
}

// built says that a page is built in the browser.
func built(page string) *observe.Failure {
	return &observe.Failure{Cause: observe.NeedsBrowser, Words: page + " is built by a script in the visitor's browser, which this scan did not use; scan again with --browser to have it looked at"}
}

// Textless returns why nothing is known of a page's text where only its header
// could be read, and else nil.
func Textless(page *observe.Page) error {
	if page.Cut && len(page.Body) == 0 {
		return &observe.Failure{Cause: observe.Malformed, Words: "the page's header could be read, but not its text"}
	}
	return nil
}
