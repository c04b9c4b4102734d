// Package mysql is the dialect of MySQL and MariaDB: words, types and the forms of SQL in which they differ.
//
// Flow:
//
//	dialect.Compile(mysql.Dialect{}, stmt) --> SQL with ? placeholders
package mysql
