import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {nearest} from '../../core/nearest.ts'
import type {WebhookApi} from '../../core/webhook.ts'

/** The same webhooks; an id that none has leads to the nearest one that is there. */
export function suggestingIds(api: WebhookApi): WebhookApi {
  const asked = <Result>(id: string, answer: Promise<Result>) =>
    answer.catch(async (error: unknown) => {
      throw isMissing(error) ? await withNearest(error, id, api) : error
    })
  return {
    ...api,
    get: (id) => asked(id, api.get(id)),
    update: (id, changes) => asked(id, api.update(id, changes)),
    delete: (id, known) => asked(id, api.delete(id, known)),
  }
}

function isMissing(error: unknown): error is HooksError {
  return error instanceof HooksError && error.code === 'not_found'
}

async function withNearest(error: HooksError, id: string, api: WebhookApi): Promise<HooksError> {
  // That these cannot be listed is not what the person asked about.
  const listed = await api.list().catch(() => [])
  const ids = listed.map((webhook) => webhook.id)
  const near = nearest(id, ids)
  if (near === undefined || near === id) return error
  const {message, provider} = error
  return new HooksError('not_found', message, {
    hint: `did you mean ${near}?`,
    cause: error,
    ...defined({provider}),
  })
}
