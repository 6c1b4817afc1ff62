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
	const no, perhaps, yes = "no", "perhaps", "yes"
	for name, want := range map[string]string{
		"PHPSESSID":                            yes,
		"__Host-session":                       yes,
		"__Secure-PHPSESSID":                   yes,
		"__Http-session":                       yes,
		"__Host-Http-sessionid":                yes,
		"laravel_session":                      yes,
		"session_id":                           yes,
		".AspNetCore.Session":                  yes,
		".AspNetCore.Identity.Application":     yes,
		"sid":                                  yes,
		"SSESS0123456789abcdef0123456789abcde": yes,
		"SSESSabc":                             yes,
		"SESS0":                                yes,
		"session-":                             yes,
		"session-1":                            yes,
		"PrestaShop-0123456789abcdef":          yes,
		"wordpress_logged_in_0f0f":             yes,
		"JSESSIONID":                           yes,
		"ASPSESSIONIDABCD":                     yes,
		"my_shop_session":                      perhaps,
		"auth-token":                           perhaps,
		"token":                                perhaps,
		"chat_token_1":                         perhaps,
		"shop_jwt":                             perhaps,
		"access_token":                         perhaps,
		"widget-session-id":                    perhaps,
		"_ga":                                  no,
		"_hjSessionUser_1":                     no,
		"__cf_bm":                              no,
		"XSRF-TOKEN":                           no,
		"csrftoken":                            no,
		"__Host-csrf_token":                    no,
		"__Host-Http-XSRF-TOKEN":               no,
		"authenticity_token":                   no,
		"shop_form_token":                      no,
		".AspNetCore.Antiforgery.9TtSrW0hzOs":  no,
		".Nop.Antiforgery":                     no,
		".AspNetCore.Culture":                  no,
		"form_key":                             no,
		"mage-cache-sessid":                    no,
		"mage-messages":                        no,
		"_shopify_s":                           no,
		"woocommerce_cart_hash":                no,
		"visitor_session":                      no,
		"consent_token":                        no,
		"cookie-consent-session":               no,
		"gtm_session":                          no,
		"utm_session":                          no,
		"gdpr[session]":                        no,
		"sp-cmp-session":                       no,
		"rl_session":                           no,
		"mboxSession":                          no,
		"mbox-session":                         no,
		"gorgias.session":                      no,
		"ab.storage.sessionId.1":               no,
		"personalization_token":                no,
		"residence":                            no,
		"obsession":                            no,
		"SSESSION":                             no,
		"language":                             no,
		"cart":                                 no,
		"":                                     no,
	} {
		got := no
		switch is, sure := SessionCookie(name); {
		case is && sure:
			got = yes
		case is:
			got = perhaps
		}
		if got != want {
			t.Errorf("SessionCookie(%q) = %s, want %s", name, got, want)
		}
	}
}
