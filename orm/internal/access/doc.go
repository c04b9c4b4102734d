// Package access reads, writes and compares the fields of structs through offsets that are found once per type. It is
// the only part of orm that uses reflect on values, or unsafe.
//
// Its nouns:
//
//   - Ptr is the address of a struct: comparable, opaque, and it keeps its object alive.
//   - Struct describes a struct type: its fields in order, embedded structs flattened.
//   - Field reads and writes one field as a database value, with NULL kept apart from zero.
//   - Tracker compares objects with their snapshots: memory first, then field by field, without allocating.
//   - Slab hands out zeroed structs, many to one allocation.
//   - Boxes makes values of type any, many to one allocation.
//
// Data flow:
//
//	reflect.Type -> Struct -> Field.Value(ptr) -> driver value    (INSERT, UPDATE)
//	                       -> Field.Set(ptr, driver value)        (load)
//	             -> Tracker -> Copy, Same, Changed                (dirty tracking)
package access
