import {chmod, cp, readdir, readFile, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {ControlClient} from '../../src/control/client.ts'
import {temporaryFolder} from '../support/run.ts'

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/upgrade')

/** Stands in what was kept for the address of a server that each test starts anew. */
export const SERVER_ADDRESS = 'http://127.0.0.1:4499'

/** What a server showed of a store before it was kept. */
export type KeptStore = Awaited<ReturnType<typeof everything>> & {
  /** When that was, as ISO 8601. */
  readonly at: string
  /** Requests that were made under an idempotency key. */
  readonly keyed: readonly KeyedRequest[]
  /** A webhook whose secrets were rotated, and the signing secret that it had before. */
  readonly rotated: {readonly id: string; readonly previousSecret: string}
}

export type KeyedRequest = {
  readonly path: string
  readonly key: string
  readonly body: unknown
  readonly status: number
  readonly answer: unknown
}

/** Versions of the program that left something behind. */
export async function keptVersions(): Promise<string[]> {
  const entries = await readdir(FOLDER, {withFileTypes: true})
  return entries.filter((entry) => entry.isDirectory()).map(({name}) => name)
}

/** Where a version's things are kept. */
export function folderOf(version: string): string {
  return path.join(FOLDER, version)
}

/** A copy of what a version left, in which every file is its owner's alone; gone at the end of the scope. */
export async function copyOf(version: string, serverUrl = SERVER_ADDRESS) {
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

/** All that a server shows of its store. */
export async function everything(control: ControlClient) {
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
