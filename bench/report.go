// This file holds the report: medians, ratios to the baseline round by round, and their spread.

package main

import (
	"fmt"
	"io"
	"slices"
)

// report writes a table for each workload, in Markdown.
func report(w io.Writer, o options, pairs []pairing, runs map[pairing][]Result) {
	fmt.Fprintf(w, "%s, scale %g, %d rounds; times are for each row, object or query\n", o.db, o.scale, len(runs[pairs[0]]))
	var last string
	for _, p := range pairs {
		if len(runs[p]) == 0 {
			continue
		}
		if p.workload != last {
			last = p.workload
			fmt.Fprintf(w, "\n## %s: %s\n\n", last, about(last))
			fmt.Fprintln(w, "| contestant | x baseline | lowest–highest | CPU ns | server ns | wall ns | allocations | bytes | peak MB |")
			fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|")
		}
		list := runs[p]
		ratio, spread := ratios(list, runs[pairing{baseline, p.workload}])
		fmt.Fprintf(w, "| %s | %s | %s | %.0f | %.0f | %.0f | %.1f | %.0f | %.0f |\n", p.contestant, ratio, spread,
			median(list, Result.cpu), median(list, Result.server), median(list, Result.wall), median(list, func(r Result) float64 { return r.Allocs }),
			median(list, func(r Result) float64 { return r.Bytes }), median(list, func(r Result) float64 { return r.PeakMB }))
	}
}

func about(name string) string {
	for _, w := range workloads() {
		if w.name == name {
			return w.about
		}
	}
	return ""
}

func (r Result) cpu() float64    { return r.CPU / float64(r.Rows) * 1e9 }
func (r Result) server() float64 { return r.Server / float64(r.Rows) * 1e9 }
func (r Result) wall() float64   { return r.Wall / float64(r.Rows) * 1e9 }

func median(list []Result, of func(Result) float64) float64 {
	var values []float64
	for _, r := range list {
		values = append(values, of(r))
	}
	return middle(values)
}

func middle(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// effort is what ratios compare: CPU time of the process and of the server; wall time where the server works elsewhere.
func (r Result) effort() float64 {
	if r.Remote {
		return r.wall()
	}
	return (r.CPU + r.Server) / float64(r.Rows) * 1e9
}

// ratios compares each round with the baseline's of the same round.
func ratios(list, base []Result) (ratio, spread string) {
	var values []float64
	for i := range min(len(list), len(base)) {
		values = append(values, list[i].effort()/base[i].effort())
	}
	if len(values) == 0 {
		return "", ""
	}
	m := middle(values)
	return fmt.Sprintf("%.2f", m), fmt.Sprintf("%.2f–%.2f", values[0], values[len(values)-1])
}
