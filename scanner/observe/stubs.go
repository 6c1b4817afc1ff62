package observe

// Document reads the page's HTML.
func (p *Page) Document() *Document { panic("soon") }

// Cookies returns the cookies that the page sets, in order.
func (p *Page) Cookies() []Cookie { panic("soon") }

// Mask hides values in text that may hold secrets.
func Mask(s string) string { return s }

func maskCookie(s string) string { return s }
