package checklist

import _ "embed"

//go:embed schema.json
var schemaJSON string

// JSONSchema returns the JSON Schema (draft 2020-12) of a run as [Run.Write] writes
// it.
func JSONSchema() string { return schemaJSON }
