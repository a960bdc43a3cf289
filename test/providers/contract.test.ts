import {readdir, readFile} from 'node:fs/promises'
import {Value} from 'typebox/value'
import {expect, test} from 'vitest'
import {HooksError} from '../../src/core/errors.ts'
import {freshen} from '../../src/core/payload/fresh.ts'
import type {Webhook} from '../../src/core/webhook.ts'
import {loadProvider, loadProviders, PROVIDER_NAMES} from '../../src/providers/index.ts'
import type {Provider} from '../../src/providers/provider.ts'
import {completeAssumptions} from '../../src/providers/contract/assumptions.ts'

const FOLDER = new URL('../../src/providers/', import.meta.url)
/** Folders that the providers share. */
const SHARED_FOLDERS = ['contract', 'emulator', 'rules']
/** What a provider's folder may contain. */
const FILES = [
  'assumptions.ts',
  'client.ts',
  'emulator',
  'index.ts',
  'proof.ts',
  'samples',
  'wire.ts',
]
const NOW = new Date('2026-01-02T03:04:05.678Z')

test('every folder is a registered provider', async () => {
  const entries = await readdir(FOLDER, {withFileTypes: true})
  const folders = entries.filter((entry) => entry.isDirectory()).map(({name}) => name)
  const own = folders.filter((name) => !SHARED_FOLDERS.includes(name))

  expect(own.toSorted()).toEqual(PROVIDER_NAMES.toSorted())
})

test('no two providers share an event name, a profile or an environment variable', async () => {
  const providers = await loadProviders()
  const of = (names: (provider: Provider) => string[]) => providers.flatMap(names)

  expect(duplicates(of(({events}) => events.types.map(({name}) => name)))).toEqual([])
  expect(duplicates(of(({account}) => account.environments.map(({profile}) => profile)))).toEqual(
    [],
  )
  expect(duplicates(of(({account}) => account.credentials.map(({env}) => env)))).toEqual([])
})

for (const name of PROVIDER_NAMES) {
  const provider = await loadProvider(name)

  test(`${name} has the name of its folder, and no files other than those of a provider`, async () => {
    const files = await readdir(new URL(name, FOLDER))

    expect(provider.name).toBe(name)
    expect(files.filter((file) => !FILES.includes(file))).toEqual([])
    expect(files).toEqual(expect.arrayContaining(['index.ts']))
    expect(files.includes('client.ts')).toBe(provider.client.connect !== undefined)
  })

  test(`${name} has exactly one sample file for each event type`, async () => {
    const files =
      provider.events.types.length === 0 ? [] : await readdir(new URL(`${name}/samples`, FOLDER))

    expect(files.toSorted()).toEqual(
      provider.events.types.map((type) => `${type.name}.json`).toSorted(),
    )
    for (const type of provider.events.types) {
      const text = await readFile(new URL(`${name}/samples/${type.name}.json`, FOLDER), 'utf8')
      expect(type.sample).toEqual(JSON.parse(text))
    }
  })

  test(`${name}'s samples match their schemas, even with fresh values; descriptions are sentences`, () => {
    for (const {schema, sample, description} of provider.events.types) {
      expect(Value.Errors(schema, sample)).toEqual([])
      const fresh = freshen(sample, schema, {now: NOW})
      expect(Value.Errors(schema, fresh)).toEqual([])
      expect(Object.keys(fresh)).toEqual(Object.keys(sample))
      expect(fresh).not.toEqual(sample)
      expect(description).toMatch(/^[A-Z].*\.$/)
    }
  })

  test(`${name}'s scenarios use only its own event types and fields of earlier steps`, () => {
    const names = provider.events.types.map((type) => type.name)
    for (const {steps} of provider.events.scenarios) {
      expect(names).toEqual(expect.arrayContaining(steps.map(({event}) => event)))
      for (const [index, {set = {}}] of steps.entries()) {
        for (const [, number, field = ''] of JSON.stringify(set).matchAll(
          /\{\{(\d+)\.([^}]+)\}\}/g,
        )) {
          expect(Number(number)).toBeLessThanOrEqual(index)
          const source = steps[Number(number) - 1]?.event
          const sample = provider.events.types.find((type) => type.name === source)?.sample
          expect(sample).toHaveProperty(field)
        }
      }
    }
  })

  test(`${name}'s verify accepts what its prove adds, but not with another secret`, () => {
    for (const type of provider.events.types) {
      const webhook = webhookOf(provider)
      const assume = completeAssumptions(provider, {})
      const event = {
        id: 'e',
        seq: 1,
        provider: name,
        scope: '1',
        type: type.name,
        payload: type.sample,
        createdAt: NOW,
      }
      const {body, contentType} = provider.sending.render({event, webhook, assume})
      const headers = {
        'content-type': contentType,
        ...provider.proof.prove({webhook, body, assume}),
      }
      const secret = webhook.secret ?? ''
      const verify = (text: string, key = secret) =>
        provider.proof.verify({headers, body: Buffer.from(text)}, key).result

      const results = [verify(body), verify(body, `${secret}x`)]
      expect(results).toEqual(
        webhook.secret === undefined ? ['none', 'none'] : ['valid', 'invalid'],
      )
      expect(Object.keys(headers)).toEqual(
        Object.keys(headers).map((header) => header.toLowerCase()),
      )
      expect(provider.proof.verify({headers: {}, body: Buffer.from('{}')}, secret).result).not.toBe(
        'valid',
      )
    }
  })

  test(`${name} generates different ids and secrets each time`, () => {
    const pairs = [0, 1].map(() => [
      provider.webhooks.createId?.(),
      provider.proof.createSecret?.(),
    ])
    const made = pairs.flat().filter((text) => text !== undefined)

    expect(duplicates(made)).toEqual([])
  })

  test(`${name} refuses what it says it cannot do, without a request to the vendor`, async () => {
    // Nothing listens there: any call that sends a request fails with `unreachable`.
    const api = provider.client.connect?.({
      credentials: {},
      baseUrl: 'http://127.0.0.1:1',
      scope: '1',
    })
    if (api === undefined) return
    const calls = {
      create: () => api.create({provider: name, url: 'https://example.com', events: []}),
      list: () => api.list(),
      get: () => api.get('1'),
      update: () => api.update('1', {url: 'https://example.com'}),
      delete: () => api.delete('1'),
    }

    for (const [verb, call] of Object.entries(calls)) {
      const capability = provider.client.capabilities[verb as keyof typeof calls]
      const error: unknown = await call().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(HooksError)
      const {code} = error as HooksError
      // A limitation to some kinds of webhook does not apply to the others.
      const cannot = capability !== 'yes' && capability.kinds === undefined
      expect([verb, code === 'unsupported']).toEqual([verb, cannot])
    }
  })

  test(`docs/assumptions.md lists all assumptions of ${name} with their values, and no others`, async () => {
    const page = await readFile(new URL('../../docs/assumptions.md', import.meta.url), 'utf8')

    const rows = page.split('\n').filter((line) => line.startsWith('|'))
    const named = rows.flatMap((row) => [...row.matchAll(new RegExp(`\`${name}\\.(\\w+)\``, 'g'))])

    const known = provider.assumptions.map((assumption) => assumption.name)
    expect(named.map(([, assumption = '']) => assumption).toSorted()).toEqual(known.toSorted())
    for (const {name: assumption, choices = []} of provider.assumptions) {
      const row = rows.find((line) => line.includes(`\`${name}.${assumption}\``)) ?? ''
      expect(choices.filter((choice) => !row.includes(`\`${choice}\``))).toEqual([])
    }
  })

  test(`${name}'s reasons are sentences, its retries sensible and its base URLs plain`, () => {
    const sentences = Object.values(provider.client.capabilities)
      .filter((capability) => capability !== 'yes')
      .flatMap(({reason, instead = '.'}) => [reason, instead])
    expect(sentences.filter((sentence) => !sentence.endsWith('.'))).toEqual([])
    expect(provider.sending.retryPolicy.jitter).toBeLessThanOrEqual(1)
    expect(provider.sending.retryPolicy.delaysMs.every((delayMs) => delayMs > 0)).toBe(true)
    for (const {baseUrl} of provider.account.environments)
      expect(baseUrl).toMatch(/^https:\/\/[^?#]*[^/?#]$/)
    expect(provider.account.environments.length > 0).toBe(provider.client.connect !== undefined)
  })
}

function duplicates(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index)
}

function webhookOf(provider: Provider): Webhook {
  const secret = provider.proof.createSecret?.()
  return {
    id: provider.webhooks.createId?.() ?? 'wh_1',
    provider: provider.name,
    scope: '1',
    url: 'https://example.com/in',
    events: provider.events.types.map(({name}) => name),
    state: 'enabled',
    createdAt: NOW,
    ...(secret === undefined ? {} : {secret}),
  }
}
