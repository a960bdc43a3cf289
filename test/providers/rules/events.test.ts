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
])('a webhook of $name that subscribes to %j gets %j', (provider, asked, events) => {
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
])('$name rejects %j', (provider, asked, message, hint) => {
  expect(() => expandEvents(provider, asked)).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  )
})

test('a pattern is valid if at least one type matches', () => {
  expect(() => checkEvent(vidyard, 'video*')).not.toThrow()
  expect(() => checkEvent(standard, '*')).not.toThrow()
  expect(() => checkEvent(vidyard, 'order.*')).toThrow('Vidyard has no event "order.*"')
})

test('listAllEvents returns the events of one kind if a kind is given', () => {
  expect(listAllEvents(vidyard)).toHaveLength(9)
  expect(listAllEvents(vidyard, 'analytics')).toEqual(['view', 'identified_view', 'attention_span'])
})

test("with several providers, an unknown event may be one of the user's own types", () => {
  expect(createUnknownEventError('order.paid', [apivideo, standard])).toMatchObject({
    code: 'usage',
    message: 'unknown event "order.paid"',
    hint: 'list them with: hooks events; for your own event types, add --provider standard',
  })
})
