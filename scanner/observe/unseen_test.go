package observe

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUnseen: looks without a reply show nothing of a shop, and neither do pages that
// are not what visitors see. That there is no page is seen.
func TestUnseen(t *testing.T) {
	page := func(question string, status int) Look {
		raw, err := json.Marshal(Page{Method: "GET", URL: "https://shop.test/", Status: status})
		if err != nil {
			t.Fatal(err)
		}
		return Look{Question: question, Reply: raw}
	}
	got := Looks{
		{Question: "TXT shop.test", Failure: &Failure{DNS, "x"}},
		{Question: "MX shop.test", Reply: json.RawMessage(`{}`)},
		page("GET https://shop.test/fine", 200),
		page("GET https://shop.test/gone", 404),
		page("GET https://shop.test/gone-for-good", 410),
		page("GET https://shop.test/refused", 403),
		page("GET https://shop.test/broken", 500),
		page("PEEK https://shop.test/.env", 403),
		{Question: "GET https://shop.test/damaged", Reply: json.RawMessage(`[]`)},
	}.Unseen()
	want := map[string]Cause{"TXT shop.test": DNS, "GET https://shop.test/refused": Blocked, "GET https://shop.test/broken": ErrorPage}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
