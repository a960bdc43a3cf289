import {readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, scriptedPrompter, temporaryFolder} from '../support/run.ts'

const ADDRESS = 'https://example.com/webhooks'
const EVENT = 'video.source.recorded'
const OTHER_EVENT = 'video.caption.generated'
const NEW_WEBHOOK = {provider: 'apivideo', url: ADDRESS, events: [EVENT]}

/** A server, and a folder with a file of webhooks with the content `text`. */
async function startWithFile(text: string) {
  await using stack = new AsyncDisposableStack()
  const emulator = stack.use(await startEmulator())
  const folder = stack.use(await temporaryFolder())
  const file = path.join(folder.path, 'hooks.yaml')
  await writeFile(file, text)
  const owned = stack.move()
  return {
    control: emulator.control,
    env: emulator.env,
    file,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const ONE = `webhooks:\n  - url: ${ADDRESS}\n    events: [${EVENT}]\n`

test('apply creates missing webhooks; applying again changes nothing', async () => {
  await using place = await startWithFile(ONE)
  const {control, env, file} = place

  const planned = await hooks(['plan', file], env)
  const applied = await hooks(['apply', file, '--yes', '--json'], env)
  const [created] = await control.webhooks.list()
  const again = await hooks(['apply', file, '--json'], env)
  const after = await hooks(['plan', file], env)

  expect(planned.exitStatus).toBe(8)
  expect(planned.stdout).toMatch(new RegExp(`^create\t${ADDRESS}\tlocal\tapivideo\t${ADDRESS}`))
  expect(applied.exitStatus).toBe(0)
  expect(created).toMatchObject(NEW_WEBHOOK)
  expect(JSON.parse(applied.stdout).items).toMatchObject([{action: 'create', id: created?.id}])
  expect(applied.stdout).not.toContain('whsec_')
  expect(again.exitStatus).toBe(0)
  expect(JSON.parse(again.stdout).summary).toMatchObject({unchanged: 1, create: 0})
  expect(after.exitStatus).toBe(0)
})

test('apply matches an existing webhook by URL, and changes only what differs', async () => {
  await using place = await startWithFile(
    `webhooks:
  - id: recorded
    provider: apivideo
    url: ${ADDRESS}
    events: [${EVENT}, ${OTHER_EVENT}]
    state: paused
    delivery: {fifo: true}
`,
  )
  const {control, env, file} = place
  const {id, createdAt} = await control.webhooks.create({
    ...NEW_WEBHOOK,
    delivery: {concurrency: 2},
  })

  const {exitStatus, stdout} = await hooks(['apply', file, '--yes', '--json'], env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).items).toMatchObject([
    {
      action: 'update',
      name: 'recorded',
      id,
      fields: [{field: 'events'}, {field: 'delivery.fifo', after: true}, {field: 'state'}],
    },
  ])
  expect(await control.webhooks.list()).toMatchObject([
    {id, createdAt, state: 'paused', delivery: {fifo: true, concurrency: 2}},
  ])
})

test('plan shows a coloured diff on a terminal', async () => {
  await using place = await startWithFile(`${ONE}  - {url: "${ADDRESS}/new", events: [${EVENT}]}\n`)
  const {control, env, file} = place
  await control.webhooks.create({...NEW_WEBHOOK, events: [OTHER_EVENT]})
  await control.webhooks.create({...NEW_WEBHOOK, url: `${ADDRESS}/old`, events: [OTHER_EVENT]})

  const {stdout} = await hooks(['plan', file, '--prune'], env, {terminal: true})
  const plain = await hooks(
    ['plan', file, '-o', 'table'],
    {...env, NO_COLOR: '1'},
    {terminal: true},
  )

  expect(stdout).toContain(`\u001B[33m~ update ${ADDRESS} (local, apivideo)`)
  expect(stdout).toContain(`    events: ${OTHER_EVENT} -> ${EVENT}\n`)
  expect(stdout).toContain(`\u001B[32m+ create ${ADDRESS}/new (local, apivideo)`)
  expect(stdout).toContain(`\u001B[31m- delete ${ADDRESS}/old (local, apivideo)`)
  expect(plain.stdout).not.toContain('\u001B')
  expect(plain.stdout).toContain('1 to create, 1 to change, 0 unchanged.\n')
})

test('only --prune deletes webhooks that the file does not name', async () => {
  await using place = await startWithFile(ONE)
  const {control, env, file} = place
  await control.webhooks.create(NEW_WEBHOOK)
  const other = {...NEW_WEBHOOK, url: `${ADDRESS}/other`, events: [OTHER_EVENT]}
  await control.webhooks.create(other)

  const without = await hooks(['apply', file], env)
  const kept = await control.webhooks.list()
  const pruned = await hooks(['apply', file, '--prune', '--yes'], env)

  expect(without.exitStatus).toBe(0)
  expect(kept).toHaveLength(2)
  expect(pruned.exitStatus).toBe(0)
  expect(await control.webhooks.list()).toMatchObject([NEW_WEBHOOK])
})

test('--prune deletes nothing outside the given scope', async () => {
  await using place = await startWithFile(`webhooks:\n  - {url: ${ADDRESS}, provider: mda}\n`)
  const {control, env, file} = place
  await control.webhooks.create({provider: 'mda', scope: '18', url: ADDRESS, events: []})

  const {exitStatus} = await hooks(['apply', file, '--prune', '--yes', '--scope', '17'], env)

  expect(exitStatus).toBe(0)
  expect((await control.webhooks.list()).map(({scope}) => scope)).toEqual(['18', '17'])
})

test.each(['plan', 'apply'])(
  '%s --prune with an empty file reports a server that it cannot reach',
  async (verb) => {
    await using place = await startWithFile('webhooks: []\n')
    const {env, file} = place
    const argv = [verb, file, '--prune', '--api-url', 'http://127.0.0.1:1']

    const {exitStatus, stderr} = await hooks(argv, env)

    expect(exitStatus).toBe(6)
    expect(stderr).toContain('http://127.0.0.1:1')
  },
)

test('with --prune, a webhook whose URL changes keeps its id', async () => {
  await using place = await startWithFile(ONE)
  const {control, env, file} = place
  const {id} = await control.webhooks.create({...NEW_WEBHOOK, url: `${ADDRESS}/before`})

  const {exitStatus} = await hooks(['apply', file, '--prune', '--yes'], env)

  expect(exitStatus).toBe(0)
  expect(await control.webhooks.list()).toMatchObject([{id, url: ADDRESS}])
})

test('apply asks on a terminal, and requires --yes elsewhere', async () => {
  await using place = await startWithFile(ONE)
  const {control, env, file} = place

  const no = await hooks(['apply', file], env, {prompter: scriptedPrompter([false])})
  const without = await hooks(['apply', file], env)
  const none = await control.webhooks.list()
  const prompter = scriptedPrompter([true])
  const yes = await hooks(['apply', file], env, {prompter})

  expect(no.exitStatus).toBe(130)
  expect(without.exitStatus).toBe(2)
  expect(without.stderr).toContain('--yes')
  expect(none).toEqual([])
  expect(yes.exitStatus).toBe(0)
  expect(prompter.asked).toEqual(['Make this change?'])
  expect(await control.webhooks.list()).toHaveLength(1)
})

test('one failure does not stop the other changes, and sets the exit status', async () => {
  await using place = await startWithFile(
    `${ONE}  - {profile: targetvideo, url: "${ADDRESS}", events: [x]}\n`,
  )
  const {control, env, file} = place

  const {exitStatus, stdout} = await hooks(['apply', file, '--yes', '--json'], env)

  expect(exitStatus).toBe(10)
  expect(JSON.parse(stdout).items).toMatchObject([
    {action: 'create'},
    {action: 'refuse', error: {code: 'unsupported', exit: 10}},
  ])
  expect(await control.webhooks.list()).toHaveLength(1)
})

test('a secret is given by reference, is compared, and is never shown', async () => {
  await using place = await startWithFile(`${ONE}    secret: file:key.txt\n`)
  const {control, env, file} = place
  const secret = 'a-secret-of-thirty-two-letters-xx'
  await writeFile(path.join(path.dirname(file), 'key.txt'), `${secret}\n`)

  const applied = await hooks(['apply', file, '--yes', '--json'], env)
  const [{id} = {id: ''}] = await control.webhooks.list()
  const same = await hooks(['plan', file], env)
  await control.rotate(id)
  const other = await hooks(['plan', file, '--json'], env)

  expect(applied.exitStatus).toBe(0)
  expect(same.exitStatus).toBe(0)
  expect(JSON.parse(other.stdout).items).toMatchObject([{fields: [{field: 'secret'}]}])
  expect(applied.stdout + other.stdout).not.toContain(secret)
})

test('plan finds no change in what export wrote', async () => {
  await using place = await startWithFile('')
  const {control, env, file} = place
  await control.webhooks.create({...NEW_WEBHOOK, delivery: {fifo: true, retries: '5s'}})
  await control.webhooks.create({provider: 'mda', scope: '17', url: ADDRESS, events: []})
  await control.webhooks.create({provider: 'vidyard', url: ADDRESS, events: ['view']})

  const out = await hooks(['export'], env)
  const wrote = await hooks(['export', '--file', file, '--yes'], env)
  const planned = await hooks(['plan', file, '--prune'], env)
  const json = await hooks(['export', '--json'], env)

  expect(out.stdout).toBe(await readFile(file, 'utf8'))
  expect(out.stdout).toMatch(/^# yaml-language-server: \$schema=https:/)
  expect(out.stdout).not.toMatch(/whsec_|secret/)
  expect(wrote.stderr).toBe(`Wrote 3 webhooks to ${file}.\n`)
  expect(planned.exitStatus).toBe(0)
  expect(JSON.parse(json.stdout).webhooks).toHaveLength(3)
})

test('export does not overwrite a file without --yes', async () => {
  await using place = await startWithFile('# mine\n')
  const {env, file} = place

  const {exitStatus} = await hooks(['export', '--file', file], env)

  expect(exitStatus).toBe(2)
  expect(await readFile(file, 'utf8')).toBe('# mine\n')
})
