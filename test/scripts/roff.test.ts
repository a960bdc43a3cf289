import {expect, test} from 'vitest'
import {entry, escape, paragraphs, typed} from '../../scripts/docs/roff.ts'

test('a line that begins with a dot or a quote is text, not a request', () => {
  expect(escape(".env\n'quoted'\nof .env")).toBe("\\&.env\n\\&'quoted'\nof .env")
})

test('a backslash is shown, and a hyphen can be copied', () => {
  expect(escape(String.raw`C:\x --json`)).toBe(String.raw`C:\ex \-\-json`)
})

test('a blank line begins a paragraph', () => {
  expect(paragraphs('One.\n\nTwo.')).toBe('.PP\nOne.\n.PP\nTwo.')
})

test('an entry escapes its meaning and leaves its term alone', () => {
  expect(entry('\\fB\\-\\-url\\fR', '-')).toBe('.TP\n\\fB\\-\\-url\\fR\n\\-')
})

test('what is typed keeps its lines', () => {
  expect(typed('$ hooks list\n$ hooks get')).toContain('.EX\n$ hooks list\n$ hooks get\n.EE')
})

test('signs that roff would replace or misread are named', () => {
  expect(escape('~/.config … ^')).toBe('\\(ti/.config \\[u2026] \\(ha')
  expect(typed(`'{"a": 1}'`)).toContain('\\(aq{"a": 1}\\(aq')
})
