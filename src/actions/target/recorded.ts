import {defined} from '../../core/defined.ts'
import type {ConfigData, RecordedWebhook} from '../../config/config-file.ts'
import type {ConfigStore} from '../../config/config-store.ts'
import {HooksError} from '../../core/errors.ts'
import type {NewWebhook, Webhook, WebhookApi, WebhookFilter} from '../../core/webhook.ts'
import type {Provider} from '../../providers/provider.ts'
import {findLimitation, createUnsupportedError} from './capabilities.ts'

export type Recording = {
  readonly provider: Provider
  readonly profile: string
  readonly settings: ConfigStore
  now(): Date
}

/**
 * Wraps a vendor's API to record, in the configuration of this machine, the webhooks that the
 * vendor accepts but cannot list. Secrets are not recorded.
 */
export function recordWebhooks(api: WebhookApi, recording: Recording): WebhookApi {
  const {provider} = recording
  const list = provider.client.capabilities.list
  if (list === 'yes' || list.recorded !== true) return api

  return {
    create: (webhook) => createRecorded(api, recording, webhook),

    async list(filter = {}) {
      const isHidden = findLimitation(provider, 'list', filter.kind) !== undefined
      const shown = isHidden ? [] : await api.list(filter)
      const known = await listRecorded(recording)
      return [...shown, ...known.filter((webhook) => matchesFilter(webhook, filter))]
    },

    async get(id) {
      const known = await findRecorded(recording, id)
      return known ?? api.get(id)
    },

    async update(id, changes) {
      const known = await findRecorded(recording, id)
      const limit = known && findLimitation(provider, 'update', known.kind)
      if (limit !== undefined) throw createUnsupportedError(limit)
      return api.update(id, changes)
    },

    delete: (id) => deleteRecorded(api, recording, id),
    ...defined({test: api.test}),
  }
}

async function createRecorded(
  api: WebhookApi,
  recording: Recording,
  webhook: NewWebhook,
): Promise<Webhook> {
  const created = await api.create(webhook)
  if (findLimitation(recording.provider, 'list', created.kind) === undefined) return created
  const entry = toRecord(created, recording.now())
  await updateRecorded(recording, (entries) => [
    ...entries.filter(({id}) => id !== entry.id),
    entry,
  ])
  return created
}

async function deleteRecorded(api: WebhookApi, recording: Recording, id: string): Promise<void> {
  const known = await findRecorded(recording, id)
  if (known === undefined) return api.delete(id)
  const forgetRecorded = () =>
    updateRecorded(recording, (entries) => entries.filter((entry) => entry.id !== id))
  try {
    await api.delete(id, defined({kind: known.kind}))
  } catch (error) {
    // It was already deleted elsewhere, so the record is obsolete too.
    if (error instanceof HooksError && error.code === 'not_found') await forgetRecorded()
    throw error
  }
  await forgetRecorded()
}

async function listRecorded({provider, profile, settings}: Recording): Promise<Webhook[]> {
  const {recorded: all = {}} = await settings.read()
  return (all[profile] ?? []).map((entry) => fromRecord(entry, provider))
}

async function findRecorded(recording: Recording, id: string): Promise<Webhook | undefined> {
  return (await listRecorded(recording)).find((webhook) => webhook.id === id)
}

async function updateRecorded(
  {profile, settings}: Recording,
  edit: (entries: readonly RecordedWebhook[]) => RecordedWebhook[],
): Promise<void> {
  await settings.update((data: ConfigData) => {
    const {recorded: all = {}} = data
    return {...data, recorded: {...all, [profile]: edit(all[profile] ?? [])}}
  })
}

function toRecord({id, kind, scope, url, events, createdAt}: Webhook, now: Date): RecordedWebhook {
  return {
    id,
    ...defined({kind, scope}),
    url,
    events: [...events],
    createdAt: (createdAt ?? now).toISOString(),
  }
}

function fromRecord({createdAt, ...entry}: RecordedWebhook, {name}: Provider): Webhook {
  return {
    ...entry,
    provider: name,
    state: 'enabled',
    createdAt: new Date(createdAt),
    recorded: true,
  }
}

function matchesFilter(webhook: Webhook, {provider, kind, scope, event}: WebhookFilter): boolean {
  return (
    (provider === undefined || webhook.provider === provider) &&
    (kind === undefined || webhook.kind === kind) &&
    (scope === undefined || webhook.scope === scope) &&
    (event === undefined || webhook.events.includes(event))
  )
}
