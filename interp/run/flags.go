// This file lets programs read their own command line: the functions of package
// flag would read the process's, and end it on a mistake.

package run

import (
	"errors"
	"flag"
	"fmt"
	"reflect"
)

// Flags begins the flags of a program's command line, which have the program's
// name and its stream for messages. It is called before a program runs.
func (m *Machine) Flags() {
	flag.CommandLine = flag.NewFlagSet(m.std.args[0], flag.ExitOnError)
	flag.CommandLine.SetOutput(errWriter{m.std})
	flag.CommandLine.Usage = func() { flag.Usage() }
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "Usage of %s:\n", m.std.args[0])
		flag.PrintDefaults()
	}
}

// flags are the symbols of package flag that mean something else in cells.
func (m *Machine) flags() map[string]reflect.Value {
	return map[string]reflect.Value{
		"flag.Parse":         reflect.ValueOf(func() { _ = m.parseFlags(flag.CommandLine, m.std.args[1:]) }), // it exits instead
		"flag.FlagSet.Parse": reflect.ValueOf(m.parseFlags),
	}
}

// parseFlags is (*flag.FlagSet).Parse, whose exit is that of the program.
func (m *Machine) parseFlags(set *flag.FlagSet, args []string) error {
	how := set.ErrorHandling()
	set.Init(set.Name(), flag.ContinueOnError)
	err := set.Parse(args)
	set.Init(set.Name(), how)
	switch {
	case err == nil || how == flag.ContinueOnError:
		return err
	case how == flag.PanicOnError:
		panic(err)
	case errors.Is(err, flag.ErrHelp):
		m.host.Exit(0)
	default:
		m.host.Exit(2)
	}
	return err
}
