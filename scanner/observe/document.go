package observe

// A Document is what a page's HTML says, as far as probes need it. Addresses
// are absolute; those that are no http or https address are left out.
type Document struct {
	Title     string
	Links     []Link
	Forms     []Form
	Resources []Resource
	Metas     []Meta
	Text      string // visible text, bounded
}

// A Link is an anchor's address and words.
type Link struct{ URL, Text string }

// A Form is where a form sends what, and by which method (upper case).
type Form struct {
	Action, Method string
	Inputs         []Input
}

// An Input is one field of a form: its attributes, lower-case type.
type Input struct {
	Type, Name, ID, Autocomplete, MinLength, Pattern, Placeholder string
}

// A Resource is something a page makes the browser load.
type Resource struct {
	Kind      string // script, style, frame, image, media, object
	URL       string // empty for inline scripts
	Inline    string // an inline script's text, bounded
	Integrity string
	Nonce     string
}

// A Meta is one meta element; Name holds name, property or http-equiv, lower case.
type Meta struct{ Name, Content string }
