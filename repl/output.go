// This file sends output into a file or a program: \o.

package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// output is where \o sends values and what cells print.
type output struct {
	to     io.WriteCloser
	name   string
	back   func()        // has output come here again
	ended  chan struct{} // closed when a program is over; nil for files
	failed error         // of the program, then
}

// outputCommand sends values and output to a file or a program, and without a name back. What the shell says of itself, errors and echo stay here.
// A name that can't be opened leaves all as it was.
func (s *Shell) outputCommand(_ context.Context, name string) error {
	var next *output
	var err error
	switch command, isPipe := strings.CutPrefix(name, "|"); {
	case name == "":
		return s.closeOutput()
	case isPipe:
		next, err = s.openPipe(strings.TrimSpace(command))
	default:
		next, err = openFile(unquoted(name))
	}
	if err != nil {
		return err
	}
	err = s.closeOutput()
	next.back = s.out.redirect(next.to)
	s.output = next
	return err
}

func openFile(name string) (*output, error) {
	f, err := os.Create(name)
	return &output{to: f, name: name}, err
}

// openPipe starts a program that reads what is sent. Ctrl-C while an entry runs reaches it, too.
func (s *Shell) openPipe(command string) (*output, error) {
	if command == "" {
		return nil, errors.New(`\o | needs a program, such as \o |gzip >rows.gz`)
	}
	cmd := exec.Command("/bin/sh", "-c", command)
	cmd.Stdout, cmd.Stderr = s.out.home, s.log
	cmd.WaitDelay = time.Second // what it left in the background may write on by itself
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	o := &output{name: "|" + command, ended: make(chan struct{})}
	o.to = program{in, o}
	go func() {
		defer close(o.ended)
		if err := cmd.Wait(); !errors.Is(err, exec.ErrWaitDelay) {
			o.failed = err
		}
	}()
	return o, nil
}

// program is the pipe to one.
type program struct {
	io.WriteCloser
	of *output
}

// Write implements io.Writer. A program may leave without having read all, as head does; one that failed has lost it.
func (p program) Write(b []byte) (int, error) {
	n, err := p.WriteCloser.Write(b)
	if !errors.Is(err, syscall.EPIPE) && !errors.Is(err, os.ErrClosed) {
		return n, err
	}
	if <-p.of.ended; p.of.failed != nil {
		return n, fmt.Errorf(`\o %s: %w`, p.of.name, p.of.failed)
	}
	return len(b), nil
}

// closeOutput ends what \o began, and waits for its program.
func (s *Shell) closeOutput() error {
	o := s.output
	if o == nil {
		return nil
	}
	s.output = nil
	o.back()
	err := o.to.Close()
	if errors.Is(err, os.ErrClosed) { // the program has ended
		err = nil
	}
	if o.ended != nil {
		<-o.ended
		err = errors.Join(err, o.failed)
	}
	if err != nil {
		return fmt.Errorf(`\o %s: %w`, o.name, err)
	}
	return nil
}
