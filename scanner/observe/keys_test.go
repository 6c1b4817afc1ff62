package observe

import (
	"slices"
	"strings"
	"testing"
)

// Keys of our own making, in parts: nobody's tool shall take them for real ones.
const (
	madeUp  = "u8jzPde0IgxLd6GncfBAepfJ"
	madeHex = "0a9f3c5e7b1d2846a0c9e8f7d6b5a493"
	adyenA  = "nhmhpChYgCfrL1spNxnyVmihA/2O76UMFxFkM/R5Kjp1vRt+1fjORS/6ilI8ihN5KXSc7Tvo/hBKqFYY/kv5ZJr3J1TWD=="
	adyenB  = "-tkwtDDb+xHKas1VOqg6YYZYn9ZhyiA4uoRgnatmUdjA=-i7W@z13#+;L8m5K"
)

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       string // company, prefix and "test"
	}{
		{"Stripe", `var k = "sk_` + `live_` + madeUp + `";`, "Stripe sk_live_"},
		{"Stripe, longer", `sk_` + `live_51H8a` + madeUp + madeUp, "Stripe sk_live_"},
		{"Stripe, restricted", `'rk_` + `live_` + madeUp + `'`, "Stripe rk_live_"},
		{"Stripe, for tests", `sk_` + `test_` + madeUp, "Stripe sk_test_ test"},
		{"Stripe, publishable", `pk_live_` + madeUp + ` pk_test_` + madeUp, ""},
		{"Stripe, publishable, beside Mollie", `mollie pk_live_` + madeUp + `123456`, ""},
		{"a client's secret", `pi_3Abc_secret_` + madeUp, ""},
		{"a longer word", `task_` + `live_` + madeUp, ""},
		{"too short", `sk_` + `live_u8jzPde0IgxLd6GncfBAepf`, ""},
		{"a placeholder", `sk_` + `live_xxxxxxxxxxxxxxxxxxxxxxxx`, ""},
		{"a placeholder in words", `sk_` + `live_yourSecretKeyGoesHere12`, ""},
		{"a placeholder in order", `sk_` + `live_1234567890abcdefghijklmn`, ""},
		{"a placeholder of pairs", `sk_` + `live_a1b2c3d4e5f6g7h8i9j0k1l2`, ""},
		{"a placeholder of threes", `sk_` + `live_abc123def456ghi789jkl012`, ""},
		{"from the documentation", `sk_` + `test_4eC39HqLyjWDarjtT1zdp7dc`, ""},
		{"dots", `sk_` + `live_` + strings.Repeat("•", 24), ""},
		{"Braintree", `access_token$production$` + `7t9fkq2mz3c8w5xd` + `$` + madeHex, "Braintree access_token$production$"},
		{"Braintree, for tests", `access_token$sandbox$` + `7t9fkq2mz3c8w5xd` + `$` + madeHex, "Braintree access_token$sandbox$ test"},
		{"Square", `sq0csp-` + `GvOoNZYW2mZp0zVZomHF-wUbbYrEqmSM9wCZ7Uw9xfo`, "Square sq0csp-"},
		{"Square's token", `square: "EAAA` + `NyjOq9wMxEhh2FDEEtfjgVvVqE1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoIIX"`, "Square EAAA"},
		{"Square's token, in the sandbox", `sandbox.square "EAAA` + `NyjOq9wMxEhh2FDEEtfjgVvVqE1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoIIX"`, "Square EAAA test"},
		{"Square's token, beside a frame", `<iframe sandbox></iframe>square: "EAAA` + `NyjOq9wMxEhh2FDEEtfjgVvVqE1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoIIX"`, "Square EAAA"},
		{"base64 of as many letters", `"EAAA` + `NyjOq9wMxEhh2FDEEtfjgVvVqE1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoIIX"`, ""},
		{"base64 that is longer", `square "EAAA` + `NyjOq9wMxEhh2FDEEtfjgVvVqE1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoIIX` + `/9+A=="`, ""},
		{"Shopify", `shpat_` + madeHex, "Shopify shpat_"},
		{"Mollie", `mollie = "live_` + `goEmvnEN5N1aE6PwZPf1Qh6yYTWmE4"`, "Mollie live_"},
		{"Mollie, for tests", `Mollie "test_` + `goEmvnEN5N1aE6PwZPf1Qh6yYTWmE4"`, "Mollie test_ test"},
		{"somebody else's", `chat = "live_` + `goEmvnEN5N1aE6PwZPf1Qh6yYTWmE4"`, ""},
		{"a name", `mollie live_checkoutConfigurationForAll2`, ""},
		{"Adyen", `x-api-key: 'AQE` + adyenA + adyenB + `'`, "Adyen AQE"},
		{"Adyen, in JSON", `{"key":"AQE` + strings.ReplaceAll(adyenA+adyenB, "/", `\/`) + `"}`, "Adyen AQE"},
		{"Adyen, for tests", `environment: "test", k: 'AQE` + adyenA + adyenB + `'`, "Adyen AQE test"},
		{"Adyen, both", `u = test ? "https://checkoutshopper-test.adyen.com" : "https://checkoutshopper-live.adyen.com", k: 'AQE` + adyenA + adyenB + `'`, "Adyen AQE"},
		{"half of Adyen's", `AQE` + adyenA, ""},
		{"a picture", `data:image/png;base64,AQE` + strings.Repeat("ABq3+/", 40), ""},
		{"two", `sk_` + `live_` + madeUp + ` shpat_` + madeHex, "Stripe sk_live_, Shopify shpat_"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, text := range []string{tt.text, maskKeys(tt.text)} {
				if got := told(Keys(text)); got != tt.want {
					t.Errorf("Keys(%q) = %q, want %q", text, got, tt.want)
				}
			}
		})
	}
}

func told(keys []Key) string {
	var all []string
	for _, k := range keys {
		s := k.Company + " " + k.Prefix
		if k.Test {
			s += " test"
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

func TestMaskKeys(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`a = "sk_` + `live_` + madeUp + `";`, `a = "sk_live_[masked----------------]";`},
		{`pk_live_` + madeUp, `pk_live_` + madeUp},
		{"", ""},
	} {
		if got := maskKeys(tt.in); got != tt.want || maskKeys(got) != got {
			t.Errorf("maskKeys(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	cut := `stripe = "sk_` + `live_u8jzPde0IgxL`
	if got := maskTail(maskKeys(cut)); strings.Contains(got, "u8jzP") || len(got) != len(cut) {
		t.Errorf("of a key that was cut off %q is left", got)
	}
	if plain := `<p>live_stock, test_drive: a "sentence" that was cut`; maskTail(plain) != plain {
		t.Errorf("maskTail(%q) = %q", plain, maskTail(plain))
	}
}

// FuzzKeys holds that masking changes no length and hides nothing from Keys.
func FuzzKeys(f *testing.F) {
	f.Add(`sk_` + `live_` + madeUp)
	f.Add(`mollie live_` + madeUp + `aB3dE5`)
	f.Add(`AQE` + adyenA + adyenB + ` shpat_` + madeHex)
	f.Add(`square EAAA[masked-------]sk_live_[masked]`)
	f.Fuzz(func(t *testing.T, s string) {
		masked := maskKeys(s)
		if len(masked) != len(s) || maskKeys(masked) != masked || !slices.Equal(Keys(s), Keys(masked)) {
			t.Errorf("%q became %q: %v, %v", s, masked, Keys(s), Keys(masked))
		}
	})
}

func BenchmarkMaskKeys(b *testing.B) {
	text := strings.Repeat(`function EAAAQE(a){return test_a.live_b+"sk_"+a/2} /* AQEAAA */`, 1<<14)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		maskKeys(text)
	}
}
