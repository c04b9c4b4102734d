// Package ent is what ent generates for the benchmark's two tables, from the schema beside it.
package ent

//go:generate go run -mod=mod entgo.io/ent/cmd/ent generate ./schema
