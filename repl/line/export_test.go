// This file gives tests what they can't reach.

package line

// WithEscape has f asked, instead of the clock, whether more follows a lone ESC.
func (cfg Config) WithEscape(f func() bool) Config {
	cfg.waiting = f
	return cfg
}
