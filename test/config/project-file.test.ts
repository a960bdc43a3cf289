import {chmod, mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {readProjectFile} from '../../src/config/project-file.ts'
import {temporaryFolder} from '../support/run.ts'

/** A home folder that contains a project, which contains a subfolder. */
async function writeProject(content: string) {
  const home = await temporaryFolder()
  const inside = path.join(home.path, 'project', 'src')
  await mkdir(inside, {recursive: true})
  const file = path.join(home.path, 'project', '.hooksrc')
  await writeFile(file, content)
  return {...home, file, inside, read: () => readProjectFile(inside, home.path)}
}

test('the nearest file in the parent folders is read', async () => {
  await using it = await writeProject('{"profile": "apivideo", "scope": "7", "output": "json"}')
  await writeFile(path.join(it.path, '.hooksrc'), '{"profile": "vidyard"}')

  expect(await it.read()).toEqual({
    file: it.file,
    values: {profile: 'apivideo', scope: '7', output: 'json'},
  })
})

test('the search stops at the home folder', async () => {
  await using it = await writeProject('{"profile": "apivideo"}')

  expect(await readProjectFile(it.inside, it.inside)).toEqual({values: {}})
})

test.each(['apiKey', 'serverKey', 'token', 'credentials', 'password', 'authToken', 'secret'])(
  '%s is refused as a credential, and its value not shown',
  async (key) => {
    await using it = await writeProject(JSON.stringify({[key]: 'verySecret'}))

    const error: unknown = await it.read().catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({
      code: 'usage',
      message: `${it.file} contains "${key}", which looks like a credential`,
      hint: expect.stringContaining('hooks login'),
    })
    expect(JSON.stringify(error)).not.toContain('verySecret')
  },
)

test('an unknown key is reported with the most similar known key', async () => {
  await using it = await writeProject('{"profil": "local"}')

  await expect(it.read()).rejects.toMatchObject({code: 'usage', hint: 'did you mean profile?'})
})

test.each(['{"profile":', '[]', '', '{"profile": 3}', '{"profile": ""}', 'profile: local'])(
  'a broken one (%j) is wrong usage, and named',
  async (content) => {
    await using it = await writeProject(content)

    await expect(it.read()).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(it.file),
      hint: expect.any(String),
    })
  },
)

test('a file that everybody can write is rejected, with the command that fixes it', async () => {
  await using it = await writeProject('{}')
  await chmod(it.file, 0o666)

  await expect(it.read()).rejects.toMatchObject({code: 'usage', hint: `chmod o-w ${it.file}`})
})
