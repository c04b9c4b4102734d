// This file holds the types of a result's columns, as the database names them.
//
//layer:4 engine, conn, result, ddl, reflection

package orm

import "database/sql/driver"

// ColumnTypes are the database's words for the types of the columns, such as TIMESTAMPTZ; empty where it tells none.
func (r *Row) ColumnTypes() []string {
	types := make([]string, len(r.head.keys))
	copy(types, r.head.types)
	return types
}

// databaseTypes is the driver's word for the type of each column, empty where it has none.
func databaseTypes(rows driver.Rows, n int) []string {
	types := make([]string, n)
	if named, ok := rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
		for i := range types {
			types[i] = named.ColumnTypeDatabaseTypeName(i)
		}
	}
	return types
}
