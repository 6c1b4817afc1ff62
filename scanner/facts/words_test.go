package facts

import (
	"strings"
	"testing"
	"unicode"
)

func TestLinkWords(t *testing.T) {
	for _, role := range []string{"login", "register", "account", "cart", "checkout", "privacy", "contact"} {
		found := LinkWords(role)
		if len(found) < 20 {
			t.Errorf("%s: %d words", role, len(found))
		}
		for _, w := range found {
			if w != strings.ToLower(w) || strings.ContainsAny(w, " /_") || strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) {
				t.Errorf("%s: word %q", role, w)
			}
		}
	}
	if len(LinkWords("elsewhere")) != 0 {
		t.Error("a role that does not exist has words")
	}
}

func TestSessionCookie(t *testing.T) {
	for name, want := range map[string]bool{
		"PHPSESSID":                            true,
		"__Host-session":                       true,
		"__Secure-PHPSESSID":                   true,
		"my_shop_session":                      true,
		"sid":                                  true,
		"auth-token":                           true,
		"SSESS0123456789abcdef0123456789abcde": true,
		"session-":                             true,
		"session-1":                            true,
		"PrestaShop-0123456789abcdef":          true,
		"wordpress_logged_in_0f0f":             true,
		"JSESSIONID":                           true,
		"ASPSESSIONIDABCD":                     true,
		"_ga":                                  false,
		"_hjSessionUser_1":                     false,
		"__cf_bm":                              false,
		"XSRF-TOKEN":                           false,
		"csrftoken":                            false,
		"form_key":                             false,
		"mage-cache-sessid":                    false,
		"mage-messages":                        false,
		"_shopify_s":                           false,
		"woocommerce_cart_hash":                false,
		"visitor_session":                      false,
		"residence":                            false,
		"obsession":                            false,
		"language":                             false,
		"cart":                                 false,
		"":                                     false,
	} {
		if got := SessionCookie(name); got != want {
			t.Errorf("SessionCookie(%q) = %v", name, got)
		}
	}
}
