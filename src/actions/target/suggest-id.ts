import {defined} from '../../core/defined.ts'
import {HooksError} from '../../core/errors.ts'
import {findNearest} from '../../core/nearest.ts'
import type {WebhookApi} from '../../core/webhook.ts'

/** Wraps an API so that the error for an unknown id suggests the nearest existing one. */
export function suggestIds(api: WebhookApi): WebhookApi {
  const suggestIfMissing = <Result>(id: string, answer: Promise<Result>) =>
    answer.catch(async (error: unknown) => {
      throw isMissing(error) ? await addNearest(error, id, api) : error
    })
  return {
    ...api,
    get: (id) => suggestIfMissing(id, api.get(id)),
    update: (id, changes) => suggestIfMissing(id, api.update(id, changes)),
    delete: (id, known) => suggestIfMissing(id, api.delete(id, known)),
  }
}

function isMissing(error: unknown): error is HooksError {
  return error instanceof HooksError && error.code === 'not_found'
}

async function addNearest(error: HooksError, id: string, api: WebhookApi): Promise<HooksError> {
  // A failure to list is not what the user asked about.
  const listed = await api.list().catch(() => [])
  const ids = listed.map((webhook) => webhook.id)
  const near = findNearest(id, ids)
  if (near === undefined || near === id) return error
  const {message, provider} = error
  return new HooksError('not_found', message, {
    hint: `did you mean ${near}?`,
    cause: error,
    ...defined({provider}),
  })
}
