import {expect, test} from 'vitest'
import {arrange, readArrangement, replaceRows} from '../../../src/cli/output/columns.ts'
import {render} from '../../../src/cli/output/output.ts'
import type {ListView, Column, Cell} from '../../../src/cli/output/view.ts'
import {createProcessContext} from '../../../src/context/context.ts'
import {hooks} from '../../support/run.ts'

type Row = {name: string; size?: Cell}

const COLUMNS: readonly Column<Row>[] = [
  {name: 'name', value: ({name}) => name},
  {name: 'next size', value: ({size}) => size},
]

async function show(rows: readonly Row[], flags: Record<string, string>): Promise<string> {
  const view: ListView<Row> = {rows, columns: COLUMNS}
  return render('tsv', rows, arrange(view, readArrangement(flags)), createProcessContext())
}

test('columns are selected by title, ignoring case, and shown in the given order', async () => {
  const rows = [{name: 'a', size: 1}]

  expect(await show(rows, {columns: 'NEXT SIZE, name'})).toBe('1\ta\n')
  expect(await show(rows, {columns: 'name'})).toBe('a\n')
})

test('an unknown column is a usage error that suggests the most similar one', async () => {
  await expect(show([], {columns: 'nam'})).rejects.toMatchObject({
    code: 'usage',
    message: 'unknown column "nam"',
    hint: 'did you mean name?',
  })
  await expect(show([], {sort: '-colour'})).rejects.toMatchObject({
    message: 'unknown column "colour"',
    hint: 'available columns: name, next size',
  })
  await expect(show([], {columns: ''})).rejects.toMatchObject({
    hint: 'available columns: name, next size',
  })
})

test('numbers sort by value, and empty cells come last in both directions', async () => {
  const rows = [{name: 'b', size: 10}, {name: 'none'}, {name: 'a', size: 9}]

  expect(await show(rows, {sort: 'next size', columns: 'name'})).toBe('a\nb\nnone\n')
  expect(await show(rows, {sort: '-next size', columns: 'name'})).toBe('b\na\nnone\n')
})

test('times sort chronologically, text in natural order', async () => {
  const times = [
    {name: 'late', size: new Date('2026-01-02')},
    {name: 'early', size: new Date('2025-12-31')},
  ]

  expect(await show(times, {sort: 'next size', columns: 'name'})).toBe('early\nlate\n')
  expect(await show([{name: 'a10'}, {name: 'a2'}], {sort: 'name', columns: 'name'})).toBe(
    'a2\na10\n',
  )
})

test('rows that are equal in the sorted column keep their order', async () => {
  const rows = ['c', 'a', 'b'].map((name) => ({name, size: 1}))

  expect(await show(rows, {sort: '-next size', columns: 'name'})).toBe('c\na\nb\n')
})

test('a single record has no columns to choose from', () => {
  expect(() => arrange({fields: [['id', '1']]}, {columns: ['id']})).toThrow(/single record/)
})

test('JSON is sorted too, and keeps its other properties', () => {
  const rows = [2, 1]

  expect(replaceRows({rows, more: true}, rows, [1, 2])).toEqual({rows: [1, 2], more: true})
})

test('a listing command takes both flags; - sorts in descending order', async () => {
  const argv = ['--provider', 'apivideo', '-o', 'csv', '--columns', 'event', '--sort', '-event']
  const {stdout, exitStatus} = await hooks(['events', ...argv])

  const [head, ...names] = stdout.trimEnd().split('\n')
  expect(exitStatus).toBe(0)
  expect(head).toBe('event')
  expect(names.length).toBeGreaterThan(2)
  expect(names).toEqual(names.toSorted().toReversed())
})

test('an unknown column exits 2', async () => {
  const {stdout, stderr, exitStatus} = await hooks(['events', '--columns', 'evnt'])

  expect({stdout, exitStatus}).toEqual({stdout: '', exitStatus: 2})
  expect(stderr).toContain('did you mean event?')
})
