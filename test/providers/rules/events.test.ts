import {expect, test} from 'vitest'
import {apivideo} from '../../../src/providers/apivideo/index.ts'
import {mda} from '../../../src/providers/mda/index.ts'
import {
  listAllEvents,
  checkEvent,
  expandEvents,
  createUnknownEventError,
} from '../../../src/providers/rules/events.ts'
import {standard} from '../../../src/providers/standard/index.ts'
import {vidyard} from '../../../src/providers/vidyard/index.ts'

const RECORDED = 'video.source.recorded'

test.each([
  [apivideo, [RECORDED], [RECORDED]],
  [apivideo, [RECORDED, RECORDED], [RECORDED]],
  [apivideo, ['video.*', RECORDED], ['video.*', RECORDED]],
  [standard, ['order.paid', 'user.*'], ['order.paid', 'user.*']],
  [mda, [], ['session.create', 'session.update', 'session.delete', 'session.test']],
  [mda, ['session.test'], ['session.create', 'session.update', 'session.delete', 'session.test']],
])('a webhook of $name that asks for %j gets %j', (provider, asked, events) => {
  expect(expandEvents(provider, asked)).toEqual(events)
})

test.each([
  [apivideo, ['nope'], 'api.video has no event "nope"', 'hooks events --provider apivideo'],
  [apivideo, [RECORDED, 'video.source.recordd'], 'no event "video.source.recordd"', RECORDED],
  [apivideo, ['vidoe.*'], 'api.video has no event "vidoe.*"', 'hooks events'],
  [mda, ['nope'], 'Mobile Data Anywhere has no event "nope"', 'hooks events --provider mda'],
  [standard, ['user left'], '"user left" is not a valid name for an event type', 'order.paid'],
  [standard, ['../*'], '"../*" is not a valid name for an event type', 'order.paid'],
  [apivideo, [], 'events is empty', 'name at least one event type'],
])('$name refuses %j', (provider, asked, message, hint) => {
  expect(() => expandEvents(provider, asked)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  )
})

test('a pattern stands for an event where one type or more fits', () => {
  expect(() => checkEvent(vidyard, 'video*')).not.toThrow()
  expect(() => checkEvent(standard, '*')).not.toThrow()
  expect(() => checkEvent(vidyard, 'order.*')).toThrow('Vidyard has no event "order.*"')
})

test('all events are those of one kind, where a kind is given', () => {
  expect(listAllEvents(vidyard)).toHaveLength(9)
  expect(listAllEvents(vidyard, 'analytics')).toEqual(['view', 'identified_view', 'attention_span'])
})

test('among several providers, an unknown event may be one of the own types', () => {
  expect(createUnknownEventError('order.paid', [apivideo, standard])).toMatchObject({
    code: 'usage',
    message: 'unknown event "order.paid"',
    hint: 'list them with: hooks events; for your own event types, add --provider standard',
  })
})
