// Package schema describes the benchmark's tables to ent.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// User is a row of users.
type User struct{ ent.Schema }

// Annotations names the table.
func (User) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "users"}}
}

// Fields are the columns.
func (User) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.String("name"), field.String("fullname"), field.String("nickname"), field.Int64("age"), field.Time("created")}
}

// Edges are the addresses.
func (User) Edges() []ent.Edge { return []ent.Edge{edge.To("addresses", Address.Type)} }

// Address is a row of addresses.
type Address struct{ ent.Schema }

// Annotations names the table.
func (Address) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "addresses"}}
}

// Fields are the columns.
func (Address) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.Int64("user_id"), field.String("email")}
}

// Edges is the user.
func (Address) Edges() []ent.Edge {
	return []ent.Edge{edge.From("user", User.Type).Ref("addresses").Field("user_id").Unique().Required()}
}
