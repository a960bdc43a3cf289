import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {formatDesiredSchema} from '../../../src/actions/desired/schema.ts'

const FILE = path.resolve(import.meta.dirname, '../../../schema/hooks.schema.json')

test('the published schema matches the sources; npm run docs regenerates it', async () => {
  expect(await readFile(FILE, 'utf8')).toBe(formatDesiredSchema())
})

test('every field of a webhook has a description for editors', () => {
  const {properties} = JSON.parse(formatDesiredSchema())

  const fields: Record<string, {description?: string}> = properties.webhooks.items.properties

  expect(Object.entries(fields).filter(([, {description}]) => description === undefined)).toEqual(
    [],
  )
})
