// This file gives cells their standard streams, and what writes to them.

package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// streams are the files that os.Stdin, os.Stdout and os.Stderr are in cells.
type streams struct {
	stdin, stdout, stderr *os.File
	pipes                 []*pipe
	args                  []string
	log                   *log.Logger
	raw                   atomic.Bool // cells may write to the files themselves
	mu                    sync.Mutex  // held while writing to what is behind the pipes, which may be one thing
}

func newStreams(o Options) (*streams, error) {
	s := &streams{args: o.Args}
	s.raw.Store(true)
	var err error
	if s.stdout, err = s.file(o.Stdout); err != nil {
		return nil, err
	}
	if o.Stderr == o.Stdout {
		s.stderr = s.stdout // one stream in, one stream out: their order is kept
	} else if s.stderr, err = s.file(o.Stderr); err != nil {
		return nil, err
	}
	if f, ok := o.Stdin.(*os.File); ok {
		if s.stdin, err = another(f); err != nil {
			return nil, err
		}
	} else if s.stdin, err = readerFile(o.Stdin); err != nil {
		return nil, err
	}
	s.log = log.New(errWriter{s}, "", log.LstdFlags)
	return s, nil
}

// behind is what stands behind a file: the writer that a pipe copies to, once everything in the pipe has arrived there. So printing
// keeps its order with what the host writes, and costs no pipe.
func (s *streams) behind(w io.Writer) io.Writer {
	f, ok := w.(*os.File)
	if !ok {
		return w
	}
	for _, p := range s.pipes {
		if p.w == f {
			if s.raw.Load() {
				p.flush()
			}
			return p.to
		}
	}
	return w
}

// locked writes one at a time.
type locked struct {
	mu *sync.Mutex
	to io.Writer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}

// errWriter follows os.Stderr if a cell sets it.
type errWriter struct{ s *streams }

func (w errWriter) Write(b []byte) (int, error) { return w.s.behind(w.s.stderr).Write(b) }

// file is w as a file: itself, or a pipe that is copied to it.
func (s *streams) file(w io.Writer) (*os.File, error) {
	if f, ok := w.(*os.File); ok {
		return f, nil
	}
	if w == nil {
		return os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	}
	p, err := newPipe(locked{&s.mu, w})
	if err != nil {
		return nil, err
	}
	s.pipes = append(s.pipes, p)
	return p.w, nil
}

// another is the same file once more: a cell that closes its os.Stdin doesn't close the host's.
func another(f *os.File) (*os.File, error) {
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return nil, fmt.Errorf("standard input of cells: %w", err)
	}
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), f.Name()), nil
}

func readerFile(r io.Reader) (*os.File, error) {
	if r == nil {
		return os.Open(os.DevNull)
	}
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	go func() {
		_, _ = io.Copy(in, r) // a reader that fails ends the input
		_ = in.Close()
	}()
	return out, nil
}

// flush waits until what cells wrote has arrived.
func (s *streams) flush() {
	if !s.raw.Load() {
		return
	}
	for _, p := range s.pipes {
		p.flush()
	}
}

func (s *streams) close() error {
	var errs []error
	for _, p := range s.pipes {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}

// pipe copies what is written to a file to any writer.
type pipe struct {
	r, w *os.File
	to   io.Writer
	wake chan chan struct{}
	end  chan struct{}
	turn sync.Mutex // one flush at a time: each sets the reader's deadline
}

func newPipe(to io.Writer) (*pipe, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p := &pipe{r: r, w: w, to: to, wake: make(chan chan struct{}), end: make(chan struct{})}
	go p.copy()
	return p, nil
}

// copy moves bytes until the writing end is closed. A flush interrupts the
// waiting read; then what is in the pipe is read without waiting.
func (p *pipe) copy() {
	defer close(p.end)
	buf := make([]byte, 32<<10)
	for {
		n, err := p.r.Read(buf)
		if n > 0 { // nothing read is nothing to say, also to a writer that nobody listens to any more
			_, _ = p.to.Write(buf[:n])
		}
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			flushed := <-p.wake
			_ = p.r.SetReadDeadline(time.Time{})
			p.drain(buf)
			close(flushed)
		case err != nil:
			return
		}
	}
}

func (p *pipe) drain(buf []byte) {
	raw, err := p.r.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Read(func(fd uintptr) bool {
		for {
			n, err := syscall.Read(int(fd), buf)
			if err == syscall.EINTR {
				continue
			}
			if n <= 0 || err != nil {
				return true
			}
			_, _ = p.to.Write(buf[:n])
		}
	})
}

func (p *pipe) flush() {
	p.turn.Lock()
	defer p.turn.Unlock()
	flushed := make(chan struct{})
	_ = p.r.SetReadDeadline(time.Unix(1, 0))
	select {
	case p.wake <- flushed:
		<-flushed
	case <-p.end:
	}
}

func (p *pipe) close() error {
	err := p.w.Close()
	if errors.Is(err, os.ErrClosed) { // a cell did it
		err = nil
	}
	<-p.end
	return errors.Join(err, p.r.Close())
}

// Override are the symbols of host packages that mean something else in cells,
// as lower.Options wants them. A method is a function of its receiver.
func (m *Machine) Override() map[string]reflect.Value {
	s := m.std
	o := map[string]reflect.Value{
		"os.Stdin":  reflect.ValueOf(&s.stdin).Elem(),
		"os.Stdout": reflect.ValueOf(&s.stdout).Elem(),
		"os.Stderr": reflect.ValueOf(&s.stderr).Elem(),
		"os.Args":   reflect.ValueOf(&s.args).Elem(),
	}
	functions := map[string]any{
		"os.Exit":           m.host.Exit,
		"time.Sleep":        m.host.Sleep,
		"context.AfterFunc": func(ctx context.Context, f func()) func() bool { return context.AfterFunc(ctx, m.host.Guard(f)) },
		"sync.WaitGroup.Go": func(wg *sync.WaitGroup, f func()) { wg.Go(m.host.Guard(f)) },
		"reflect.Value.Pointer": func(v reflect.Value) uintptr {
			ownCode(v)
			return v.Pointer()
		},
		"reflect.Value.UnsafePointer": func(v reflect.Value) unsafe.Pointer {
			ownCode(v)
			return v.UnsafePointer()
		},
	}
	maps.Copy(functions, m.printing())
	maps.Copy(functions, m.sized())
	for name, fn := range functions {
		o[name] = reflect.ValueOf(fn)
	}
	maps.Copy(o, unlocks())
	maps.Copy(o, m.flags())
	maps.Copy(o, m.signals.symbols())
	maps.Copy(o, m.timers.symbols(m.host.Guard))
	maps.Copy(o, m.logs())
	m.trace.called(o)
	return o
}

// ownCode panics where v is a function that was made while the program runs: all of those have the same code, so that each would be every other.
func ownCode(v reflect.Value) {
	made := reflect.MakeFunc(reflect.TypeFor[func()](), func([]reflect.Value) []reflect.Value { return nil })
	if v.Kind() == reflect.Func && v.Pointer() == made.Pointer() {
		panic(errors.New("reflect: the functions of a session share their code, so that its address tells none from another; keep a name beside the function"))
	}
}
