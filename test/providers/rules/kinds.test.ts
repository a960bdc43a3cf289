import {expect, test} from 'vitest'
import {apivideo} from '../../../src/providers/apivideo/index.ts'
import {
  checkKindStays,
  chooseKind,
  listProvidersWithKind,
} from '../../../src/providers/rules/kinds.ts'
import {standard} from '../../../src/providers/standard/index.ts'
import {vidyard} from '../../../src/providers/vidyard/index.ts'

test.each([
  [['view'], undefined, 'analytics'],
  [['playlist_*', 'videofacade_create'], undefined, 'players'],
  [['view'], 'analytics', 'analytics'],
  [[], 'players', 'players'],
  [[], undefined, undefined],
])('a Vidyard webhook for %j, named %s, is of kind %s', (events, named, kind) => {
  expect(chooseKind(vidyard, events, named)).toBe(kind)
})

test('a webhook has no kind if its provider has none', () => {
  expect(chooseKind(apivideo, ['video.source.recorded'])).toBeUndefined()
  expect(chooseKind(standard, ['order.paid'])).toBeUndefined()
})

test.each([
  [['view'], 'player', 'Vidyard has no webhooks of kind "player"', /^did you mean players\?$/],
  [['view'], 'dashboards', 'no webhooks of kind "dashboards"', /^use one of analytics, players$/],
  [['view'], 'players', 'the events are of kind analytics, not players', /^leave the kind out/],
  [['view', 'playlist_*'], undefined, 'of several kinds: analytics, players', /for each kind$/],
  [['*'], 'players', 'the events are of several kinds: analytics, players', /for each kind$/],
])('Vidyard rejects a webhook for %j, named %s', (events, named, message, hint) => {
  expect(() => chooseKind(vidyard, events, named)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining(message),
      hint: expect.stringMatching(hint),
    }),
  )
})

test('a provider without kinds rejects every kind', () => {
  expect(() => chooseKind(apivideo, [], 'players')).toThrow(
    expect.objectContaining({
      message: 'api.video has no webhooks of kind "players"',
      hint: 'leave the kind out',
    }),
  )
})

test('an existing webhook keeps its kind', () => {
  expect(() => checkKindStays(vidyard, ['view'], 'analytics')).not.toThrow()
  expect(() => checkKindStays(vidyard, ['view'], undefined)).not.toThrow()
  expect(() => checkKindStays(vidyard, ['view'], 'players')).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: 'the webhook is of kind players, and the events are of kind analytics',
      hint: 'create another webhook for them: hooks create --kind analytics',
    }),
  )
})

test('a named kind selects the providers that have it', () => {
  expect(listProvidersWithKind('players', [apivideo, vidyard])).toEqual([vidyard])
  expect(() => listProvidersWithKind('player', [apivideo, vidyard])).toThrow(
    expect.objectContaining({
      message: 'no provider has webhooks of kind "player"',
      hint: 'did you mean players?',
    }),
  )
  expect(() => listProvidersWithKind('players', [apivideo])).toThrow(
    'api.video has no webhooks of kind "players"',
  )
})
