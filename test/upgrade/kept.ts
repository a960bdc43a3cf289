import {chmod, cp, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {ControlClient} from '../../src/control/client.ts'
import {temporaryFolder} from '../support/run.ts'

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/upgrade')

/** Placeholder in the fixtures for the URL of the server that each test starts. */
export const SERVER_ADDRESS = 'http://127.0.0.1:4499'

/** What a server returned for a store before it became a fixture. */
export type KeptStore = Awaited<ReturnType<typeof readEverything>> & {
  /** The time of that, as ISO 8601. */
  readonly at: string
  /** Requests that were made with an idempotency key. */
  readonly keyed: readonly KeyedRequest[]
  /** A webhook whose secrets were rotated, and its previous signing secret. */
  readonly rotated: {readonly id: string; readonly previousSecret: string}
}

export type KeyedRequest = {
  readonly path: string
  readonly key: string
  readonly body: unknown
  readonly status: number
  readonly answer: unknown
}

/** Versions of the program for which there are fixtures. */
export async function listVersions(): Promise<string[]> {
  const entries = await readdir(FOLDER, {withFileTypes: true})
  return entries.filter((entry) => entry.isDirectory()).map(({name}) => name)
}

/** The folder with the fixtures of a version. */
export function folderOf(version: string): string {
  return path.join(FOLDER, version)
}

/** Copies the fixtures of a version, with private files. Deleted at the end of the scope. */
export async function copyFixtures(version: string, serverUrl = SERVER_ADDRESS) {
  const folder = await temporaryFolder()
  await cp(folderOf(version), folder.path, {recursive: true})
  const entries = await readdir(folder.path, {withFileTypes: true, recursive: true})
  for (const entry of entries) {
    const place = path.join(entry.parentPath, entry.name)
    await chmod(place, entry.isDirectory() ? 0o700 : 0o600)
    if (entry.isDirectory() || entry.name.endsWith('.db')) continue
    const text = await readFile(place, 'utf8')
    await writeFile(place, text.replaceAll(SERVER_ADDRESS, serverUrl))
  }
  const file = (...names: readonly string[]) => path.join(folder.path, ...names)
  const readJson = async (...names: readonly string[]) =>
    JSON.parse(await readFile(file(...names), 'utf8'))
  return {...folder, file, readJson}
}

/** Reads everything that a server returns about its store. */
export async function readEverything(control: ControlClient) {
  const webhooks = await control.webhooks.list()
  const {deliveries} = await control.deliveries.list({limit: 500})
  return {
    webhooks,
    secrets: await Promise.all(webhooks.map(({id}) => control.secrets(id))),
    eventTypes: (await control.eventTypes.list()).eventTypes,
    events: (await control.events.list({limit: 500})).events,
    deliveries: await Promise.all(deliveries.map(({id}) => control.deliveries.get(id))),
  }
}
