import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {expect, test} from 'vitest'
import {startEmulator} from '../support/emulator.ts'
import {hooks, temporaryFolder} from '../support/run.ts'
import {startVendor} from '../support/vendor.ts'

const ADDRESS = 'https://example.com/webhooks'
const OLD = {provider: 'apivideo', url: ADDRESS, events: ['video.caption.generated']}
const WANTED = `webhooks:
  - {id: one, profile: apivideo, url: ${ADDRESS}, events: [video.source.recorded]}
`

/**
 * A proxy in front of a server. `look` is called with the method of each request; a status that it
 * returns is sent as the response.
 */
async function startProxy(url: string, look: (method: string) => number | undefined) {
  const server = createServer((request, response) => {
    const {method = '', headers} = request
    void text(request).then(async (body) => {
      const status = look(method)
      if (status !== undefined) return void response.writeHead(status).end('{}')
      const {host: _, connection: __, ...rest} = headers
      const asked = {method, headers: rest as Record<string, string>}
      const answer = await fetch(url + request.url, body === '' ? asked : {...asked, body})
      const type = answer.headers.get('content-type') ?? 'application/json'
      response.writeHead(answer.status, {'content-type': type}).end(await answer.text())
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A server that listens on a port has an address and no path.
  const {port} = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/**
 * A profile for api.video, one webhook there, and a file that describes it differently. `look` is
 * passed to the proxy.
 */
async function start(look: (method: string) => number | undefined) {
  await using stack = new AsyncDisposableStack()
  const vendor = stack.use(await startVendor('apivideo', ({key}) => ({credentials: {apiKey: key}})))
  const {control, key, url} = vendor.emulator
  const front = stack.use(await startProxy(url, look))
  const file = path.join(path.dirname(vendor.configFile), 'hooks.yaml')
  const profiles = {apivideo: {baseUrl: front.url, credentials: {apiKey: key}}}
  await writeFile(vendor.configFile, JSON.stringify({profiles}))
  await writeFile(file, WANTED)
  const {id} = await control.webhooks.create(OLD)
  const owned = stack.move()
  return {
    control,
    file,
    oldId: id,
    env: vendor.env,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('a replacement reports the ids of the new and the old webhook', async () => {
  await using vendor = await start(() => undefined)
  const {control, env, file, oldId} = vendor

  const {stdout} = await hooks(['apply', file, '--yes', '--json'], env)

  const [{id, replacedId}] = JSON.parse(stdout).items
  expect(replacedId).toBe(oldId)
  expect(await control.webhooks.list()).toMatchObject([{id}])
})

test('if the new webhook cannot be created, the old one stays', async () => {
  await using vendor = await start((method) => (method === 'POST' ? 422 : undefined))
  const {control, env, file, oldId} = vendor

  const {stdout, exitStatus} = await hooks(['apply', file, '--yes', '--json'], env)

  expect(exitStatus).toBe(9)
  expect(JSON.parse(stdout).items).toMatchObject([{id: oldId, error: {code: 'rejected'}}])
  expect(await control.webhooks.list()).toMatchObject([{id: oldId}])
})

test('if the old webhook cannot be deleted, both exist and the item reports it', async () => {
  await using vendor = await start((method) => (method === 'DELETE' ? 500 : undefined))
  const {control, env, file, oldId} = vendor

  const {stdout, exitStatus} = await hooks(['apply', file, '--yes', '--json'], env)

  const [{error}] = JSON.parse(stdout).items
  expect(exitStatus).toBe(9)
  expect(error.message).toContain(`was created, but ${oldId} is still there: `)
  expect(error.hint).toBe(`hooks delete ${oldId} --profile apivideo`)
  expect(await control.webhooks.list()).toHaveLength(2)
})

test('replacing succeeds if somebody else deleted the old webhook meanwhile', async () => {
  await using vendor = await start((method) => (method === 'DELETE' ? 404 : undefined))
  const {env, file, oldId} = vendor

  const {stdout, exitStatus} = await hooks(['apply', file, '--yes', '--json'], env)

  expect(exitStatus).toBe(0)
  expect(JSON.parse(stdout).items).toMatchObject([{action: 'replace', replacedId: oldId}])
})

test('a disabled webhook is not created at a vendor that cannot disable webhooks', async () => {
  await using vendor = await start(() => undefined)
  const {control, env, file, oldId} = vendor
  const line = {url: `${ADDRESS}/new`, events: ['video.source.recorded'], state: 'disabled'}
  await writeFile(file, `webhooks:\n  - ${JSON.stringify({...line, profile: 'apivideo'})}\n`)
  const stdin = JSON.stringify(line)

  const applied = await hooks(['apply', file, '--yes'], env)
  const created = await hooks(['create', '--from', '-', '--profile', 'apivideo'], env, {stdin})

  expect([applied.exitStatus, created.exitStatus]).toEqual([10, 10])
  expect(await control.webhooks.list()).toMatchObject([{id: oldId}])
})

test('if anything fails, nothing is deleted', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  const {id} = await emulator.control.webhooks.create(OLD)
  const file = path.join(folder.path, 'hooks.yaml')
  // The server refuses private addresses.
  await writeFile(file, 'webhooks: [{url: "http://10.1.2.3/in", events: [video.source.recorded]}]')
  const argv = ['apply', file, '--prune', '--yes', '--json']

  const {stdout, exitStatus} = await hooks(argv, emulator.env)

  expect(exitStatus).toBe(2)
  expect(JSON.parse(stdout).items).toMatchObject([
    {action: 'create', error: {code: 'usage'}},
    {
      action: 'delete',
      error: {hint: `run hooks apply again, or delete it with: hooks delete ${id} --profile local`},
    },
  ])
  expect(await emulator.control.webhooks.list()).toMatchObject([{id}])
})

test('after Ctrl-C, changes that have not started are skipped', async () => {
  await using emulator = await startEmulator()
  await using folder = await temporaryFolder()
  await using front = await startProxy(emulator.url, (method) => {
    if (method === 'PATCH') process.emit('SIGINT')
    return undefined
  })
  const {id} = await emulator.control.webhooks.create(OLD)
  const file = path.join(folder.path, 'hooks.yaml')
  const changed = {url: ADDRESS, events: ['video.source.recorded']}
  const webhooks = [changed, {...changed, url: `${ADDRESS}/new`}]
  await writeFile(file, JSON.stringify({webhooks}))

  const {stdout, exitStatus} = await hooks(['apply', file, '--yes', '--json'], {
    ...emulator.env,
    HOOKS_API_URL: front.url,
  })

  expect(exitStatus).toBe(130)
  expect(JSON.parse(stdout).items).toMatchObject([
    {action: 'update', id},
    {action: 'create', error: {code: 'cancelled'}},
  ])
  expect(await emulator.control.webhooks.list()).toMatchObject([changed])
})
