import {expect, test} from 'vitest'
import {findEvent} from '../../../src/actions/target/catalogue.ts'
import {parseScenario} from '../../../src/actions/trigger/scenario-file.ts'
import {loadProvider} from '../../../src/providers/index.ts'

const provider = await loadProvider('apivideo')
const parse = (text: string) =>
  parseScenario({file: 'mine.yaml', text, findEvent: (name) => findEvent(name, [provider])})

const EVENT = 'video.source.recorded'

test('a scenario has a name, a provider and steps', () => {
  const play = parse(`
name: recording
description: A recording and its encoding.
provider: apivideo
steps:
  - event: ${EVENT}
    as: source
    set: {videoId: vi_1}
  - event: video.encoding.quality.completed
    after: 1.5s
    set:
      videoId: '{{source.videoId}}'
`)

  expect(play).toMatchObject({
    name: 'recording',
    steps: [
      {event: {type: {name: EVENT}}, afterMs: 0, set: {videoId: 'vi_1'}, name: 'source'},
      {afterMs: 1500, set: {videoId: '{{source.videoId}}'}, at: 'mine.yaml:12:7'},
    ],
  })
})

test('a bare list of steps is a scenario, and a bare number is seconds', () => {
  const {name, steps} = parse(`- event: ${EVENT}\n- event: ${EVENT}\n  after: 2\n`)

  expect(name).toBe('mine.yaml')
  expect(steps.map(({afterMs}) => afterMs)).toEqual([0, 2000])
})

test('an alias can be used more than once', () => {
  const {steps} = parse(`- &one {event: ${EVENT}, set: {videoId: vi_1}}\n- *one\n`)

  expect(steps.map(({set}) => set)).toEqual([{videoId: 'vi_1'}, {videoId: 'vi_1'}])
})

for (const [what, text, place, message] of [
  ['broken YAML', 'steps: [', '1:9', ''],
  ['a tab', 'steps:\n\t- event: x', '2:1', 'tab'],
  ['a key that comes twice', 'name: a\nname: b\nsteps: []', '2:1', 'unique'],
  ['two documents', `- event: ${EVENT}\n---\n- event: ${EVENT}`, '2:1', 'multiple documents'],
  ['no map and no list', 'hello', '1:1', 'not a list of steps'],
  ['no steps', 'name: empty', '1:1', 'steps is not a list'],
  ['an empty list', 'steps: []', '1:8', 'steps is not a list'],
  ['an unknown key', `name: a\nstps: []`, '2:1', 'unknown key "stps"'],
  ['a step that is text', `- ${EVENT}`, '1:3', 'not a step'],
  ['a step without event', '- after: 2s', '1:3', 'has no event'],
  ['an unknown event', `- event: ${EVENT}\n- event: video.sauce`, '2:10', 'api.video has no event'],
  ['an event that is a list', '- event: [a]', '1:10', 'event is not a string or number'],
  ['an unknown key of a step', `- event: ${EVENT}\n  afer: 2s`, '2:3', 'unknown key "afer"'],
  ['an invalid wait', `- event: ${EVENT}\n  after: soon`, '2:10', 'not a duration'],
  ['a wait of days', `- event: ${EVENT}\n  after: 2d`, '2:10', 'at most 24h'],
  ['a set that is text', `- event: ${EVENT}\n  set: vi_1`, '2:8', 'set is not'],
  ['a set of __proto__', `- event: ${EVENT}\n  set: {__proto__: {a: 1}}`, '2:8', '__proto__'],
  ['a name that is not text', `- event: ${EVENT}\n  as: 1`, '2:7', 'as is not a string'],
  ['a name with a dot', `- event: ${EVENT}\n  as: a.b`, '2:7', 'not a valid step name'],
  ['a name used twice', `- {event: ${EVENT}, as: a}\n- {event: ${EVENT}, as: a}`, '2:3', 'two'],
] as const) {
  test(`${what} is rejected, with file, line and column`, () => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringMatching(new RegExp(`^mine\\.yaml:${place}: .*${message}`)),
      }),
    )
  })
}

test('aliases that expand endlessly are rejected', () => {
  const rows = 'abcdefgh'.split('').map((name, index, all) => {
    const before = all[index - 1]
    const items = before === undefined ? '[1]' : `[${Array(9).fill(`*${before}`).join(',')}]`
    return `    ${name}: &${name} ${items}`
  })

  expect(() => parse(`- event: ${EVENT}\n  set:\n${rows.join('\n')}\n`)).toThrow('alias count')
})
