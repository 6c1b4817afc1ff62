package observe

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"unicode"
)

// usersPath ends the address at which WordPress lists its users (REST API
// Handbook, "Users").
const usersPath = "/wp/v2/users"

// listsUsers reports whether an address is that of such a list, by its path or,
// where WordPress has no readable addresses, by the end of its query.
func listsUsers(raw string) bool {
	return strings.HasSuffix(path(raw), usersPath) || strings.HasSuffix(raw, "rest_route="+usersPath)
}

// maxUsers bounds what is read of a list of users.
const maxUsers = 100

// A User is what is kept of one entry of such a list: that it has a display name
// and a short name, never which. WordPress makes the short name from the name
// that the user logs in by, unless somebody changed it.
type User struct {
	Name string `json:"name,omitempty"`
	Slug string `json:"slug,omitempty"` // SameWords: those of the display name
}

// SameWords stands for a short name that is made of the words of the display name.
const SameWords = "[masked, the same words]"

// MaskUsers hides everything in a list of WordPress's users but how many it has
// and what kinds of names. What is no such list is masked as a page is.
func MaskUsers(s string) string {
	users := ReadUsers(s)
	if len(users) == 0 {
		return MaskPage(s)
	}
	for i, u := range users {
		switch {
		case u.Slug == "" || u.Slug == SameWords:
		case strings.Contains(u.Slug, "-") && dashed(u.Name) == u.Slug:
			users[i].Slug = SameWords
		default:
			users[i].Slug = hiddenValue
		}
		if u.Name != "" {
			users[i].Name = hiddenValue
		}
	}
	masked, err := json.Marshal(users)
	if err != nil {
		return hiddenValue
	}
	return string(masked)
}

// ReadUsers reads a list of WordPress's users, or the beginning of one; nil where
// there is none.
func ReadUsers(s string) []User {
	d := json.NewDecoder(strings.NewReader(s))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	var users []User
	for d.More() && len(users) < maxUsers {
		var u User
		if err := d.Decode(&u); err != nil {
			break
		}
		if u != (User{}) {
			users = append(users, u)
		}
	}
	return users
}

// dashed writes a name as addresses do: in lower case, a dash between words.
func dashed(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}

// author finds the name in the address of an author's page, unless it is a mere
// number.
var author = regexp.MustCompile(`(/author/)([^/?#]*[^/?#0-9][^/?#]*)`)

// maskAuthor hides the name of an author to whose page a redirect leads; how many
// words it has stays.
func maskAuthor(h http.Header) {
	for i, at := range h["Location"] {
		h["Location"][i] = author.ReplaceAllStringFunc(at, func(s string) string {
			words := strings.Split(author.FindStringSubmatch(s)[2], "-")
			for i := range words {
				words[i] = hiddenValue
			}
			return "/author/" + strings.Join(words[:min(len(words), 2)], "-")
		})
	}
}
