package observe

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var (
	// nginxStatus is nginx's page of figures, which is no HTML.
	nginxStatus = regexp.MustCompile(`^Active connections: *(?:\d+|\[masked\])\s+server accepts handled requests`)
	// telling are the words by which pages are known that are no shop's: what
	// Apache says of itself, what programs say of their mistakes, what sets a shop
	// up, what waits for programs, the way out of a list of files, and how servers
	// sign their own pages of errors.
	telling = regexp.MustCompile(`^\s*(Apache Server Information|Apache (?:Server )?Status for |` +
		`Server Error in |Application Trace|DEBUG = True|Symfony Exception|Stack Trace:|Routing Error|` +
		`(?:Warning|Notice|Deprecated|Fatal error|Parse error)$|` +
		`PrestaShop Installation Assistant|Magento Installation Wizard|Joomla! Web Installer|nopCommerce installation|` +
		`XML-RPC server accepts POST requests only\.|\[To Parent Directory\]|` +
		`nginx/[\d.]{3,12}(?: \([\w .-]{1,30}\))?|Apache/[\d.]{3,12}(?: \([\w .-]{1,30}\)| [\w.-]{1,30}/[\w.~+:-]{1,60}){0,8}|Apache Tomcat/[\d.]{3,12}(?: \([\w .-]{1,30}\))?|` +
		`Powered by Jetty:// \d{1,2}(?:\.\d{1,3}){2}(?:\.v\d{8})?)`)
	// aList is the title of a list of a folder's files.
	aList = regexp.MustCompile(`^\s*(?:Index of |Directory listing for |[\w.-]{1,80} - /)`)
	// ending is how the name of a file ends that such a list leads to.
	ending = regexp.MustCompile(`\.(?:bak|bz2|csv|db|docx?|eml|env|gz|key|log|mbox|odt|old|pdf|pem|rar|sql|sqlite|tar|tgz|xlsx?|zip|7z|gif|jpe?g|png|svg|webp)$`)
	// captcha is how a page's tests for people begin: their scripts' addresses, as
	// their makers document them in 2026, and the classes that these look for.
	captcha = regexp.MustCompile(`^(?:https:)?//(?:(?:www\.google\.com|www\.recaptcha\.net|www\.gstatic\.com)/recaptcha/|(?:js\.)?hcaptcha\.com/|challenges\.cloudflare\.com/turnstile/|cdn\.jsdelivr\.net/npm/friendly-challenge@)` +
		`|^(?:g-recaptcha|h-captcha|cf-turnstile|frc-captcha)(?:$| )`)
	// fault is a title that says what a program stumbled over, whose words may be
	// anybody's; what is behind it names the program.
	fault = regexp.MustCompile(`(?is)(?:exception|error|denied|SQLSTATE)\b.*?( // Werkzeug Debugger)?\s*$`)
	// general are titles that say so of no case.
	general = regexp.MustCompile(`^\s*(?:Action Controller: Exception caught|Error [Ll]og for )`)
	// plainValue is the value of an attribute that may be shown.
	plainValue = regexp.MustCompile(`^[\w .:\[\]-]{0,64}$`)
)

// MaskPage hides everything in a page except its tags, what fields its forms
// have and whose test for people, its title, the software that it names as its
// generator, and the words that prove a diagnostic page.
func MaskPage(s string) string {
	if nginxStatus.MatchString(s) {
		return "Active connections: " + hiddenValue + "\nserver accepts handled requests\n"
	}
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	titles, inTitle, said, list := 0, false, false, false
	for z.Next() != html.ErrorToken {
		t := z.Token()
		switch {
		case t.Type == html.DoctypeToken:
			t.Data = "html"
		case t.Type == html.TextToken && (said || strings.TrimSpace(t.Data) == ""), t.Type == html.CommentToken:
			continue
		case t.Type == html.TextToken:
			list = list || inTitle && titles == 1 && aList.MatchString(t.Data)
			t.Data, said = maskText(t.Data, inTitle && titles == 1), true
		case t.DataAtom == 0: // no tag of HTML: perhaps a mail address in angle brackets
			continue
		}
		if t.Type != html.TextToken {
			said, inTitle = false, t.Type == html.StartTagToken && t.Data == "title"
			t.Attr = maskAttributes(t, list)
		}
		if inTitle && t.Type == html.StartTagToken {
			titles++
		}
		out.WriteString(t.String())
	}
	return out.String()
}

// maskText masks the words of a page.
func maskText(s string, title bool) string {
	if m := fault.FindStringSubmatch(s); title && m != nil && strings.ContainsAny(s, ":[@'") && !general.MatchString(s) {
		return hiddenValue + m[1]
	}
	if title {
		s = strings.ToValidUTF8(s, "\ufffd")
		return strings.ToValidUTF8(s[:min(len(s), 100)], "")
	}
	if m := telling.FindStringSubmatch(s); m != nil {
		if m[0] == strings.TrimRight(s, " \t\r\n") {
			return m[1]
		}
		return m[1] + hiddenValue
	}
	return hiddenValue
}

// maskAttributes returns the attributes of a tag that say what a form asks for
// and what a page is made with; in a list of files also what kinds of files they
// are.
func maskAttributes(t html.Token, list bool) []html.Attribute {
	var kept []html.Attribute
	generator := false
	for _, a := range t.Attr {
		generator = generator || t.Data == "meta" && a.Key == "name" && strings.EqualFold(a.Val, "generator")
		switch a.Key {
		case "type", "name", "id", "method", "autocomplete":
		case "src", "class":
			if a.Val = captcha.FindString(a.Val); a.Val == "" {
				continue
			}
			kept = append(kept, a)
			continue
		case "content":
			if !generator {
				continue
			}
		case "href":
			if a.Val = hiddenValue + ending.FindString(strings.ToLower(a.Val)); !list || t.Data != "a" || a.Val == hiddenValue {
				continue
			}
		default:
			continue
		}
		if !plainValue.MatchString(a.Val) {
			a.Val = hiddenValue
		}
		kept = append(kept, a)
	}
	return kept
}
