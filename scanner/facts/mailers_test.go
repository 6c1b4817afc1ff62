package facts

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestMailersByName(t *testing.T) {
	for _, tt := range []struct {
		what string
		of   func(string) (Mailer, bool)
		yes  map[string]string
		no   []string
	}{
		{"MX", MailerOfMX, map[string]string{
			"alt1.aspmx.l.google.com": "Google Workspace", "ASPMX3.GoogleMail.com.": "Google Workspace", "smtp.google.com": "Google Workspace",
			"shop-test.mail.protection.outlook.com": "Microsoft 365", "shop-test.a-v1.mx.microsoft": "Microsoft 365",
			"mailsec.protonmail.ch": "Proton Mail", "in1-smtp.messagingengine.com": "Fastmail", "mx00.ionos.de": "IONOS", "mx01.kundenserver.de": "IONOS",
			"smtpin.rzone.de": "Strato", "w020a88d.kasserver.com": "All-Inkl", "mx1.hostinger.com": "Hostinger", "mx1.mailpod16-cph3.g1i.one.com": "one.com",
			"mta-gw.infomaniak.ch": "Infomaniak", "mx1.mail.ovh.net": "OVHcloud", "route1.mx.cloudflare.net": "Cloudflare Email Routing",
			"mx01.hornetsecurity.com": "Hornetsecurity", "mx2.zoho.eu": "Zoho", "emx.mail.ru": "VK WorkSpace",
		}, []string{"mail.shop.test", "google.com", "aspmx.l.google.com.shop.test", "myrzone.de", "ns1.ovh.net", "hotmail.ru", "telephone.com", ""}},
		{"SPF", MailerOfSPF, map[string]string{
			"_spf.google.com": "Google Workspace", "spf.protection.outlook.com": "Microsoft 365", "sendgrid.net": "SendGrid", "eu.mailgun.org": "Mailgun",
			"123456.spf07.hubspotemail.net": "HubSpot", "spf.sendinblue.com": "Brevo", "spf.kasserver.com": "All-Inkl", "servers.mcsv.net": "Mailchimp",
			"fdspfeuc.freshemail.io": "Freshworks", "u1234.wl012.sendgrid.net": "SendGrid",
		}, []string{"google.com", "spf.shop.test", "notsendgrid.net", "mcsv.net.shop.test", "outlook.com"}},
		{"key", MailerOfKey, map[string]string{
			"selector1-shop-test._domainkey.shop.onmicrosoft.com": "Microsoft 365", "selector2-shop-test._domainkey.shop.n-v1.dkim.mail.microsoft": "Microsoft 365",
			"s1.domainkey.u1234.wl012.sendgrid.net": "SendGrid", "b1.shop-test.dkim.brevo.com": "Brevo", "dkim3.mcsv.net": "Mailchimp",
			"csrh5mvpf5fhgrk4sj2gts46n7s2fkoc.dkim.amazonses.com": "Amazon SES", "dkim1.71c7ab9a65e3.p479.email.myshopify.com": "Shopify",
			"gm2.gandimail.net": "Gandi", "_dkim-a.transip.email": "TransIP", "rsa1.dkim.c420fb9ld.service.one": "one.com", "shop-test.hs07a.dkim.hubspotemail.net": "HubSpot",
		}, []string{"k._domainkey.shop.test", "amazonses.com", "onmicrosoft.com.shop.test", "xmcsv.net"}},
		{"text", MailerOfText, map[string]string{
			"MS=ms12345678": "Microsoft 365", "brevo-code:3fd38860523365d02da40fefe91d5079": "Brevo", "sendinblue-code:1": "Brevo",
			"klaviyo-site-verification=VnVNmQ": "Klaviyo", "protonmail-verification=64d919e2": "Proton Mail", "zoho-verification=zb1.zmverify.zoho.eu": "Zoho",
		}, []string{"MS=ms", "MS=1", "google-site-verification=x", "a MS=ms1", "brevo-code", ""}},
	} {
		for name, want := range tt.yes {
			if got, ok := tt.of(name); !ok || got.Name != want {
				t.Errorf("%s %s: %q, want %q", tt.what, name, got.Name, want)
			}
		}
		for _, name := range tt.no {
			if got, ok := tt.of(name); ok {
				t.Errorf("%s %s: %q, want nobody", tt.what, name, got.Name)
			}
		}
	}
}

func TestMailersTable(t *testing.T) {
	host := regexp.MustCompile(`^([a-z0-9_-]+\.)+[a-z]+$`)
	selector := regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	taken := make(map[string]string)
	for _, m := range Mailers() {
		if m.Name == "" || len(m.MX)+len(m.SPF) == 0 || len(m.Selectors) == 0 && !m.Varies {
			t.Errorf("%+v is not complete", m)
		}
		for kind, names := range map[string][]string{"mx": m.MX, "spf": m.SPF, "keys": m.Keys} {
			for _, n := range names {
				if by := taken[kind+n]; by != "" || !host.MatchString(n) {
					t.Errorf("%s: %s %q, also of %q", m.Name, kind, n, by)
				}
				taken[kind+n] = m.Name
			}
		}
		for _, begin := range m.Texts {
			if !strings.HasSuffix(begin, "=") && !strings.HasSuffix(begin, ":") && begin != "MS=ms" {
				t.Errorf("%s: a text may begin with %q by chance", m.Name, begin)
			}
		}
		for i, s := range m.Selectors {
			if !selector.MatchString(s) || slices.Contains(m.Selectors[:i], s) {
				t.Errorf("%s: selector %q", m.Name, s)
			}
		}
		if len(m.Selectors) > 6 {
			t.Errorf("%s: %d names are too many to ask for", m.Name, len(m.Selectors))
		}
	}
	usual := UsualSelectors()
	if len(usual) == 0 || len(usual) > 12 {
		t.Errorf("%d usual names", len(usual))
	}
	for i, s := range usual {
		if !selector.MatchString(s) || slices.Contains(usual[:i], s) {
			t.Errorf("usual name %q", s)
		}
	}
	if !strings.Contains(mailers().Source, "2026") {
		t.Errorf("source %q has no date", mailers().Source)
	}
}
