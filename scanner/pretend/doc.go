// Package pretend runs a whole shop on loopback from one text file: name
// service, web site, certificates and mail. Tests scan such shops, and so does
// "shopcheck demo".
//
// A file says only what is unusual about its shop. All else is as in
// shops/right.txtar, the shop that is right in everything. A shop without a
// strict transport header on its home page, with an expired certificate on its
// www. name and without a mail policy is
//
//	A shop that forgot three things.
//	-- shop.yaml --
//	tls: {hosts: {www.shop.test: {cert: {fault: expired}}}}
//	-- dns --
//	- _dmarc TXT
//	-- GET / --
//	HTTP/1.1 200 OK
//	Content-Type: text/html
//
//	<h1>A shop</h1>
//
// The format is txtar: a comment, which is a sentence about the shop, then
// files. The files "want", "profile" and "told" are left alone; tests keep what
// they expect there, how to scan, and what is known beforehand. Any other file
// that is not described here is an error.
//
// # shop.yaml
//
// All fields are optional, and a field that is not listed here is an error:
//
//	domain: shop.test          # the shop's domain
//	host: www.shop.test        # where the pages are, if not at the domain itself
//	tls:                       # port 443
//	  off: true                # closed; the pages are then served on port 80
//	  silent: true             # accepts connections and never says a word
//	  filtered: true           # neither accepts nor refuses them (on Linux only)
//	  min: TLS 1.2             # the default; never above max
//	  max: TLS 1.3             # the default
//	  suites: [TLS_RSA_WITH_3DES_EDE_CBC_SHA]  # of TLS 1.2 and older, IANA names
//	  groups: [X25519]         # key exchange; without a post-quantum one, for example
//	  cert:
//	    fault: expired         # see below
//	    issued: 2026-02-01     # default: 30 days ago
//	    lifetime: 90           # days; the default
//	    days-left: 5           # until it expires; then issued a lifetime before that
//	    names: [shop.test]     # default: every name of the zone that has an address
//	    key: rsa-2048          # default p256; p384, rsa-1024, rsa-3072
//	    issuer: Some Company   # default Let's Encrypt, which the default CAA record allows
//	    scts: 2                # promises of logs in the certificate; the default, 3 beyond 180 days
//	    sent-scts: 2           # in the TLS extension; default 0
//	    must-staple: true      # the certificate asks for a stapled answer
//	    staple: good           # or revoked, expired, unknown; default none
//	    crl: good              # the default; or revoked, expired (every list), none (no address)
//	    ocsp: good             # or revoked, expired, unknown; default none (no address)
//	  answers: {...}           # what Go's own server cannot do: see below
//	  misbehave: stall         # in one of the ways below
//	  hosts: {www.shop.test: {cert: {...}}}    # any of the above, for one name
//	  addresses: {192.0.2.10: {max: TLS 1.2}}  # any of the above but hosts, for one address of dns
//	http:                      # port 80; off, silent and filtered as above
//	  hosts: {www.shop.test: {off: true}}
//	smtp:                      # port 25 of each host that MX records name; as above
//	  starttls: false          # default true
//	  banner: mail.shop.test ESMTP Postfix     # what follows 220
//	  greeting: 421 Try later  # instead of 220 and the banner
//	  offers: [SIZE 10485760]  # what it can do besides; the default
//	  min: TLS 1.0             # default: as above
//	  max: TLS 1.1
//	  cert: {...}              # as above; the web's faults are not the mail's
//	  tlsa: [3 1 1, 2 0 1]     # TLSA records that fit it, by usage, selector and matching type; default none
//	  answers: {...}           # as above, likewise
//	  hosts: {mx2.shop.test: {starttls: false}}
//	  addresses: {192.0.2.26: {starttls: false}}   # any of the above but hosts and tlsa, for one address of dns
//	dns:
//	  authenticated: true      # the resolver says that it has validated (AD)
//	  servfail: [shop.test, _dmarc.shop.test TXT]   # a name, or one type of it
//	  timeout: [shop.test CAA]
//	  truncate: [shop.test TXT]                # says so over UDP; TCP has it all
//	  signed:                  # the root and all zones down to the domain's; see below
//	    algorithm: 13          # of the domain's keys; the default, or 5, 7, 8, 10, 14, 15
//	    nsec3: true            # proves by hashed names what does not exist
//	    rounds: 10             # of hashing, for that; the default is none
//	    lifetime: 30           # days, of the signatures; the default
//	    days-left: 2           # until they run out; default two thirds of the lifetime
//	    fault: expired         # not-yet, wrong-ds, misfit, unsigned, no-proof
//	    at: [www.shop.test A]  # where signatures misfit or are missing, as in servfail; default: everywhere
//	  validates: true          # the resolver checks them, and answers SERVFAIL where they do not hold
//	  strips: true             # the resolver leaves signatures and proofs out
//	  own: true                # the resolver has the signed zones itself (AA)
//	  second: {servfail: [shop.test]}          # another resolver, with settings of its own
//	  servers:                 # the name servers of the domain, and of the zone above it, by name
//	    ns2.shop.test: {fault: refused}        # or servfail, silent, closed, lame (knows nothing of the
//	                           # domain), intercepted (somebody else answers in its place)
//	    ns1.shop.test: {serial: 2026112001, transfer: true}  # hands the zone out
//	  delegation: [ns1.shop.test]              # servers as the zone above names them; default: as the domain does
//
// The faults of certificates are none, expired, not-yet, self-signed,
// wrong-name, no-intermediate (the missing one can be fetched from where the
// certificate says, http://aia.shop.test), untrusted-root, rsa-1024, sha1 (the
// signature), expired-intermediate, out-of-order (the root before the
// intermediate), extra (somebody's root at the end), duplicate (the intermediate
// once more), and root-sent. Lists of revoked certificates and answers about
// them are at aia.shop.test too.
//
// # Answers
//
// A server with "answers" speaks what these fields say, and nothing else; min,
// max, suites and groups above are then without effect:
//
//	answers:
//	  versions:                # in the server's order, IANA names; default: TLS 1.2 and 1.3 of a right server
//	    SSL 2: [SSL_CK_RC4_128_WITH_MD5]
//	    TLS 1.2: [TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TLS_DH_anon_WITH_RC4_128_MD5]
//	  groups: [x448, sect571r1]                # default: those of Go's server
//	  schemes: [rsa_pkcs1_sha1]                # its signatures in TLS 1.2; default: Go's
//	  prime: 1024              # of DHE: bits, ffdhe2048, group14, or 0x and the number; default 2048
//	  order: client            # whose decides; default server
//	  alpn: [h2, http/1.1]     # default http/1.1
//	  renegotiation: false     # not secured (RFC 5746); default true
//	  extended-master: false   # default true
//	  tickets: false           # default true
//	  fallback: false          # TLS_FALLBACK_SCSV is ignored; default true
//	  session-ids: true        # and of these the default is false
//	  encrypt-then-mac: true
//	  compression: true
//	  heartbeat: true
//	  hang-up: true            # closes instead of sending an alert
//
// Suites that sign with another kind of key than the certificate's bring a
// second certificate. Suites for export have keys of 512 bits, or 1024.
//
// A client that can finish a handshake with Go's server gets one, with what the
// fields say, and pages through it; only the suite of TLS 1.3 is then Go's
// choice, and who agrees on h2 gets no pages. A client that offers SSL, compression or
// heartbeat, or TLS 1.3 without a key share, is no browser: it gets the server's
// first flight as the fields say, and so does who offers only what Go cannot do.
//
// A server that misbehaves does so on every connection to its port 443:
//
//	http, ssh                  speaks that
//	garbage, echo              says what means nothing, or what the client said
//	stall, alert-storm         hears the client out, and says nothing, or warns it for ever
//	reset-connect, reset-hello, reset-flight     tears the connection off: at once, when it has
//	                           heard the client out, in the middle of its answer
//	drip, bytes                one byte in each record, or packet, and otherwise right
//	unknown-version, other-suite                 picks a version of no standard, or what was not offered
//	many-certs, many-names     sends a hundred certificates, or one with 10,000 names
//	big-key, bad-der           sends one with an RSA key of 16384 bits, or what is no certificate
//
// # dns
//
// The file dns has lines of a zone file (RFC 1035, section 5) whose origin is
// the domain. They replace the default records of the same name and type; a
// CNAME replaces all of its name. So whoever adds a TXT record to the domain
// itself must repeat its SPF policy. A line "- www A" takes a default away, and
// "- www" all of that name. Names outside the domain are written with their
// final dot, and are answered too: a policy on another company's name, an alias
// to a platform. What is not in the file does not exist (NXDOMAIN), and what
// has only other types has no such record; both come with an SOA (RFC 2308).
// Wildcards work.
//
// Name servers, which NS records name, can be asked on port 53 if they have an
// address: [Shop.Options] leads there. Those of a zone above the domain's only point
// to the domain's.
//
// Signed zones are signed anew at each start, and [Shop.Options] has the root's
// keys. Names outside the domain lie in the zone above it, if that is theirs too, or
// else in zones that are not signed. A DS record of the domain stands in the place
// of the right one.
//
// Addresses are never connected to. Every name with an address, by itself or
// through CNAMEs, is led to the shop's servers on loopback by [Shop.Options],
// unless a comment says "; elsewhere": then a scan has to decide whether it
// goes to that address. An address with settings of its own is led to its own
// server, for a scan that looks at that very address. A name whose A records fail by servfail or timeout is
// not led anywhere either.
//
// # Responses
//
// Every other file is one HTTP response, named for its request:
//
//	GET /path                         https://shop.test/path
//	HEAD /path?query                  any method, with a query
//	GET https://www.shop.test/path    a host and scheme of your choice
//	GET /blog/*                       all that begins so
//	GET *                             the same as GET /*
//
// An exact address comes before "*", and the file's own before the right shop's,
// so "GET *" answers what no page of either does. A request with a query is
// answered by the address without it if there is no better one; a HEAD as the
// GET, without its body. Where nothing fits the answer is 404, or 405 for other
// methods.
//
// The right shop has /, /login, /cart, /checkout, /.well-known/security.txt and
// the mail policy at https://mta-sts.shop.test; www. redirects to the domain,
// and plain HTTP to HTTPS on the same host.
//
// A response is written as it goes over the wire: status line, headers, an empty
// line, body. Nothing is corrected; line ends of the head become CRLF. Date,
// Content-Length and Connection are added where missing. A range of bytes is
// served only if the response says "Accept-Ranges: bytes". Filled in are
//
//	{{domain}} {{host}}      the domain, and the host with the pages
//	{{date +30d}}            that many days from now, as in RFC 3339
//	{{hex 1f8b08}}           bytes that text cannot have
//	{{path}}                 the path asked for, with its query
//	{{request Origin}}       a header of the request
//
// A header "X-Pretend" is not sent. It makes the server misbehave: reset tears
// the connection off, stall never answers, drip sends a byte each 50 ms and
// never ends, huge sends the body over and over without end.
//
// # Time
//
// Certificates, the Date header and {{date}} go by [Settings].Now, and so do
// scans with the shop's options. With a Delay the servers act as if they were
// that round trip away: they wait so long before they serve a connection, and
// again whenever they begin to speak after listening, as in each flight of TLS,
// each HTTP response and each line of mail; DNS waits before each reply.
package pretend
