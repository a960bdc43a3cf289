import {readdir} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {manPages} from '../../scripts/docs/man.ts'
import {readme} from '../../scripts/docs/readme.ts'
import {ENVIRONMENT, EXIT_STATUSES} from '../../scripts/docs/reference.ts'
import {loadSources, ROOT, visibleCommands} from '../../scripts/program.ts'
import {BUG_EXIT_STATUS, EXIT_STATUS} from '../../src/core/errors.ts'

const MARKS = ['exit-codes', 'environment', 'commands']
  .map((name) => `<!-- ${name} -->\n<!-- /${name} -->\n`)
  .join('')

test('every exit status is explained', () => {
  const explained = EXIT_STATUSES.map(({status}) => status)

  expect(explained).toEqual(
    expect.arrayContaining([0, BUG_EXIT_STATUS, ...Object.values(EXIT_STATUS)]),
  )
})

test('every variable that sets a flag of several commands is explained', async () => {
  const commands = visibleCommands(await loadSources())
  const variables = commands.flatMap(({flags}) =>
    Object.values(flags).flatMap(({env}) => env ?? []),
  )

  const shared = variables.filter((name, index) => variables.indexOf(name) !== index)

  expect(ENVIRONMENT.map(({name}) => name)).toEqual(expect.arrayContaining([...new Set(shared)]))
})

test('there is a page for each command and one for all, and no other', async () => {
  const config = await loadSources()

  const pages = [...manPages(config).keys()]

  expect(pages).toHaveLength(visibleCommands(config).length + 1)
  expect((await readdir(path.join(ROOT, 'man'))).toSorted()).toEqual(pages.toSorted())
})

test('the reference links each command to its source', async () => {
  const page = readme(MARKS, await loadSources())

  expect(page).toContain('[`hooks create`](commands/create.ts)')
  expect(page).toContain('[`hooks deliveries`](commands/deliveries/index.ts)')
})

test('what was between the marks is replaced, and what is around them stays', async () => {
  const config = await loadSources()
  const page = readme(`before\n${MARKS}after\n`, config)

  expect(page.startsWith('before\n')).toBe(true)
  expect(page.endsWith('after\n')).toBe(true)
  expect(readme(page, config)).toBe(page)
})
