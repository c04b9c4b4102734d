// This file reads where a cursor can't be placed: TERM=dumb, pipes, files.

package line

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// plain reads rows as they come; prompts are shown only where both sides are terminals.
type plain struct {
	cfg  Config
	rows *bufio.Reader
	asks bool
	next chan input // of a read that Ctrl-C left waiting; else nil
}

// input is what one read of a row gave.
type input struct {
	text string
	err  error
}

func newPlain(cfg Config) *plain {
	return &plain{cfg: cfg, rows: bufio.NewReader(cfg.In), asks: IsTerminal(cfg.In) && IsTerminal(cfg.Out)}
}

// Read reads rows until the entry is complete. What is incomplete at the end of input is an entry all the same: its error is the reader's best answer.
func (p *plain) Read(prompt Prompt) (string, error) {
	p.cfg.dropInterrupt()
	var entry strings.Builder
	show := prompt.First
	for {
		if p.asks {
			if _, err := p.Write([]byte(show)); err != nil {
				return "", err
			}
		}
		row, err := p.row()
		entry.WriteString(row)
		text := strings.TrimSuffix(entry.String(), "\n")
		end := errors.Is(err, io.EOF)
		switch {
		case end && entry.Len() == 0:
			return "", io.EOF
		case err != nil && !end:
			return "", err
		case prompt.Answer:
			return text, nil
		case end || !p.cfg.Incomplete(text):
			if err := p.cfg.History.Add(text); err != nil {
				fmt.Fprintln(p, err)
			}
			return text, nil
		}
		show = prompt.More
	}
}

// row reads one row. Ctrl-C, at which the terminal itself drops the row that was being typed, ends the wait with ErrInterrupt.
func (p *plain) row() (string, error) {
	if p.next == nil {
		next := make(chan input, 1)
		go func() {
			text, err := p.rows.ReadString('\n')
			next <- input{text, err}
		}()
		p.next = next
	}
	select {
	case r := <-p.next:
		p.next = nil
		return r.text, r.err
	case <-p.cfg.Interrupts:
		fmt.Fprintln(p)
		return "", ErrInterrupt
	}
}

// Write prints.
func (p *plain) Write(b []byte) (int, error) { return p.cfg.Out.Write(b) }

// Close does nothing: nothing was changed.
func (p *plain) Close() error { return nil }
