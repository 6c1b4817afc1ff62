package report

import (
	"regexp"
	"strings"
)

// ours are the commands that looks leave as evidence, WORD being an argument
// that is no option and quoted words being "_". A run can be edited by anybody:
// it shall not make a report ask its reader to run something else.
var ours = regexp.MustCompile(strings.ReplaceAll(`^(curl -s[iI]( -X (OPTIONS|TRACE))? WORD`+
	`|chromium --headless --virtual-time-budget=5000 --dump-dom WORD`+
	`|dig \+short [A-Z0-9]+ WORD`+
	`|nmap -p \d+ --script ssl-enum-ciphers,sslv2 WORD`+
	`|sslscan --no-heartbleed( --starttls-smtp)? WORD`+
	`|curl -s WORD \| openssl crl -inform DER -noout -text`+
	`|sleep 2 \| openssl s_client( -(servername|connect) WORD)+ \| grep WORD`+
	`|openssl s_client( -starttls smtp| -(servername|connect|groups) WORD| -tls1(_[123])?| -cipher (ALL:@SECLEVEL=0|aRSA|aECDSA)| -status)+ </dev/null( \| openssl x509( -[a-z]+)+)?)$`,
	"WORD", `\w[\w.~:/@%+,=-]*`))

// quoted is what a shell takes as it is: \', and 'anything' that is no option.
var quoted = regexp.MustCompile(`'[^'-][^']*'|\\'`)

// origin is the one header that our commands send. curl would read others from
// a file, if they say so.
var origin = regexp.MustCompile(`^curl -si -H 'Origin: https://[a-z0-9.-]+'`)

// command returns a command for the reader to run, or "" if it is not one of
// ours.
func command(again string) string {
	if ours.MatchString(quoted.ReplaceAllString(origin.ReplaceAllString(again, "curl -si"), "_")) {
		return again
	}
	return ""
}
