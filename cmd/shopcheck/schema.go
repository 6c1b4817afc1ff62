package main

import (
	"context"

	"shopcheck/checklist"
)

// schema prints what a run's JSON may hold, for programs that read it.
func (a *app) schema(context.Context) error {
	_, err := a.out.WriteString(checklist.JSONSchema())
	return err
}
