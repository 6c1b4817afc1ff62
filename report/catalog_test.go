package report

import (
	"fmt"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// catalog is a small checklist of the tests' own, so that the golden files
// change when reports do and not when somebody mends a page.
func catalog() checklist.Catalog {
	cat := checklist.Catalog{Probes: map[scanner.ProbeID]scanner.Probe{}}
	for _, p := range pages {
		cat.Probes[p.ID] = p
	}
	for i, it := range items {
		it.ID = checklist.ItemID(fmt.Sprintf("Q%d", i+1))
		cat.Items = append(cat.Items, it)
	}
	for i, t := range tips {
		t.Number = i + 1
		cat.Tips = append(cat.Tips, t)
	}
	return cat
}

var items = []checklist.Item{
	{Title: "Encrypted shopping", Ask: "Is everything customers send while they shop and pay encrypted properly?", ForceNo: ids("cert.valid", "https.forms"), Required: ids("cert.valid", "https.forms", "tls.modern"), Tips: []int{1, 9}},
	{Title: "Strong passwords", Ask: "Do customers and administrators have to use strong passwords?", Tips: []int{2, 3}, Parts: []checklist.Part{
		{ID: "second-step", Ask: "Must everyone who manages the shop confirm with a second step?", Kind: checklist.Choice, Choices: []checklist.Option{{Value: "all", Label: "yes, everyone"}, {Value: "some", Label: "only some"}}},
		{ID: "shortest", Ask: "What is the shortest password a new customer can choose?", Kind: checklist.Number},
	}},
	{Title: "Software kept up to date", Ask: "Is the shop's software updated and patched regularly?", ForceNo: ids("software.eol"), Required: ids("software.platform"), Tips: []int{4}},
	{Title: "Plan for a breach", Ask: "Is there a plan for the day of a security breach?", Tips: []int{10}, Parts: []checklist.Part{
		{ID: "reviewed", Ask: "When was the plan last tried out or reviewed?", Kind: checklist.Date},
	}},
	{Title: "All risks planned for", Ask: "Does the company's planning cover all risks, and if not, which ones are missing?", Tips: []int{10}},
	{Title: "Staff trained", Ask: "Are the people who work in the shop trained in security, above all against phishing?", Tips: []int{6, 8}},
	{Title: "Secure payments", Ask: "Do payments and other sensitive data go through secure gateways and by the industry's rules?", ForceNo: ids("https.forms"), Required: ids("payment.mode"), Tips: []int{5, 8}},
	{Title: "Strangers kept out", Ask: "Are there measures that prevent and detect unauthorised access to the site and to customer data?", ForceNo: ids("exposed.env"), Required: ids("exposed.env"), Tips: []int{3, 7, 10}},
	{Title: "Regular tests", Ask: "Are security assessments and penetration tests carried out regularly?", Tips: []int{10}},
	{Title: "Old data disposed of", Ask: "Is customer data that is no longer needed disposed of securely, by rule?", ForceNo: ids("exposed.dump"), Tips: []int{8}},
	{Title: "Measures reviewed", Ask: "Is there a routine that monitors and reviews whether all of this still works?", Tips: []int{10, 4}},
}

var tips = []checklist.Tip{
	{Title: "Use networks you can trust", Text: "Manage the shop only from networks you trust."},
	{Title: "Long passwords, each used once", Text: "Give every account a password of its own with at least 12 characters."},
	{Title: "Switch on the second step", Text: "Ask for a second step at every login that matters."},
	{Title: "Keep everything up to date", Text: "Install security updates as soon as they appear.", Probes: ids("software.eol")},
	{Title: "Take payments the safe way", Text: "Leave card data to a payment provider that handles it on its own pages.", Probes: ids("payment.mode")},
	{Title: "Be wary of deceitful mail", Text: "Take your time with mail that hurries you."},
	{Title: "Protect the devices you work on", Text: "Use security software from a maker with a good name."},
	{Title: "Treat personal data with care", Text: "Collect only what an order needs, and delete it when its time is over.", Probes: ids("exposed.dump")},
	{Title: "Talk over secure channels", Text: "Send confidential things only through channels that encrypt them.", Probes: ids("mail.dmarc-policy", "mail.spf")},
	{Title: "Watch, and act at once", Text: "Look for signs of trouble regularly, and write down who does what when you find one."},
}

func ids(list ...scanner.ProbeID) []scanner.ProbeID { return list }

// pages are probes as reports use them: an ID, a severity and a page.
var pages = []scanner.Probe{
	probe("cert.valid", scanner.Critical, "The certificate is valid today",
		"A browser shows a red page in front of a shop whose certificate is over, and customers turn back.",
		"Renew the certificate today. Your host can do it; most do it free of charge and by themselves from then on."),
	probe("cert.expiry", scanner.High, "The certificate lasts for three more weeks",
		"A certificate that runs out on a holiday closes the shop until somebody notices.",
		"Have the certificate renewed by itself. Your host can switch that on."),
	probe("dns.caa", scanner.Low, "The domain says who may make its certificates",
		"Without this entry, any of hundreds of companies can be tricked into making one.",
		"Add one entry to the domain's records:\n\n    tea-shop.example.  CAA  0 issue \"letsencrypt.org\""),
	probe("exposed.dump", scanner.Critical, "No copy of the database lies in the open",
		"Such a copy holds every customer's name, address and orders. Programs look for it day and night.",
		"Delete the file from the web folder now, and keep backups elsewhere. Then ask your host who fetched it."),
	probe("exposed.env", scanner.Critical, "No file of secrets lies in the open",
		"Files of settings often hold passwords in plain text.",
		"Take the file out of the web folder and change every password that is in it."),
	probe("header.csp", scanner.Medium, "The shop tells browsers which scripts may run",
		"A browser that knows the shop's own scripts refuses those that a thief puts between them.",
		"Send this header. Whoever looks after the server can add it.\n\nWith nginx:\n\n    location ~ \\.php$ {\n        add_header Content-Security-Policy \"default-src 'self'\" always;\n    }\n\n- Begin with `Content-Security-Policy-Report-Only`, which blocks nothing yet and only\n  reports what it would have blocked.\n- Then read the reports for a week."),
	probe("https.forms", scanner.Critical, "Every form sends encrypted",
		"What a customer types into an unencrypted form can be read on the way.",
		"Change the form's address from `http://` to `https://`. Your agency finds it in the shop's templates."),
	probe("mail.dmarc-policy", scanner.High, "Forged mail in the shop's name is stopped",
		"A rule that only watches tells you about forgeries after your customers have read them. Mail services put forged\nmail into the spam folder, or refuse it, only if you ask for it.",
		"Change the record step by step, and read the reports between the steps. Your agency or mail provider can do it.\n\n    _dmarc.shop.example.  TXT  \"v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.example\""),
	probe("mail.spf", scanner.High, "The domain lists who may send its mail",
		"Without the list anybody can write to your customers in your name.",
		"Ask your mail provider for its line, and put everything into one record at the domain itself."),
	probe("mail.starttls", scanner.Medium, "Mail to the shop travels encrypted",
		"Orders and complaints hold personal data.", "Ask your mail provider to switch on encryption."),
	probe("payment.mode", scanner.High, "Card numbers are typed in at the payment provider",
		"A shop that never sees card numbers cannot lose them.", "Use your provider's own payment page or box."),
	probe("software.eol", scanner.High, "The shop's software still gets security updates",
		"Holes in software without updates stay open for ever, and lists of them are public.", "Move to a version that its maker still looks after."),
	probe("software.platform", scanner.Info, "The shop's software can be recognised",
		"Only then can its updates be judged.", "Tell shopcheck which software the shop runs on."),
	probe("tls.modern", scanner.Critical, "The shop speaks today's encryption",
		"Old kinds of encryption have been broken.", "Ask your host to switch on TLS 1.2 and TLS 1.3."),
}

func probe(id scanner.ProbeID, sev scanner.Severity, title, why, do string) scanner.Probe {
	doc := fmt.Sprintf("# %s\n\nAbout this.\n\n## Why it matters\n%s\n\n## What to do\n%s\n\n## For the technician\nDetails.\n", title, why, do)
	return scanner.Probe{ID: id, Severity: sev, Doc: doc}
}
