package checklist

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A node is one place of the schema.
type node struct {
	Ref         string          `json:"$ref"`
	Description string          `json:"description"`
	Type        string          `json:"type"`
	Format      string          `json:"format"`
	Required    []string        `json:"required"`
	Properties  map[string]node `json:"properties"`
	Items       *node           `json:"items"`
	Enum        []string        `json:"enum"`
	Const       any             `json:"const"`
	AnyOf       []node          `json:"anyOf"`
	Defs        map[string]node `json:"$defs"`
	Additional  *bool           `json:"additionalProperties"`
}

// A walk holds a type of ours against the schema, down to the leaves.
type walk struct {
	*testing.T
	defs  map[string]node
	enums map[reflect.Type][]string
}

// TestSchemaIsOfRun holds that every key of a run's JSON, down to the leaves, is in
// the schema with its type, its words and what it means, and nothing else is.
func TestSchemaIsOfRun(t *testing.T) {
	var root node
	if err := json.Unmarshal([]byte(JSONSchema()), &root); err != nil {
		t.Fatal(err)
	}
	w := walk{t, root.Defs, enums(t)}
	type written struct { // see Run.Write
		Run
		Credit string `json:"credit"`
	}
	w.value("run", reflect.TypeFor[written](), root)
}

func (w walk) value(at string, typ reflect.Type, n node) {
	described := n.Description != ""
	for n.Ref != "" {
		def, ok := w.defs[strings.TrimPrefix(n.Ref, "#/$defs/")]
		if !ok {
			w.Errorf("%s: there is no %s", at, n.Ref)
		}
		n, described = def, described || def.Description != ""
	}
	if !described && !strings.HasSuffix(at, "[]") {
		w.Errorf("%s is not described", at)
	}
	var is bool
	switch enum, words := w.enums[typ]; {
	case words && len(n.AnyOf) == 2: // or empty
		is = slices.Equal(w.defs[strings.TrimPrefix(n.AnyOf[0].Ref, "#/$defs/")].Enum, enum) && n.AnyOf[1].Const == ""
	case words:
		is = slices.Equal(n.Enum, enum)
		if !is {
			w.Errorf("%s: the words differ (-want +got):\n%s", at, cmp.Diff(enum, n.Enum))
		}
	case typ == reflect.TypeFor[time.Time]():
		is = n.Type == "string" && n.Format == "date-time"
	case typ == reflect.TypeFor[observe.Looks]():
		is = n.Type == "string"
	case typ == reflect.TypeFor[observe.Usage]():
		is = n.Type == "object"
		w.keys(at, keysOf(w.T, observe.Usage{}), n)
	case typ.Kind() == reflect.Struct:
		is = n.Type == "object"
		w.object(at, typ, n)
	case typ.Kind() == reflect.Slice:
		if is = n.Type == "array" && n.Items != nil; is {
			w.value(at+"[]", typ.Elem(), *n.Items)
		}
	case typ.Kind() == reflect.Pointer:
		if is = len(n.AnyOf) == 2 && n.AnyOf[1].Type == "null"; is {
			w.value(at, typ.Elem(), n.AnyOf[0])
		}
	case typ.Kind() == reflect.Int:
		is = n.Type == "integer" || n.Const == float64(Schema)
	default:
		is = n.Type == map[reflect.Kind]string{reflect.String: "string", reflect.Bool: "boolean"}[typ.Kind()] && n.Type != ""
	}
	if !is {
		w.Errorf("%s: %+v is not of a %s", at, n, typ)
	}
	if n.Additional != nil {
		w.Errorf("%s: newer programs may add keys", at)
	}
}

// object compares the keys of a struct.
func (w walk) object(at string, typ reflect.Type, n node) {
	var required []string
	fields := make(map[string]bool)
	for _, f := range reflect.VisibleFields(typ) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || f.Anonymous {
			continue
		}
		fields[name] = true
		if options == "" {
			required = append(required, name)
		}
		if child, ok := n.Properties[name]; ok {
			w.value(at+"."+name, f.Type, child)
		}
	}
	w.names(at, slices.Sorted(maps.Keys(fields)), required, n)
}

// keys compares the keys of a document that a type writes by itself.
func (w walk) keys(at string, doc map[string]any, n node) {
	for n.Ref != "" {
		n = w.defs[strings.TrimPrefix(n.Ref, "#/$defs/")]
	}
	names := slices.Sorted(maps.Keys(doc))
	w.names(at, names, names, n)
	for name, value := range doc {
		if inner, ok := value.(map[string]any); ok {
			w.keys(at+"."+name, inner, n.Properties[name])
		} else if n.Properties[name].Type != "integer" {
			w.Errorf("%s.%s is no integer", at, name)
		}
	}
}

func (w walk) names(at string, fields, required []string, n node) {
	if diff := cmp.Diff(fields, slices.Sorted(maps.Keys(n.Properties))); diff != "" {
		w.Errorf("%s: the keys differ (-want +got):\n%s", at, diff)
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(required)), slices.Sorted(slices.Values(n.Required))); diff != "" {
		w.Errorf("%s: the keys that are always there differ (-want +got):\n%s", at, diff)
	}
}

func keysOf(t *testing.T, v any) map[string]any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// enums are the words of our types, as the source declares them.
func enums(t *testing.T) map[reflect.Type][]string {
	t.Helper()
	items := []string{}
	for i := range 11 {
		items = append(items, "Q"+strconv.Itoa(i+1))
	}
	out := map[reflect.Type][]string{reflect.TypeFor[ItemID](): append(items, string(About))}
	for typ, dir := range map[reflect.Type]string{
		reflect.TypeFor[Says](): ".", reflect.TypeFor[Strength](): ".", reflect.TypeFor[Doer](): ".", reflect.TypeFor[Effort](): ".",
		reflect.TypeFor[Of](): ".", reflect.TypeFor[ChangeKind](): ".", reflect.TypeFor[Changer](): ".",
		reflect.TypeFor[scanner.Outcome](): "../scanner", reflect.TypeFor[scanner.Severity](): "../scanner", reflect.TypeFor[scanner.Profile](): "../scanner",
		reflect.TypeFor[observe.Cause](): "../scanner/observe",
	} {
		if out[typ] = constants(t, dir, typ.Name()); len(out[typ]) < 3 {
			t.Errorf("only the words %q of %s were found", out[typ], typ)
		}
	}
	return out
}

// constants are the values of a string type's constants, in their order.
func constants(t *testing.T, dir, name string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if id, is := typeName(v, ok); is && id == name {
				word, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, word)
			}
			return true
		})
	}
	return out
}

func typeName(v *ast.ValueSpec, ok bool) (string, bool) {
	if !ok || len(v.Values) != 1 {
		return "", false
	}
	id, ok := v.Type.(*ast.Ident)
	_, literal := v.Values[0].(*ast.BasicLit)
	if !ok || !literal {
		return "", false
	}
	return id.Name, true
}

// schema compiles the schema.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("run.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("run.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func instance(t *testing.T, data []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestSavedRunsFitTheSchema: the hostile one has words that this program never
// writes, and what does not fit in it is those. A cause in another is one of them too.
func TestSavedRunsFitTheSchema(t *testing.T) {
	s := schema(t)
	files, err := filepath.Glob("../testdata/runs/*.json")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d runs, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.ReplaceAll(data, []byte(`"cause": "unheard-of"`), []byte(`"cause": "blocked"`))
		switch err := s.Validate(instance(t, data)); {
		case strings.Contains(file, "hostile"):
			if kinds := broken(err); !slices.Equal(kinds, []string{"anyOf", "const", "enum"}) {
				t.Errorf("%s breaks the schema by %q", file, kinds)
			}
		case err != nil:
			t.Errorf("%s: %v", file, err)
		}
	}
}

// broken are the keywords that a document breaks.
func broken(err error) []string {
	verr, ok := err.(*jsonschema.ValidationError) //nolint:errorlint // the tree is walked
	if !ok {
		return nil
	}
	kinds := make(map[string]bool)
	var all func(*jsonschema.ValidationError)
	all = func(e *jsonschema.ValidationError) {
		for _, c := range e.Causes {
			all(c)
		}
		if path := e.ErrorKind.KeywordPath(); len(path) > 0 && path[0] != "$ref" {
			kinds[path[0]] = true
		}
	}
	all(verr)
	return slices.Sorted(maps.Keys(kinds))
}

// TestRandomRunsFitTheSchema writes runs of whatever our types can hold.
func TestRandomRunsFitTheSchema(t *testing.T) {
	s, words, rnd := schema(t), enums(t), rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var run Run
		fill(reflect.ValueOf(&run).Elem(), words, rnd)
		run.Schema, run.Vantage.Port25 = Schema, "open"
		run.Answers = run.Answers[:min(len(run.Answers), 11)]
		run.Assessment.Score, run.Assessment.Hardening = Score{rnd.IntN(6), 6 + rnd.IntN(6), 11}, rnd.IntN(102)-1
		for i := range run.Tool.Refreshed {
			run.Tool.Refreshed[i].Day = "2026-11-24"
		}
		var b bytes.Buffer
		if err := run.Write(&b); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(instance(t, b.Bytes())); err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
	}
}

// fill sets a value to anything that it can be.
func fill(v reflect.Value, words map[reflect.Type][]string, rnd *rand.Rand) {
	if list, ok := words[v.Type()]; ok {
		v.SetString(list[rnd.IntN(len(list))])
		return
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(rnd.Int64N(4e9), rnd.Int64N(1e9)).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), words, rnd)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 { // raw JSON
			v.SetBytes([]byte("{}"))
			return
		}
		for range rnd.IntN(4) {
			e := reflect.New(v.Type().Elem()).Elem()
			fill(e, words, rnd)
			v.Set(reflect.Append(v, e))
		}
	case reflect.Pointer:
		if rnd.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), words, rnd)
		}
	case reflect.String:
		v.SetString([]string{"", "x", "\u202e\x00\"<", "{0}", "\xff"}[rnd.IntN(5)])
	case reflect.Int, reflect.Int64:
		v.SetInt(rnd.Int64N(200) - 100)
	case reflect.Bool:
		v.SetBool(rnd.IntN(2) == 0)
	}
}

// TestSchemaRefuses: what is no run does not fit.
func TestSchemaRefuses(t *testing.T) {
	s := schema(t)
	good, err := os.ReadFile("../testdata/runs/typical.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, from, to, want string }{
		{"another schema", `"schema": 1`, `"schema": 2`, "const"},
		{"no target", `"target": {`, `"aim": {`, "required"},
		{"an outcome", `"outcome": "warn"`, `"outcome": "maybe"`, "enum"},
		{"a severity", `"severity": "high"`, `"severity": "huge"`, "enum"},
		{"an answer", `"says": "DONT_KNOW"`, `"says": "PERHAPS"`, "enum"},
		{"a strength", `"strength": "none"`, `"strength": "some"`, "enum"},
		{"a cause", `"cause": "port-filtered"`, `"cause": "weather"`, "anyOf"},
		{"a time", `"started": "2026-11-24T12:00:00Z"`, `"started": "noon"`, "format"},
		{"a number", `"used": 63`, `"used": "63"`, "type"},
		{"a problem", `"problem": null`, `"problem": "none"`, "anyOf"},
		{"a score", `"proven": `, `"proven": 9`, "maximum"},
	} {
		bad := bytes.Replace(good, []byte(tt.from), []byte(tt.to), 1)
		if got := broken(s.Validate(instance(t, bad))); !slices.Contains(got, tt.want) {
			t.Errorf("%s breaks %q, want %q among it", tt.name, got, tt.want)
		}
	}
	if err := s.Validate(instance(t, bytes.Replace(good, []byte(`"schema": 1`), []byte(`"schema": 1, "weather": "fine"`), 1))); err != nil {
		t.Errorf("an addition is refused: %v", err)
	}
}
