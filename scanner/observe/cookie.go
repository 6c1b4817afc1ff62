package observe

// A Cookie is one Set-Cookie header as browsers read it (RFC 6265bis, section
// 5.6). Its value is masked in the page it came from and not kept here.
type Cookie struct {
	Name     string
	Secure   bool
	HTTPOnly bool
	SameSite string // "Lax", "Strict", "None"; empty if absent or unknown
	Domain   string // empty: host only
	Path     string
	Deletes  bool   // an expiry in the past: the shop removes the cookie
	Raw      string // as sent, value masked
}
