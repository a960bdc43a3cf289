import {Type, type Static} from 'typebox'
import {WireDeliverySettingsChanges} from '../../wire/delivery-settings.ts'

/** Where editors find the schema of the file. */
export const SCHEMA_URL = 'https://unpkg.com/hooks-cli/schema/hooks.schema.json'

/** More than any vendor holds; a longer file is a slip of the pen. */
const MAX_WEBHOOKS = 10_000

const text = (description: string) => Type.String({minLength: 1, description})

const fields = {
  provider: Type.Optional(
    text('Whose webhook it is, where neither profile nor events tell: apivideo, vidyard, …'),
  ),
  kind: Type.Optional(
    text('Kind of webhook, where the provider has several and events do not tell.'),
  ),
  scope: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Organization, project or website it belongs to.',
    }),
  ),
  url: Type.String({minLength: 1, maxLength: 4096, description: 'Where deliveries go.'}),
  events: Type.Optional(
    Type.Array(text('See them with: hooks events'), {
      minItems: 1,
      maxItems: 100,
      description: 'Event types that it wants; left out where the provider sends all of them.',
    }),
  ),
  options: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'What only this provider knows. Those not named stay as they are, null takes one away; a secret one is a reference as in secret.',
    }),
  ),
  delivery: Type.Optional(
    Type.Object(WireDeliverySettingsChanges.properties, {
      additionalProperties: false,
      description:
        'How deliveries are sent, on a server of ours. Settings not named stay as they are, null takes one away; the value of a header may be a reference as in secret.',
    }),
  ),
  state: Type.Optional(
    Type.Enum(['enabled', 'disabled', 'paused'], {
      description: 'Stays as it is when left out; only a server of ours can pause.',
    }),
  ),
  secret: Type.Optional(
    Type.String({
      pattern: '^(env|file|cmd|keychain):[^]+$',
      description:
        'Where its secret is, never the secret itself: env:NAME, file:PATH, cmd:COMMAND or keychain:NAME. Made when left out.',
    }),
  ),
}

/** One webhook, wherever the command line says. */
export const DesiredWebhook = Type.Object(fields, {additionalProperties: false})
export type DesiredWebhook = Static<typeof DesiredWebhook>

/** One webhook as it should be, and where. */
export const DesiredEntry = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][\\w.-]{0,99}$',
        description: 'A name of its own in this file, by which messages call it.',
      }),
    ),
    profile: Type.Optional(
      text(
        'Where it is: local, or a profile that leads to a vendor. The selected one if left out.',
      ),
    ),
    ...fields,
    protect: Type.Optional(
      Type.Boolean({description: 'Never delete it, nor put another in its place.'}),
    ),
  },
  {additionalProperties: false},
)
export type DesiredEntry = Static<typeof DesiredEntry>

/** The file `hooks.yaml`: what `plan` compares, `apply` makes so, and `export` writes. */
export const DesiredFile = Type.Object(
  {webhooks: Type.Array(DesiredEntry, {maxItems: MAX_WEBHOOKS})},
  {additionalProperties: false, title: 'Webhooks as they should be'},
)
export type DesiredFile = Static<typeof DesiredFile>

/** The file's JSON Schema, for editors. */
export function jsonSchema(): string {
  const schema = {$schema: 'https://json-schema.org/draft/2020-12/schema', $id: SCHEMA_URL}
  return `${JSON.stringify({...schema, ...DesiredFile}, undefined, 2)}\n`
}
