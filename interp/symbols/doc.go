// Package symbols is the host packages on board of the shell: generated tables
// of the standard library and of orm and echo.
//
// Nouns: a table (the Go function that returns a package's symbols, in
// pkg_*.go), an archive (std.zip, module.zip: export data, generic sources and
// doc comments per package), the registry (all.go) that ties them together.
//
//	toolchain, orm, echo ──go generate──▶ tables, archives ──All──▶ pkgs.Set
//
// Everything is made on first use. Regenerate with
//
//	go generate ./interp/symbols
//
// after a toolchain update or a change of the API of orm or echo; the test of
// the generator fails until that is done.
package symbols
