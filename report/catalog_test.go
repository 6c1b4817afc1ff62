package report

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// catalog is the real items and tips with probes of the tests' own, so that the
// golden files show what people read and do not change when somebody mends a
// page.
var catalog = sync.OnceValue(func() checklist.Catalog {
	cat, err := checklist.Bare()
	if err != nil {
		panic(err)
	}
	cat.Probes = map[scanner.ProbeID]scanner.Probe{}
	for _, p := range slices.Concat(pages, titled) {
		cat.Probes[p.ID] = p
	}
	return cat
})

// pages are probes as reports use them: an ID, a severity and a page.
var pages = []scanner.Probe{
	probe("cert.valid", scanner.Critical, "The certificate is valid today",
		"A browser shows a red page in front of a shop whose certificate is over, and customers turn back.",
		"Have your host renew the certificate today. Most do it free of charge, and by themselves from then on."),
	probe("cert.expiry", scanner.High, "The certificate has enough time left",
		"A certificate that runs out on a holiday closes the shop until somebody notices.",
		"Have the certificate renewed by itself. Your host can switch that on."),
	probe("dns.caa", scanner.Low, "Only chosen companies may issue certificates",
		"Without this entry, any of hundreds of companies can be tricked into making one.",
		"Have one entry added to the domain's records:\n\n    tea-shop.example.  CAA  0 issue \"letsencrypt.org\""),
	probe("exposed.dump", scanner.Critical, "No copy of the database lies about",
		"Such a copy holds every customer's name, address and orders. Programs look for it day and night.",
		"Have your host take the file away from the web folder, and ask who fetched it.\n\n1. Keep backups elsewhere.\n2. Forbid such names: nginx `location ~ \\.sql$ { return 404; }`."),
	probe("exposed.env", scanner.Critical, "Files with passwords stay private",
		"Files of settings often hold passwords in plain text.",
		"Take the file out of the web folder and change every password that is in it."),
	probe("header.csp", scanner.Low, "Browsers know from where scripts may come",
		"A browser that knows the shop's own scripts refuses those that a thief puts between them.",
		"Send this header. Whoever looks after the server can add it.\n\n- In a rented shop only the provider can.\n- nginx:\n\n      location ~ \\.php$ {\n          add_header Content-Security-Policy \"default-src 'self'\" always;\n      }\n\n- Apache, with the module\n  `headers`:\n\n      Header always set Content-Security-Policy \"default-src 'self'\"\n\n- Caddy:\n\n      header Content-Security-Policy \"default-src 'self'\"\n\n- Begin with `Content-Security-Policy-Report-Only`, which blocks nothing yet and only\n  reports what it would have blocked.\n- Then read the reports for a week."),
	probe("https.forms", scanner.Critical, "Logins, orders and payments are sent encrypted",
		"What a customer types into an unencrypted form can be read on the way.",
		"Change the form's address from `http://` to `https://`. Your agency finds it in the shop's templates."),
	probe("mail.dmarc-policy", scanner.High, "Forged mail in the shop's name is stopped",
		"A rule that only watches tells you about forgeries after your customers have read them. Mail services put forged\nmail into the spam folder, or refuse it, only if you ask for it.",
		"Change the record step by step, and read the reports between the steps. Your agency or mail provider can do it.\n\n    _dmarc.shop.example.  TXT  \"v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.example\""),
	probe("mail.spf", scanner.Medium, "The domain lists who may send its mail",
		"Without the list anybody can write to your customers in your name.",
		"Ask your mail provider for its line, and put everything into one record at the domain itself."),
	probe("mail.starttls", scanner.Medium, "The shop's mail servers take mail encrypted",
		"Orders and complaints hold personal data.", "Ask your mail provider to switch on encryption."),
	probe("payment.mode", scanner.High, "Card numbers never pass through the shop",
		"A shop that never sees card numbers cannot lose them.", "Use your provider's own payment page or box."),
	probe("software.eol", scanner.High, "The platform still gets security updates",
		"Holes in software without updates stay open for ever, and lists of them are public.", "Move to a version that its maker still looks after."),
	probe("cookie.http-only", scanner.Medium, "Scripts cannot read customers' cookies",
		"A foreign script that can read the cookie of a login can go on shopping as your customer.",
		"Have your agency mark the cookie, so that scripts cannot read it.\n\n- PHP, in `php.ini`:\n\n      session.cookie_httponly = On\n\n- In a rented shop, ask the provider and name the cookie."),
	probe("software.platform", scanner.Info, "It is known what the shop is made with",
		"Only then can its updates be judged.", "Tell shopcheck which software the shop runs on."),
	probe("tls.modern", scanner.Critical, "Encryption that today's browsers accept",
		"Old kinds of encryption have been broken.", "Ask your host to switch on TLS 1.2 and TLS 1.3."),
}

func probe(id scanner.ProbeID, sev scanner.Severity, title, why, do string) scanner.Probe {
	doc := fmt.Sprintf("# %s\n\nAbout this.\n\n## Why it matters\n%s\n\n## What to do\n%s\n\n## For the technician\nDetails.\n", title, why, do)
	p := scanner.Probe{ID: id, Severity: sev, Doc: doc}
	if strings.HasPrefix(string(id), "exposed.") {
		p.Class = scanner.Standard
	}
	return p
}

// titled are probes whose pages have only titles.
var titled = []scanner.Probe{
	title("https.served", scanner.Critical, "The shop answers over an encrypted connection"),
	title("https.redirect", scanner.High, "Unencrypted visits are led to the encrypted shop"),
	title("https.hosts", scanner.Medium, "The name works with and without www"),
	title("https.mixed-active", scanner.High, "Scripts and forms of encrypted pages are encrypted too"),
	title("https.mixed-passive", scanner.Low, "Pictures and films of encrypted pages are encrypted too"),
	title("tls.legacy", scanner.High, "Outdated encryption is refused"),
	title("tls.tls13", scanner.Low, "The newest encryption is offered"),
	title("cert.trust", scanner.Critical, "Browsers trust the certificate"),
	title("cert.name", scanner.Critical, "The certificate names the shop"),
	title("cert.lifetime", scanner.Medium, "The certificate is not made for too long"),
	title("cert.key", scanner.High, "The certificate's key is long enough"),
	title("cert.sig", scanner.High, "The certificate's signatures cannot be forged"),
	title("hsts.present", scanner.Medium, "Browsers are told to insist on encryption"),
	title("hsts.age", scanner.Low, "Browsers remember to insist on encryption"),
	title("header.frame", scanner.Medium, "Other websites cannot show these pages inside their own"),
	title("header.nosniff", scanner.Low, "Browsers do not guess what a file is"),
	title("header.referrer", scanner.Low, "Pages keep their addresses to themselves"),
	title("header.disclosure", scanner.Info, "The server does not tell its versions"),
	title("cookie.secure", scanner.High, "Customers' cookies travel only encrypted"),
	title("cookie.same-site", scanner.Low, "Cookies say when other websites may use them"),
	title("page.security-txt", scanner.Low, "Finders of holes know whom to tell"),
	title("exposed.version-control", scanner.Critical, "The source code's history stays private"),
	title("exposed.config", scanner.Critical, "The shop's settings stay private"),
	title("exposed.private-key", scanner.Critical, "Private keys stay private"),
	title("exposed.logs", scanner.High, "The shop's logs stay private"),
	title("exposed.database-admin", scanner.High, "No database tool is open to everybody"),
	title("exposed.debug", scanner.High, "Programmers' tools are off"),
	title("exposed.installer", scanner.High, "No installer is left over"),
	title("exposed.exports", scanner.Critical, "No table of customers lies about"),
	title("exposed.phpinfo", scanner.Medium, "Diagnostic pages are closed"),
	title("admin.path", scanner.Low, "The administration is not where everybody looks"),
	title("software.hosted", scanner.Info, "The platform keeps the software up to date"),
	title("software.php", scanner.Medium, "PHP still gets security updates"),
	title("software.server", scanner.Medium, "The web server still gets security updates"),
	title("dns.zone", scanner.High, "The domain's name servers answer"),
	title("dns.dnssec", scanner.Low, "The domain's records are signed"),
	title("mail.profile", scanner.Info, "How the domain uses mail is clear"),
	title("mail.spf-policy", scanner.Medium, "The list of senders excludes everybody else"),
	title("mail.dmarc", scanner.High, "There is a rule for forged mail"),
	title("mail.mta-sts", scanner.Low, "Mail to the shop must travel encrypted"),
	title("payment.provider", scanner.Info, "The payment company is known"),
}

func title(id scanner.ProbeID, sev scanner.Severity, title string) scanner.Probe {
	return scanner.Probe{ID: id, Severity: sev, Doc: "# " + title + "\n"}
}
