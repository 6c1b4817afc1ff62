package hello

import "fmt"

// An Alert is a TLS alert (RFC 8446, section 6), or an error of SSL 2.
type Alert uint8

// The alerts that mean something to a survey.
const (
	CloseNotify           Alert = 0
	UnexpectedMessage     Alert = 10
	HandshakeFailure      Alert = 40
	IllegalParameter      Alert = 47
	DecodeError           Alert = 50
	ProtocolVersion       Alert = 70
	InsufficientSecurity  Alert = 71
	InternalError         Alert = 80
	InappropriateFallback Alert = 86
	MissingExtension      Alert = 109
	UnrecognizedName      Alert = 112
	NoApplicationProtocol Alert = 120
)

// The errors of SSL 2 ("The SSL Protocol", Netscape 1995, "ERROR"). TLS has no
// alerts with these numbers.
const (
	NoCipherSSL2        Alert = 1
	NoCertificateSSL2   Alert = 2
	BadCertificateSSL2  Alert = 4
	UnsupportedTypeSSL2 Alert = 6
)

// String gives an alert's name in the IANA registry "TLS Alerts", or its number.
func (a Alert) String() string {
	if name, ok := alertNames[a]; ok {
		return name
	}
	return fmt.Sprintf("alert %d", uint8(a))
}

var alertNames = map[Alert]string{
	0:   "close_notify",
	1:   "SSL 2: no cipher",
	2:   "SSL 2: no certificate",
	4:   "SSL 2: bad certificate",
	6:   "SSL 2: unsupported certificate type",
	10:  "unexpected_message",
	20:  "bad_record_mac",
	21:  "decryption_failed",
	22:  "record_overflow",
	30:  "decompression_failure",
	40:  "handshake_failure",
	41:  "no_certificate",
	42:  "bad_certificate",
	43:  "unsupported_certificate",
	44:  "certificate_revoked",
	45:  "certificate_expired",
	46:  "certificate_unknown",
	47:  "illegal_parameter",
	48:  "unknown_ca",
	49:  "access_denied",
	50:  "decode_error",
	51:  "decrypt_error",
	52:  "too_many_cids_requested",
	60:  "export_restriction",
	70:  "protocol_version",
	71:  "insufficient_security",
	80:  "internal_error",
	86:  "inappropriate_fallback",
	90:  "user_canceled",
	100: "no_renegotiation",
	109: "missing_extension",
	110: "unsupported_extension",
	111: "certificate_unobtainable",
	112: "unrecognized_name",
	113: "bad_certificate_status_response",
	114: "bad_certificate_hash_value",
	115: "unknown_psk_identity",
	116: "certificate_required",
	117: "general_error",
	120: "no_application_protocol",
	121: "ech_required",
}
