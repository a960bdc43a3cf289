import {authorized} from './mda.ts'

export const MDA_PATH = '/api/v1/projects/17/web_hook'
const WEBSITE_PATH = '/targetvideo/websites/7/webhook'

export type Saving = readonly [
  method: string,
  path: string,
  asked: {readonly headers: Record<string, string>; readonly body: object},
]

/** The request that saves a webhook in each vendor's API; `key` is the server key. */
export function savings(key: string): Record<string, (url: string) => Saving> {
  const json = {accept: 'application/json'}
  const bearer = {authorization: `Bearer ${key}`}
  const registration = (url: string) => ({
    headers: json,
    body: {url, security_key: 'sesame', event_subscriptions: ['view']},
  })
  const dashboard = '/dashboard/v1/organizations/1/webhooks/analytics'
  return {
    apivideo: (url) => [
      'POST',
      '/webhooks',
      {headers: bearer, body: {url, events: ['video.source.recorded']}},
    ],
    dashboard: (url) => ['POST', `${dashboard}?auth_token=${key}`, registration(url)],
    integrations: (url) => [
      'POST',
      `/v1/integrations/webhooks?auth_token=${key}`,
      registration(url),
    ],
    targetvideo: (url) => ['PUT', WEBSITE_PATH, {headers: bearer, body: {url}}],
    mda: (url) => ['PUT', MDA_PATH, {headers: authorized(key), body: {endpoint: url}}],
  }
}
