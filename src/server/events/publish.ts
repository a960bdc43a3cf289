import type {NewEvent} from '../../core/event.ts'
import {Masker, secretTexts} from '../../core/masking/mask.ts'
import type {Provider} from '../../providers/provider.ts'
import type {SecretPlaces} from '../../providers/contract/proof.ts'
import type {Accepted, Acceptance} from '../../store/events/accept.ts'
import type {Store} from '../../store/index.ts'
import type {StoredWebhook} from '../../store/rows/stored-webhook.ts'
import type {Catalogue} from './catalogue.ts'

/** Accepts an event; its deliveries get the bodies that its provider renders. */
export function publisher(store: Store, catalogue: Catalogue) {
  return (
    provider: Provider,
    event: Omit<NewEvent, 'provider'> & Pick<Acceptance, 'idempotency' | 'webhookId'>,
  ): Promise<Accepted> => {
    const assume = catalogue.assumptionsOf(provider)
    const places = provider.proof.secretPlaces?.(assume) ?? {}
    return store.events.accept({
      ...event,
      provider: provider.name,
      kind: provider.events.types.find(({name}) => name === event.type)?.kind,
      render(made, webhook) {
        const rendered = provider.sending.render({event: made, webhook, assume})
        return {...rendered, holdsSecret: holdsSecret(rendered.body, webhook, places)}
      },
    })
  }
}

/** Whether the provider says so, or a secret of the webhook stands in the body. */
function holdsSecret(
  body: string,
  webhook: StoredWebhook,
  {bodyFields = []}: SecretPlaces,
): boolean {
  return bodyFields.length > 0 || new Masker(secretTexts(webhook)).isIn(body)
}

export type Publish = ReturnType<typeof publisher>
