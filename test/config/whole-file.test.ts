import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {createFile, replaceFile} from '../../src/config/whole-file.ts'
import {temporaryFolder} from '../support/run.ts'

test('a file is replaced completely, and no temporary file is left', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'file')
  await writeFile(file, 'a much longer text')

  await replaceFile(file, 'new')

  expect(await readFile(file, 'utf8')).toBe('new')
  expect(await readdir(folder.path)).toEqual(['file'])
})

test('if many create a file at once, one succeeds, and no temporary file is left', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'file')
  const texts = Array.from({length: 20}, (_, index) => `text ${index}`)

  const created = await Promise.all(texts.map((text) => createFile(file, text)))

  expect(created.filter(Boolean)).toHaveLength(1)
  expect(await readFile(file, 'utf8')).toBe(texts[created.indexOf(true)])
  expect(await readdir(folder.path)).toEqual(['file'])
})

test.skipIf(process.platform === 'win32').each([replaceFile, createFile])(
  '%o gives the file the mode that is asked for',
  async (write) => {
    await using folder = await temporaryFolder()
    const file = path.join(folder.path, 'file')

    await write(file, 'text', {mode: 0o640})

    const {mode} = await stat(file)
    expect(mode & 0o777).toBe(0o640)
  },
)

test('a file that cannot be put in place leaves nothing behind', async () => {
  await using folder = await temporaryFolder()
  await mkdir(path.join(folder.path, 'taken'))

  await expect(replaceFile(path.join(folder.path, 'taken'), 'text')).rejects.toThrow('rename')

  expect(await readdir(folder.path)).toEqual(['taken'])
})
