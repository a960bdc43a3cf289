import {expect, test} from 'vitest'
import {createProofFields} from '../../src/core/signing/prove.ts'
import {verifyProof} from '../../src/core/signing/verify.ts'
import {loadProviders} from '../../src/providers/index.ts'
import {completeAssumptions} from '../../src/providers/contract/assumptions.ts'

const SECRET = 'a secret of its own'
const OPTIONS = {enableHttpAuthorization: true, httpAuthorizationValue: SECRET}
const WEBHOOK = {id: 'wh_1', url: 'https://example.com', events: [], state: 'enabled'} as const

const providers = await loadProviders()

for (const provider of providers.filter(({events}) => events.hasOwnTypes !== true)) {
  test(`${provider.name}'s recipe describes how its deliveries are proven`, () => {
    const {name, webhooks, events, sending, proof} = provider
    const assume = completeAssumptions(provider, {})
    const webhook = {
      ...WEBHOOK,
      provider: name,
      secret: SECRET,
      options: webhooks.options.some((option) => option.secret === true) ? OPTIONS : {},
    }
    const type = events.types[0]?.name ?? ''
    const payload = events.types[0]?.sample ?? {}
    const event = {
      id: 'e',
      seq: 1,
      provider: name,
      scope: '1',
      type,
      payload,
      createdAt: new Date(),
    }

    const {body} = sending.render({event, webhook, assume})
    const headers = proof.prove({webhook, body, assume})

    const recipe = proof.getRecipe(assume)
    const request = {headers, body: Buffer.from(body)}
    expect(verifyProof(recipe, request, [SECRET], Date.now())).toEqual({result: 'valid'})
    expect(verifyProof(recipe, request, ['another'], Date.now()).result).toBe('invalid')
    if (recipe.kind === 'signature') return
    expect(JSON.parse(body)).toMatchObject(createProofFields(recipe, webhook))
    const {headers: named = [], bodyFields = []} = proof.listSecretPlaces?.(assume) ?? {}
    expect([...named, ...bodyFields]).toContain(recipe.place.name)
  })
}
