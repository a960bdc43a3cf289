import {HooksError} from '../../core/errors.ts'
import {findReceiverUrlProblem} from '../../core/net/receiver-url.ts'
import type {Provider} from '../provider.ts'

/** Why a webhook cannot have this URL, by the provider's rules; undefined if it can. */
export function findProviderUrlProblem(provider: Provider, url: string): string | undefined {
  const {findUrlProblem = findReceiverUrlProblem} = provider.webhooks
  return findUrlProblem(url)
}

/** @throws HooksError usage, with an example of a valid URL */
export function checkUrl(provider: Provider, url: string): void {
  const problem = findProviderUrlProblem(provider, url)
  if (problem === undefined) return
  const {urlExample = 'https://example.com/webhooks'} = provider.webhooks
  throw new HooksError('usage', `url ${JSON.stringify(url)} ${problem}`, {
    hint: `use a URL like ${urlExample}`,
  })
}

/** Refuses an organization, project or website id that the vendor could not have. @throws HooksError usage */
export function checkScope({scope, label}: Provider, given: string | undefined): void {
  if (scope?.form === undefined || given === undefined || scope.form.pattern.test(given)) return
  const {words, example} = scope.form
  throw new HooksError('usage', `${scope.label} ${JSON.stringify(given)} is not ${words}`, {
    hint: `${label} names each ${scope.label} like ${example}: --scope ${example}`,
  })
}
