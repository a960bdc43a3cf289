import {expect, test} from 'vitest'
import {isTermOf, searchAndTick} from '../../src/prompts/search.ts'

const CHOICES = [
  {value: 'video.source.recorded', description: 'A live stream was recorded.'},
  {value: 'video.caption.generated', description: 'Captions were made.'},
  {value: 'live-stream.broadcast.started'},
]

/** Searches for each term in turn, and ticks everything that is found. */
async function tickFound(...terms: readonly string[]) {
  const left = [...terms]
  const seen: string[][] = []
  const result = await searchAndTick(CHOICES, {
    look: async () => left.shift() ?? '',
    tick: async (some) => {
      seen.push(some.map(({value}) => value))
      return some.map(({value}) => value)
    },
  })
  return {seen, result}
}

test('an empty term shows all choices, once', async () => {
  const {seen, result} = await tickFound('')

  expect(seen).toEqual([CHOICES.map(({value}) => value)])
  expect(result).toEqual(seen[0])
})

test('choices ticked in several searches are returned in the order of the list', async () => {
  const {seen, result} = await tickFound('broadcast', 'CAPTION made', '')

  expect(seen).toEqual([['live-stream.broadcast.started'], ['video.caption.generated']])
  expect(result).toEqual(['video.caption.generated', 'live-stream.broadcast.started'])
})

test('a tick can be removed, but at least one choice must stay ticked', async () => {
  const required: boolean[] = []
  const answers = [['video.source.recorded'], [], ['video.caption.generated']]
  const terms = ['recorded', 'recorded', 'caption', '']

  const result = await searchAndTick(CHOICES, {
    look: async () => terms.shift() ?? '',
    tick: async (_some, _ticked, isRequired) => {
      required.push(isRequired)
      return answers.shift() ?? []
    },
  })

  expect(required).toEqual([true, true, true])
  expect(result).toEqual(['video.caption.generated'])
})

test('a search also looks in descriptions', () => {
  expect(isTermOf(CHOICES, 'live recorded')).toBe(true)
  expect(isTermOf(CHOICES, 'nothing')).toBe(false)
})
