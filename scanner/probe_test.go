package scanner

import "testing"

func TestFixFor(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"- nginx:", "nginx"},
		{"- nginx, in the `server` block:", "nginx"},
		{"- IIS: run it.", "IIS"},
		{"- In a rented shop only the provider can.", FixRented},
		{"- In a rented shop, ask.", FixRented},
		{"- In a rented shop: ask.", FixRented},
		{"- In a rented shopping street.", ""},
		{"- In a rented shop", ""},
		{"- On a server of your own: test it.", FixOwn},
		{"- On a server of your own find out.", FixOwn},
		{"- PHP, in `php.ini`:", FixOwn},
		{"- With certbot 1.25 or newer:", FixOwn},
		{"- WordPress with WooCommerce: look.", FixOwn},
		{"- PHPUnit: none.", ""},
		{"- nginx 1.13 or newer:", ""},
		{"- With Apache:", ""},
		{"nginx: a paragraph", ""},
		{"  - nginx: inside another item", ""},
		{"- You: look.", ""},
		{"", ""},
	} {
		if got := FixFor(tt.line); got != tt.want {
			t.Errorf("FixFor(%q) = %q, want %q", tt.line, got, tt.want)
		}
	}
}
