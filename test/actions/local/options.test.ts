import {expect, test} from 'vitest'
import {readServeOptions} from '../../../src/actions/local/options.ts'

const FLAGS = {
  host: '127.0.0.1',
  port: 0,
  'allow-host': ['hooks.test'],
  'allow-target': ['10.0.0.0/8'],
  'keep-payloads': '1h',
  'keep-attempts': '2h',
  'rate-limit': 'off',
  retries: '5s,5m',
  clock: 'virtual',
} as const

test('every flag of serve reaches the server', () => {
  const now = new Date('2026-11-20T12:00:00Z')

  const {clock, ...options} = readServeOptions(FLAGS, now)

  expect(options).toEqual({
    host: '127.0.0.1',
    port: 0,
    allowHosts: ['hooks.test'],
    allowTargets: ['10.0.0.0/8'],
    retention: {payloadsMs: 3_600_000, attemptsMs: 7_200_000},
    rateLimit: 'off',
    retries: '5s,5m',
  })
  expect(clock?.now()).toBe(now.getTime())
})

test('attempts are never kept for a shorter time than payloads', () => {
  const flags = {...FLAGS, 'keep-attempts': '1m'}

  expect(() => readServeOptions(flags, new Date())).toThrow(
    '--keep-attempts is shorter than --keep-payloads',
  )
})
