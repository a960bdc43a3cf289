import type {NewEvent} from '../../core/event.ts'
import {Maskers} from '../../core/maskers.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Accepted, Acceptance} from '../../store/events/accept.ts'
import type {Store} from '../../store/index.ts'
import type {StoredWebhook} from '../../store/rows/stored-webhook.ts'
import type {Catalogue} from './catalogue.ts'
import {listWebhookSecrets} from '../webhook-secrets.ts'

/**
 * Returns a function that accepts an event and renders the bodies of its deliveries. A body that
 * contains a secret of the webhook is marked as such, whether the provider put it there or it was
 * part of the payload.
 */
export function createPublisher(store: Store, catalogue: Catalogue) {
  const maskers = new Maskers()
  return (
    provider: Provider,
    event: Omit<NewEvent, 'provider'> & Pick<Acceptance, 'idempotency' | 'webhookId'>,
  ): Promise<Accepted> => {
    const assume = catalogue.getAssumptions(provider)
    const {bodyFields = []} = provider.proof.listSecretPlaces?.(assume) ?? {}
    const holdsSecret = (text: string, webhook: StoredWebhook) =>
      maskers.getMasker(listWebhookSecrets(provider, webhook)).isIn(text)
    return store.events.accept({
      ...event,
      provider: provider.name,
      kind: provider.events.types.find(({name}) => name === event.type)?.kind,
      render(accepted, webhook) {
        const rendered = provider.sending.render({event: accepted, webhook, assume})
        const isSecret = bodyFields.length > 0 || holdsSecret(rendered.body, webhook)
        return {...rendered, holdsSecret: isSecret}
      },
      holdsSecret,
    })
  }
}

export type Publish = ReturnType<typeof createPublisher>
