import {readdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {
  CONFIG_EXAMPLE,
  CONFIGURATION,
  PROJECT_EXAMPLE,
  PROJECT_KEYS,
  REFERENCES,
} from '../../scripts/docs/configuration.ts'
import {DELIVERY_KEYS, DESIRED_EXAMPLE} from '../../scripts/docs/desired.ts'
import {commandsPage} from '../../scripts/docs/commands.ts'
import {manPages} from '../../scripts/docs/man.ts'
import {fillSections, unplacedSections} from '../../scripts/docs/sections.ts'
import {SCENARIO_EXAMPLE, SCENARIO_KEYS, STEP_KEYS} from '../../scripts/docs/scenario.ts'
import HooksHelp from '../../src/cli/help/help.ts'
import {ENVIRONMENT, EXIT_STATUSES} from '../../src/cli/help/reference.ts'
import {commandName, loadSources, ROOT, visibleCommands} from '../../scripts/program.ts'
import {ConfigFile, readConfigFile} from '../../src/config/config-file.ts'
import {KEYS, readProjectFile} from '../../src/config/project-file.ts'
import {REFERENCE_KINDS} from '../../src/config/reference.ts'
import {WireDeliverySettings} from '../../src/wire/delivery-settings.ts'
import {BUG_EXIT_STATUS, EXIT_STATUS} from '../../src/core/errors.ts'
import {FILE_KEYS} from '../../src/actions/trigger/scenario-file.ts'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'

test('every exit status is explained', () => {
  const explained = EXIT_STATUSES.map(({status}) => status)

  expect(explained).toEqual(
    expect.arrayContaining([0, BUG_EXIT_STATUS, ...Object.values(EXIT_STATUS)]),
  )
})

test('every variable that sets a flag shared by several commands is explained', async () => {
  const commands = visibleCommands(await loadSources())
  const variables = commands.flatMap(({flags}) =>
    Object.values(flags).flatMap(({env}) => env ?? []),
  )

  const shared = variables.filter((name, index) => variables.indexOf(name) !== index)

  expect(ENVIRONMENT.map(({name}) => name)).toEqual(expect.arrayContaining([...new Set(shared)]))
})

test('there is a page per command, one for the program, and four on shared topics', async () => {
  const config = await loadSources()

  const pages = [...manPages(config).keys()]

  expect(pages).toEqual(expect.arrayContaining(['hooks.1', 'hooks-config.5', 'hooks-exit-codes.7']))
  expect(pages).toHaveLength(visibleCommands(config).length + 5)
  expect((await readdir(path.join(ROOT, 'man'))).toSorted()).toEqual(pages.toSorted())
})

test('usage and synopsis show required arguments, and man pages show defaults', async () => {
  const config = await loadSources()
  const page = manPages(config).get('hooks-deliveries.1')
  const remove = config.findCommand('delete', {must: true})

  expect(new HooksHelp(config).renderCommand(remove)).toContain('hooks delete IDS... [FLAGS]\n')
  expect(manPages(config).get('hooks-delete.1')).toContain('\\fIIDS\\fR ... [')
  expect(page).toContain('Default: 20.')
})

test('every question of create, init and login can be answered by a variable', async () => {
  const config = await loadSources()
  const questions = ['profile', 'vendor', 'key-file', 'scope', 'provider', 'url', 'kind', 'events']
  const flags = [...questions, 'probe', 'serve', 'yes'].flatMap((flag) =>
    visibleCommands(config)
      .filter(({id, flags: own}) => ['create', 'init', 'login'].includes(id) && flag in own)
      .map(({id, flags: own}) => ({id, flag, variable: own[flag]?.env})),
  )

  expect(flags.filter(({variable}) => variable === undefined)).toEqual([])
})

test('the reference links each command to its source', async () => {
  const page = commandsPage(await loadSources())

  expect(page).toContain('[commands/create.ts](../commands/create.ts)')
  expect(page).toContain('[commands/deliveries/index.ts](../commands/deliveries/index.ts)')
})

test('the reference has every flag of every command, and each global flag once', async () => {
  const config = await loadSources()
  const page = commandsPage(config)
  const sections = new Map(page.split(/^### hooks /m).map((text) => [text.split('\n', 1)[0], text]))
  const shared = page.slice(page.indexOf('## Global flags'), page.indexOf('### hooks '))

  const missing = visibleCommands(config).flatMap((command) =>
    Object.values(command.flags)
      .filter(({hidden}) => hidden !== true)
      .filter(({name, helpGroup}) => {
        const section = helpGroup === 'GLOBAL' ? shared : sections.get(commandName(command))
        return section === undefined || !new RegExp(`--(\\[no-\\])?${name}\\b`).test(section)
      })
      .map(({name}) => `${commandName(command)} --${name}`),
  )

  expect(missing).toEqual([])
  expect(page.match(/--api-url=URL/g)).toHaveLength(1)
})

test('text between section marks is replaced, and text around them is kept', () => {
  const page = 'before\n<!-- references -->\nold\n<!-- /references -->\nafter\n'

  const filled = fillSections(page)

  expect(filled).toMatch(/^before\n<!-- references -->\n\n\| reference/)
  expect(filled).toMatch(/<!-- \/references -->\nafter\n$/)
  expect(filled).not.toContain('old')
  expect(fillSections(filled)).toBe(filled)
})

test('marks of an unknown section are an error, and a section without marks is reported', () => {
  const page = '<!-- references -->\n<!-- /references -->\n'

  expect(() => fillSections(page.replaceAll('references', 'nothing'))).toThrow(/nothing/)
  expect(unplacedSections([page])).toContain('environment')
  expect(unplacedSections([page])).not.toContain('references')
})

test('every page refers to the pages that all commands share', async () => {
  for (const [name, page] of manPages(await loadSources())) {
    const others = ['hooks-config(5)', 'hooks-exit-codes(7)'].filter(
      (it) => !it.startsWith(name.slice(0, -2)),
    )
    const also = page.slice(page.indexOf('.SH SEE ALSO')).replaceAll(/\\f[BR]|\\(?=-)/g, '')
    for (const other of others) expect(also).toContain(other)
  }
})

test('every key of the configuration file and of .hooksrc is explained', () => {
  const top = new Set(CONFIGURATION.map(({key}) => key.split('.', 1)[0]))

  expect(top).toEqual(new Set(Object.keys(ConfigFile.properties)))
  expect(PROJECT_KEYS.map(({key}) => key)).toEqual(KEYS)
  expect(REFERENCES.map(({reference}) => reference.split(':', 1)[0])).toEqual([...REFERENCE_KINDS])
})

test('the examples of both configuration files are valid', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'config.json')
  await writeFile(file, CONFIG_EXAMPLE, {mode: 0o600})
  await writeFile(path.join(folder.path, '.hooksrc'), PROJECT_EXAMPLE)

  const project = await readProjectFile(folder.path, folder.path)

  expect(await readConfigFile(file)).toEqual(JSON.parse(CONFIG_EXAMPLE))
  expect(project.values).toEqual(JSON.parse(PROJECT_EXAMPLE))
})

test('the example of hooks.yaml can be applied, and every delivery setting is documented', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'hooks.yaml')
  await writeFile(file, DESIRED_EXAMPLE)
  const env = {...emulator.env, RECORDINGS_SECRET: 'a secret of twenty letters'}

  const applied = await hooks(['apply', file, '--yes'], env)
  const planned = await hooks(['plan', file], env)

  expect(applied).toMatchObject({exitStatus: 0})
  expect(planned).toMatchObject({exitStatus: 0})
  expect(await emulator.control.webhooks.list()).toHaveLength(2)
  expect(DELIVERY_KEYS.map(({key}) => key)).toEqual(Object.keys(WireDeliverySettings.properties))
})

test('the example of a scenario can be played, and every key is explained', async () => {
  await using receiver = await Receiver.start()
  const argv = ['trigger', '--scenario-file', '-', '--speed', 'max', '--to', receiver.url]

  const played = await hooks(argv, {}, {stdin: SCENARIO_EXAMPLE})

  expect(played.exitStatus).toBe(0)
  const ids = receiver.received.map(({body}) => JSON.parse(body.toString()).videoId)
  expect([ids.length, new Set(ids).size]).toEqual([3, 1])
  const keys = (documented: readonly {key: string}[]) => documented.map(({key}) => key).toSorted()
  expect([keys(SCENARIO_KEYS), keys(STEP_KEYS)]).toEqual([
    FILE_KEYS.scenario.toSorted(),
    FILE_KEYS.step.toSorted(),
  ])
})
