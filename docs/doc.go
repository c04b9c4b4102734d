// Package docs is the guide: Markdown pages for readers, replayed as transcripts by the tests, and in sections for the
// shell's \help.
//
// Nouns: a page (a file, in the order of reading), a section (a heading with what stands under it), a topic (what a
// reader calls a section: its title, or a word of it).
//
//	*.md ──embed──▶ Sections ──Find(topic)──▶ Section ──▶ \help
package docs
