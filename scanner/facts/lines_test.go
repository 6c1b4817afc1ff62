package facts

import (
	"maps"
	"regexp"
	"testing"
	"time"
)

// TestLinesInOrder: the newest line of a product comes first, and no version can be
// of two lines.
func TestLinesInOrder(t *testing.T) {
	for product, lines := range cycles() {
		before := time.Time{}
		for i, c := range lines {
			if c.Released.IsZero() {
				continue
			}
			if !before.IsZero() && c.Released.After(before) {
				t.Errorf("%s %s came out after the line above it", product, c.Name)
			}
			before = c.Released
			for _, other := range lines[:i] {
				if begins(c.Name, other.Name) || begins(other.Name, c.Name) {
					t.Errorf("%s: a version may be of %s and %s", product, c.Name, other.Name)
				}
			}
		}
	}
}

// TestLinesInTime holds dates to what can be: no line has come out after these
// facts, and none is looked after for longer than any ever was.
func TestLinesInTime(t *testing.T) {
	source := regexp.MustCompile(`\b20\d\d\b`)
	for product, lines := range cycles() {
		if text := cycleTables()[product].Source; !source.MatchString(text) {
			t.Errorf("%s: source %q names no date", product, text)
		}
		if len(lines) == 0 {
			t.Errorf("%s has no lines", product)
		}
		for _, c := range lines {
			if c.Released.After(Day()) || c.LatestDate.After(Day()) {
				t.Errorf("%s %s came out after these facts", product, c.Name)
			}
			if !c.Released.IsZero() && (c.SecurityEnd.After(c.Released.AddDate(15, 0, 0)) || c.ExtendedEnd.After(c.Released.AddDate(20, 0, 0))) ||
				c.SecurityEnd.After(Day().AddDate(10, 0, 0)) {
				t.Errorf("%s %s: from %v to %v, %v", product, c.Name, c.Released, c.SecurityEnd, c.ExtendedEnd)
			}
		}
	}
}

// TestEveryProductIsRead: lines of a product that nothing reads the version of
// serve nobody.
func TestEveryProductIsRead(t *testing.T) {
	read := make(map[string]bool)
	for _, p := range Platforms() {
		read[p.Product] = true
		for _, m := range p.Markers {
			read[m.Of] = true
		}
	}
	for _, row := range banners().Banners {
		read[row.Product] = true
	}
	for _, product := range Products() {
		if !read[product] {
			t.Errorf("nothing reads the version of %s", product)
		}
	}
}

// How a version stands, as far as the tables tell.
const (
	makersFix   = "its makers fix it"
	noFixes     = "over"
	paidFixes   = "over, but for paying customers"
	maybeFixed  = "over, but a distribution may fix it"
	distroFixes = "its distribution fixes it"
	distroOver  = "its distribution is over"
	someOver    = "some of its lines are over"
	noDates     = "no dates, but the newest line"
)

// standing says how a version stands on a day.
func standing(b Banner, on time.Time) string {
	lines := Cycles(b.Product, b.Version)
	ended := 0
	for _, c := range lines {
		if supported, known := c.Supported(on); known && !supported {
			ended++
		}
	}
	release, of := DistroRelease(b.Product, b.Says)
	number := DistroPackage(b.Product, b.Version) && !OnWindows(b.Says)
	switch {
	case len(lines) == 0:
		return "not known"
	case of && on.After(release.Ends.AddDate(0, 0, 1)):
		return distroOver
	case lines[0].Ending == Unstated:
		return noDates
	case ended == 0:
		return makersFix
	case ended < len(lines):
		return someOver
	case of:
		return distroFixes
	case number || DistroMarker(b.Says):
		return maybeFixed
	case lines[0].Extended(on):
		return paidFixes
	}
	return noFixes
}

// TestStandings holds the tables to banners as servers send them. What a
// distribution may have mended is never simply over: a false alarm is as bad as a
// hole that is missed.
func TestStandings(t *testing.T) {
	on := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		where, text string
		want        map[string]string
	}{
		// nginx: Debian and Red Hat put no mark on it.
		{"Server", "nginx/1.22.1", map[string]string{"nginx": maybeFixed}},
		{"Server", "nginx/1.18.0", map[string]string{"nginx": maybeFixed}},
		{"Server", "nginx/1.18.0 (Ubuntu)", map[string]string{"nginx": maybeFixed}},
		{"Server", "nginx/1.20.1", map[string]string{"nginx": maybeFixed}},
		{"Server", "nginx/1.14.1", map[string]string{"nginx": maybeFixed}},
		{"Server", "nginx/1.26.3", map[string]string{"nginx": maybeFixed}},
		{"Server", "nginx/1.24.0 (Ubuntu)", map[string]string{"nginx": distroFixes}},
		{"Server", "nginx/1.14.0 (Ubuntu)", map[string]string{"nginx": distroOver}},
		{"Server", "nginx/1.10.3 (Ubuntu)", map[string]string{"nginx": distroOver}},
		{"Server", "nginx/1.4.6 (Ubuntu)", map[string]string{"nginx": distroOver}},
		{"Server", "nginx/1.19.10", map[string]string{"nginx": noFixes}},
		{"Server", "nginx/1.27.5", map[string]string{"nginx": noFixes}},
		{"Server", "nginx/1.30.6", map[string]string{"nginx": makersFix}},
		{"Server", "nginx/1.13.12", map[string]string{"nginx": "not known"}},
		// Apache and what it names beside itself.
		{"Server", "Apache/2.4.62 (Debian)", map[string]string{"apache": makersFix}},
		{"Server", "Apache/2.4.57 (Red Hat Enterprise Linux)", map[string]string{"apache": makersFix}},
		{"Server", "Apache/2.4.57 (AlmaLinux) OpenSSL/3.2.2", map[string]string{"apache": makersFix, "openssl": distroFixes}},
		{"Server", "Apache/2.4.62 (Rocky Linux) OpenSSL/3.5.1", map[string]string{"apache": makersFix, "openssl": makersFix}},
		{"Server", "Apache/2.4.37 (Red Hat Enterprise Linux) OpenSSL/1.1.1k", map[string]string{"apache": makersFix, "openssl": distroFixes}},
		{"Server", "Apache/2.4.37 (Oracle Linux Server) OpenSSL/1.1.1k PHP/7.4.33", map[string]string{"apache": makersFix, "openssl": distroFixes, "php": maybeFixed}},
		{"Server", "Apache/2.4.37 (CentOS) OpenSSL/1.1.1k", map[string]string{"apache": distroOver, "openssl": distroOver}},
		{"Server", "Apache/2.4.62 (CentOS Stream) OpenSSL/3.2.2", map[string]string{"apache": makersFix, "openssl": distroFixes}},
		{"Server", "Apache/2.4.63 (AlmaLinux) OpenSSL/3.2.2", map[string]string{"apache": makersFix, "openssl": distroFixes}},
		{"Server", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/5.4.16", map[string]string{"apache": distroOver, "openssl": distroOver, "php": distroOver}},
		{"Server", "Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips PHP/7.4.33", map[string]string{"apache": distroOver, "openssl": distroOver, "php": maybeFixed}},
		{"Server", "Apache/2.4.6 (Red Hat Enterprise Linux)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.2.15 (CentOS)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.2.15 (Red Hat)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.2.3 (CentOS)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.4.7 (Ubuntu)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.4.29 (Ubuntu)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.4.41 (Ubuntu)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.4.52 (Ubuntu)", map[string]string{"apache": makersFix}},
		{"Server", "Apache/2.4.58 (Ubuntu)", map[string]string{"apache": makersFix}},
		{"Server", "Apache/2.4.10 (Debian) OpenSSL/1.0.1t", map[string]string{"apache": distroOver, "openssl": distroOver}},
		{"Server", "Apache/2.4.25 (Debian)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.4.38 (Debian)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.2.22 (Debian)", map[string]string{"apache": distroOver}},
		{"Server", "Apache/2.4.66 (Amazon Linux) OpenSSL/3.0.8", map[string]string{"apache": makersFix, "openssl": distroFixes}},
		{"Server", "Apache/2.4.58 () OpenSSL/1.0.2k-fips", map[string]string{"apache": distroOver, "openssl": distroOver}},
		{"Server", "Apache/2.4.51 (FreeBSD) OpenSSL/1.1.1k-freebsd", map[string]string{"apache": makersFix, "openssl": distroOver}},
		{"Server", "Apache/2.4.51 (Linux/SUSE) OpenSSL/1.1.1l", map[string]string{"apache": makersFix, "openssl": maybeFixed}},
		{"Server", "Apache/2.4.63 (cPanel) OpenSSL/1.1.1w mod_bwlimited/1.4", map[string]string{"apache": makersFix, "openssl": maybeFixed}},
		{"Server", "Apache/2.4.62 (Unix) OpenSSL/1.1.1d", map[string]string{"apache": makersFix, "openssl": paidFixes}},
		{"Server", "Apache/2.4.62 (Unix) OpenSSL/1.0.1e", map[string]string{"apache": makersFix, "openssl": noFixes}},
		{"Server", "Apache/2.2.34 (Unix)", map[string]string{"apache": noFixes}},
		{"Server", "Apache/2.4.54 (Win64) OpenSSL/1.1.1p PHP/7.4.33", map[string]string{"apache": makersFix, "openssl": paidFixes, "php": noFixes}},
		{"Server", "Apache/2.4.58 (Win64) OpenSSL/3.1.3 PHP/8.2.12", map[string]string{"apache": makersFix, "openssl": noFixes, "php": makersFix}},
		// IIS is as old as its Windows.
		{"Server", "Microsoft-IIS/10.0", map[string]string{"iis": makersFix}},
		{"Server", "Microsoft-IIS/8.5", map[string]string{"iis": noFixes}},
		{"Server", "Microsoft-IIS/7.5", map[string]string{"iis": noFixes}},
		{"Server", "Microsoft-IIS/6.0", map[string]string{"iis": noFixes}},
		// PHP.
		{"X-Powered-By", "PHP/7.4.33", map[string]string{"php": maybeFixed}},
		{"X-Powered-By", "PHP/7.4.30", map[string]string{"php": noFixes}},
		{"X-Powered-By", "PHP/8.0.30", map[string]string{"php": maybeFixed}},
		{"X-Powered-By", "PHP/8.1.2", map[string]string{"php": maybeFixed}},
		{"X-Powered-By", "PHP/8.1.34", map[string]string{"php": noFixes}},
		{"X-Powered-By", "PHP/8.1.2-1ubuntu2.22", map[string]string{"php": distroFixes}},
		{"X-Powered-By", "PHP/7.4.3-4ubuntu2.24", map[string]string{"php": distroOver}},
		{"X-Powered-By", "PHP/7.2.24-0ubuntu0.18.04.17", map[string]string{"php": distroOver}},
		{"X-Powered-By", "PHP/8.1.34-1+ubuntu22.04.1+deb.sury.org+1", map[string]string{"php": maybeFixed}},
		{"X-Powered-By", "PHP/7.4.33-1+deb11u12", map[string]string{"php": distroOver}},
		{"X-Powered-By", "PHP/7.3.31-1~deb10u7", map[string]string{"php": distroOver}},
		{"X-Powered-By", "PHP/8.2.36-1~deb12u1", map[string]string{"php": makersFix}},
		{"X-Powered-By", "PHP/7.4.33-1+0~20221108.73+debian11~1.gbp60314e", map[string]string{"php": maybeFixed}},
		{"X-Powered-By", "PHP/5.6.40", map[string]string{"php": noFixes}},
		// Others.
		{"Server", "Jetty(9.4.57.v20241219)", map[string]string{"jetty": maybeFixed}},
		{"Server", "Jetty(9.4.40.v20210413)", map[string]string{"jetty": paidFixes}},
		{"Server", "Jetty(9.3.7.v20160115)", map[string]string{"jetty": noFixes}},
		{"Server", "lighttpd/1.4.69", map[string]string{"lighttpd": noDates}},
		{"Server", "Werkzeug/2.0.3 Python/3.6.15", map[string]string{"python": noFixes}},
		{"Server", "WSGIServer/0.2 CPython/3.9.2", map[string]string{"python": maybeFixed}},
		{"Server", "WEBrick/1.4.2 (Ruby/2.6.3/2019-04-16)", map[string]string{"ruby": noFixes}},
		{"Server", "kong/2.8.1", map[string]string{"kong": noFixes}},
		{"Via", "1.1 varnish (Varnish/7.1)", map[string]string{"varnish": maybeFixed}},
		{"Via", "1.1 varnish (Varnish/6.2)", map[string]string{"varnish": "not known"}},
		{"Via", "1.1 varnish (Varnish/6.0)", map[string]string{"varnish": makersFix}},
		{"Via", "1.1 proxy.shop.test (squid/5.7)", map[string]string{"squid": maybeFixed}},
		{"X-Powered-By", "Servlet/4.0 JSP/2.3 (Apache Tomcat/8.5.5 Java/Eclipse Adoptium/16.0.2+7)", map[string]string{"tomcat": noFixes, "temurin": noFixes}},
		{Greeting, "220 mail.shop.test ESMTP Exim 4.98.2 Mon, 30 Nov 2026 03:00:00 +0000", map[string]string{"exim": maybeFixed}},
		{Greeting, "220 mail.shop.test ESMTP Exim 4.95 Ubuntu Mon, 30 Nov 2026 03:00:00 +0000", map[string]string{"exim": maybeFixed}},
		{Greeting, "220 mail.shop.test ESMTP Exim 4.92.3 Mon, 30 Nov 2026 03:00:00 +0000", map[string]string{"exim": noFixes}},
		{Greeting, "220 mail.shop.test ESMTP Postfix (2.11.3)", map[string]string{"postfix": noFixes}},
		{"X-Owa-Version", "15.2.1544.36", map[string]string{"exchange": someOver}},
		{"X-Owa-Version", "15.1.2507.61", map[string]string{"exchange": noFixes}},
		{"X-Jenkins", "2.426.3", map[string]string{"jenkins": noFixes}},
		// What says nothing, or counts on its own.
		{"Server", "Apache", nil},
		{"Server", "nginx", nil},
		{"Server", "openresty/1.15.8.3", nil},
		{"Server", "LiteSpeed", nil},
		{"Server", "cloudflare", nil},
		{"X-Powered-By", "PleskLin", nil},
		{Greeting, "220 mail.shop.test ESMTP Postfix (Debian/GNU)", nil},
	} {
		got := make(map[string]string)
		for _, b := range ReadBanner(tt.where, tt.text) {
			got[b.Product] = standing(b, on)
		}
		if !maps.Equal(got, tt.want) {
			t.Errorf("%s: %s: %v, want %v", tt.where, tt.text, got, tt.want)
		}
	}
}

// TestWindowsTogether: while all that IIS 10.0 may belong to get fixes, it passes;
// from then on its banner says nothing.
func TestWindowsTogether(t *testing.T) {
	b := ReadBanner("Server", "Microsoft-IIS/10.0")[0]
	if got := standing(b, time.Date(2027, 1, 12, 12, 0, 0, 0, time.UTC)); got != makersFix {
		t.Errorf("on Windows Server 2016's last day: %s", got)
	}
	if got := standing(b, time.Date(2027, 1, 13, 0, 0, 0, 0, time.UTC)); got != someOver {
		t.Errorf("after it: %s", got)
	}
}
