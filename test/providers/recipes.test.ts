import {expect, test} from 'vitest'
import {proofFields} from '../../src/core/signing/prove.ts'
import {verifyProof} from '../../src/core/signing/verify.ts'
import {loadProviders} from '../../src/providers/index.ts'
import {assumptionsOf} from '../../src/providers/provider.ts'

const SECRET = 'a secret of its own'
const OPTIONS = {enableHttpAuthorization: true, httpAuthorizationValue: SECRET}
const WEBHOOK = {id: 'wh_1', url: 'https://example.com', events: [], state: 'enabled'} as const

const providers = await loadProviders()

for (const provider of providers.filter(({ownEventTypes}) => ownEventTypes !== true)) {
  test(`${provider.name}'s recipe says how its deliveries are proven`, () => {
    const {name, eventTypes} = provider
    const assume = assumptionsOf(provider, {})
    const webhook = {
      ...WEBHOOK,
      provider: name,
      secret: SECRET,
      options: provider.options.some((option) => option.secret === true) ? OPTIONS : {},
    }
    const type = eventTypes[0]?.name ?? ''
    const payload = eventTypes[0]?.sample ?? {}
    const event = {
      id: 'e',
      seq: 1,
      provider: name,
      scope: '1',
      type,
      payload,
      createdAt: new Date(),
    }

    const {body} = provider.render({event, webhook, assume})
    const headers = provider.prove({webhook, body, assume})

    const recipe = provider.recipe(assume)
    const request = {headers, body: Buffer.from(body)}
    expect(verifyProof(recipe, request, [SECRET], Date.now())).toEqual({result: 'valid'})
    expect(verifyProof(recipe, request, ['another'], Date.now()).result).toBe('invalid')
    if (recipe.kind === 'signature') return
    expect(JSON.parse(body)).toMatchObject(proofFields(recipe, webhook))
    const {headers: named = [], bodyFields = []} = provider.secretPlaces?.(assume) ?? {}
    expect([...named, ...bodyFields]).toContain(recipe.place.name)
  })
}
