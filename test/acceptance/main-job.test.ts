import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {loadProvider} from '../../src/providers/index.ts'
import {program, running} from '../support/program.ts'
import {temporaryFolder} from '../support/run.ts'

const EVENT = 'video.source.recorded'
const TIMEOUT_MS = 120_000

test(
  'serve, create, list, get, trigger, deliveries and delete work together',
  async () => {
    await using folder = await temporaryFolder()
    const home = {HOOKS_CONFIG_DIR: folder.path, HOOKS_DATA_DIR: folder.path}
    let status = 200
    await using receiver = await Receiver.start({answer: () => ({status})})
    await using server = await running(['serve', '--port', '0', '--json'], home)
    const {url} = JSON.parse(await server.firstLine)
    const run = async (...argv: string[]) => {
      const ran = await program(argv, {...home, HOOKS_API_URL: url})
      return {...ran, json: ran.stdout.startsWith('{') ? JSON.parse(ran.stdout) : undefined}
    }

    const created = await run('create', '--url', receiver.url, '--events', EVENT, '--json')
    expect(created).toMatchObject({exitStatus: 0, stderr: ''})
    const {id, secret} = created.json

    const [list, get] = await Promise.all([run('list', '--json'), run('get', id, '--json')])
    expect(list).toMatchObject({exitStatus: 0, json: {webhooks: [{id, state: 'enabled'}]}})
    expect(get).toMatchObject({exitStatus: 0, json: {id, url: receiver.url, events: [EVENT]}})
    expect(list.stdout + get.stdout).not.toContain(secret)

    const took = await run('trigger', EVENT, '--set', 'videoId=vi_mine', '--json')
    expect(took).toMatchObject({
      exitStatus: 0,
      json: {deliveries: [{state: 'delivered', code: 200}]},
    })
    const [received] = await receiver.waitForFirst(1)
    if (received === undefined) throw new Error('nothing was received')
    expect(JSON.parse(received.body.toString())).toMatchObject({type: EVENT, videoId: 'vi_mine'})
    const {proof} = await loadProvider('apivideo')
    expect(proof.verify(received, secret)).toEqual({result: 'valid'})

    const [deliveries, last] = await Promise.all([
      run('deliveries', '--json'),
      run('deliveries', 'get', '@last', '--json'),
    ])
    const delivery = took.json.deliveries[0].id
    expect(deliveries).toMatchObject({
      exitStatus: 0,
      json: {deliveries: [{id: delivery, webhookId: id}]},
    })
    expect(last).toMatchObject({
      exitStatus: 0,
      json: {id: delivery, body: received.body.toString(), attempts: [{n: 1, code: 200}]},
    })

    status = 500
    expect(await run('trigger', EVENT, '--json')).toMatchObject({
      exitStatus: 7,
      json: {deliveries: [{code: 500}]},
    })
    await receiver.close()
    expect(await run('trigger', EVENT, '--json')).toMatchObject({
      exitStatus: 6,
      json: {deliveries: [{reason: 'refused'}]},
    })

    expect(await run('delete', id, '--yes')).toMatchObject({
      exitStatus: 0,
      stderr: `Deleted ${id}.\n`,
    })
    const [gone, unheard] = await Promise.all([
      run('get', id, '--json'),
      run('trigger', EVENT, '--json'),
    ])
    expect(gone).toMatchObject({exitStatus: 4, stdout: ''})
    expect(unheard).toMatchObject({exitStatus: 4, stdout: ''})
    expect(JSON.parse(unheard.stderr).error.hint).toContain('hooks create')

    expect(await server.kill('SIGINT')).toBe(0)
    expect((await run('list', '--json')).exitStatus).toBe(6)
  },
  TIMEOUT_MS,
)
