import {expect, test} from 'vitest'
import {entry, escape, paragraphs, typed} from '../../scripts/docs/roff.ts'

test('a line that begins with a dot or a quote is text, not a request', () => {
  expect(escape(".env\n'quoted'\nof .env")).toBe("\\&.env\n\\&'quoted'\nof .env")
})

test('a backslash is shown literally, and a hyphen can be copied', () => {
  expect(escape(String.raw`C:\x --json`)).toBe(String.raw`C:\ex \-\-json`)
})

test('a blank line starts a paragraph', () => {
  expect(paragraphs('One.\n\nTwo.')).toBe('.PP\nOne.\n.PP\nTwo.')
})

test('an entry escapes its description, but not its term', () => {
  expect(entry('\\fB\\-\\-url\\fR', '-')).toBe('.TP\n\\fB\\-\\-url\\fR\n\\-')
})

test('code keeps its line breaks', () => {
  expect(typed('$ hooks list\n$ hooks get')).toContain('.EX\n$ hooks list\n$ hooks get\n.EE')
})

test('characters that roff would replace or misread are written as named escapes', () => {
  expect(escape('~/.config … ^')).toBe('\\(ti/.config \\[u2026] \\(ha')
  expect(typed(`'{"a": 1}'`)).toContain('\\(aq{"a": 1}\\(aq')
})
