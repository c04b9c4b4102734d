// This file gives cells package orm with its engines bound to the shell, and collects their echo.

package repl

import (
	"reflect"

	"github.com/ormsh/ormsh/interp/pkgs"
	"github.com/ormsh/ormsh/interp/symbols"
	"github.com/ormsh/ormsh/orm"
)

const ormPath = "github.com/ormsh/ormsh/orm"

// packages are what cells can import: all on board, package orm with the makers of engines wrapped.
func (s *Shell) packages() *pkgs.Set {
	all := symbols.All()
	var list []pkgs.Package
	for _, path := range all.Paths() {
		p, _ := all.ByPath(path)
		list = append(list, *p)
		if path == ormPath {
			list[len(list)-1].Symbols = func() map[string]reflect.Value { return s.bound(p.Symbols()) }
		}
	}
	return pkgs.NewSet(list...)
}

// bound replaces the functions that make engines by ones that add the shell's options.
func (s *Shell) bound(table map[string]reflect.Value) map[string]reflect.Value {
	table["CreateEngine"] = reflect.ValueOf(func(url string, opts ...orm.EngineOption) (*orm.Engine, error) {
		return s.keep(orm.CreateEngine(url, s.engineOptions(opts)...))
	})
	table["CreateEngineURL"] = reflect.ValueOf(func(u orm.URL, opts ...orm.EngineOption) (*orm.Engine, error) {
		return s.keep(orm.CreateEngineURL(u, s.engineOptions(opts)...))
	})
	table["BoundMetaData"] = reflect.ValueOf(func(url string, opts ...orm.EngineOption) (*orm.MetaData, error) {
		engine, err := s.keep(orm.CreateEngine(url, s.engineOptions(opts)...))
		if err != nil {
			return nil, err
		}
		return orm.NewMetaData(orm.Bind(engine)), nil
	})
	return table
}

func (s *Shell) keep(e *orm.Engine, err error) (*orm.Engine, error) {
	if err == nil {
		s.engines.add(e)
	}
	return e, err
}

// engineOptions are the user's between the shell's: the sink and the context before them, so that a user's own win; a forced echo behind.
func (s *Shell) engineOptions(user []orm.EngineOption) []orm.EngineOption {
	opts := []orm.EngineOption{orm.EchoTo(s.sink), orm.Echo(false), orm.Trace(recorder{s.sink}), orm.BaseContext(s.context)}
	opts = append(opts, user...)
	if s.opts.Sandbox {
		opts = append(opts, orm.Sandbox())
	}
	if s.opts.ReadOnly {
		opts = append(opts, orm.NoWrites())
	}
	switch s.sink.mode() {
	case EchoText, EchoJSON:
		opts = append(opts, orm.Echo(true))
	case EchoOff:
		opts = append(opts, orm.Echo(false))
	}
	return opts
}
