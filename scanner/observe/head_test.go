package observe

import "testing"

// TestPolicyInHead: browsers obey a policy in the head alone (HTML, section
// 4.2.5.3), also where no tag says that there is one.
func TestPolicyInHead(t *testing.T) {
	const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'">`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"in the head", `<html><head><title>x</title><link rel=icon href=i>` + policy + `</head><body>`, true},
		{"no tag says head", `<!doctype html>` + policy + `<p>`, true},
		{"behind the head's end", `<head></head>` + policy + `<body>`, true},
		{"behind scripts and styles", `<script>document.write("<p>")</script><style>p{}</style>` + policy, true},
		{"behind a picture for those without scripts", `<head><noscript><style>p{}</style><img src=x> a word</noscript>` + policy, true},
		{"behind a template", `<head><template><p>x</p></template>` + policy, true},
		{"behind a remark and empty lines", "<head>\n<!-- <body> -->\n" + policy, true},
		{"in the body", `<head></head><body>` + policy, false},
		{"behind the body's first tag", `<head><div></div>` + policy, false},
		{"behind the body's first word", `<head>word` + policy, false},
		{"for those without scripts", `<head><noscript>` + policy + `</noscript>`, false},
		{"in a template", `<head><template>` + policy + `</template>`, false},
	} {
		if got := len(read(tt.body).Metas) == 1; got != tt.want {
			t.Errorf("%s: obeyed is %t, want %t", tt.name, got, tt.want)
		}
	}
}
