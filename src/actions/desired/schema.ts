import {Type, type Static} from 'typebox'
import {WireDeliverySettingsChanges} from '../../wire/delivery-settings.ts'

/** Where editors find the schema of the file. */
export const SCHEMA_URL = 'https://unpkg.com/hooks-cli/schema/hooks.schema.json'

/** More than any vendor allows; a longer file is a mistake. */
const MAX_WEBHOOKS = 10_000

const defineText = (description: string) => Type.String({minLength: 1, description})

const fields = {
  provider: Type.Optional(
    defineText(
      'Provider of the webhook, if neither profile nor events imply it: apivideo, vidyard, …',
    ),
  ),
  kind: Type.Optional(
    defineText('Kind of webhook, if the provider has several and the events do not imply it.'),
  ),
  scope: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Organization, project or website it belongs to.',
    }),
  ),
  url: Type.String({
    minLength: 1,
    maxLength: 4096,
    description: 'URL that deliveries are sent to.',
  }),
  events: Type.Optional(
    Type.Array(defineText('An event type; list them with: hooks events'), {
      minItems: 1,
      maxItems: 100,
      description: 'Event types to subscribe to; left out if the provider sends all of them.',
    }),
  ),
  options: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'Options specific to the provider. Options not named stay unchanged, null removes one; a secret option is a reference, as in secret.',
    }),
  ),
  delivery: Type.Optional(
    Type.Object(WireDeliverySettingsChanges.properties, {
      additionalProperties: false,
      description:
        'How deliveries are sent; only on a hooks server. Settings not named stay unchanged, null removes one; the value of a header may be a reference, as in secret.',
    }),
  ),
  state: Type.Optional(
    Type.Enum(['enabled', 'disabled', 'paused'], {
      description: 'Unchanged if left out; only a hooks server can pause.',
    }),
  ),
  secret: Type.Optional(
    Type.String({
      pattern: '^(env|file|cmd|keychain):[^]+$',
      description:
        'Where its secret is stored, never the secret itself: env:NAME, file:PATH, cmd:COMMAND or keychain:NAME. Generated if left out.',
    }),
  ),
}

/** One webhook, at the target given on the command line. */
export const DesiredWebhook = Type.Object(fields, {additionalProperties: false})
export type DesiredWebhook = Static<typeof DesiredWebhook>

/** One desired webhook, and where it belongs. */
export const DesiredEntry = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][\\w.-]{0,99}$',
        description: 'Unique name in this file, used in messages.',
      }),
    ),
    profile: Type.Optional(
      defineText(
        'Where it is: local, or the profile of a vendor. The selected profile if left out.',
      ),
    ),
    ...fields,
    protect: Type.Optional(Type.Boolean({description: 'Never delete or replace it.'})),
  },
  {additionalProperties: false},
)
export type DesiredEntry = Static<typeof DesiredEntry>

/** The file `hooks.yaml`: `plan` compares it, `apply` puts it into effect, `export` writes it. */
export const DesiredFile = Type.Object(
  {webhooks: Type.Array(DesiredEntry, {maxItems: MAX_WEBHOOKS})},
  {additionalProperties: false, title: 'Desired webhooks'},
)
export type DesiredFile = Static<typeof DesiredFile>

/** The file's JSON Schema, for editors. */
export function formatDesiredSchema(): string {
  const schema = {$schema: 'https://json-schema.org/draft/2020-12/schema', $id: SCHEMA_URL}
  return `${JSON.stringify({...schema, ...DesiredFile}, undefined, 2)}\n`
}
