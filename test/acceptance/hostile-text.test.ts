import {expect, test} from 'vitest'
import {Receiver} from '../../src/receiver/receiver.ts'
import {startControl} from '../support/control.ts'
import {hooks} from '../support/run.ts'

/** A terminal hyperlink, and escape, C1, bell, carriage return and bidi override characters. */
const HOSTILE = '\u001B[2J\u001B]8;;http://evil.example\u0007x\u009B1m\u0007\r\u202Etxt.exe'
const MOVES_THE_TERMINAL = /(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u
const FORMULAS = ['=cmd|x', '+1', '-1', '@sum', '\tx']

test('no command prints control characters from external data', async () => {
  await using control = await startControl()
  await using receiver = await Receiver.start({answer: () => ({status: 500, body: HOSTILE})})
  const {webhooks, events, eventTypes} = control.control
  await eventTypes.define('own.type', {description: HOSTILE, sample: {text: HOSTILE}})
  const {id} = await webhooks.create({
    provider: 'standard',
    scope: HOSTILE,
    url: receiver.url,
    events: ['own.type'],
    delivery: {filter: {[HOSTILE]: ['*']}},
  })
  const event = {provider: 'standard', type: 'own.type', scope: HOSTILE, force: true}
  const accepted = await events.create({...event, payload: {[HOSTILE]: HOSTILE}})
  await events.get(accepted.id, {wait: 'first', timeoutMs: 10_000})
  const [delivery] = accepted.deliveries

  for (const line of [
    ['list'],
    ['get', id],
    ['deliveries'],
    ['deliveries', 'get', delivery?.id ?? ''],
    ['events', '--provider', 'standard'],
    ['events', 'own.type'],
    ['export'],
    ['get', HOSTILE],
    ['update', id, '--url', HOSTILE],
    ['create', '--events', HOSTILE, '--url', receiver.url],
    ['trigger', HOSTILE],
  ]) {
    for (const output of ['table', 'tsv', 'json']) {
      const options = {terminal: output === 'table'}
      const env = {...control.env, NO_COLOR: '1'}
      const ran = await hooks([...line, '--output', output], env, options)
      const separators = output === 'tsv' ? /\t/g : /(?!)/g
      const shown = (ran.stdout + ran.stderr).replaceAll(separators, '')
      expect([line[0], output, MOVES_THE_TERMINAL.exec(shown)]).toEqual([line[0], output, null])
    }
  }
})

test('no CSV cell is a formula', async () => {
  await using control = await startControl()
  for (const [index, description] of FORMULAS.entries()) {
    await control.control.eventTypes.define(`own.type${index}`, {description})
  }

  const line = ['events', '--provider', 'standard', '--output', 'csv', '--columns', 'description']
  const {stdout} = await hooks(line, control.env)

  const [, ...cells] = stdout.trimEnd().split(/\r?\n/)
  expect(cells).toHaveLength(FORMULAS.length)
  expect(cells.filter((cell) => /^"?[=+\-@\t]/.test(cell))).toEqual([])
})
