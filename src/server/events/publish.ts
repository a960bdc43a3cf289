import type {NewEvent} from '../../core/event.ts'
import {Maskers} from '../../core/maskers.ts'
import type {Provider} from '../../providers/provider.ts'
import type {Accepted, Acceptance} from '../../store/events/accept.ts'
import type {Store} from '../../store/index.ts'
import type {StoredWebhook} from '../../store/rows/stored-webhook.ts'
import type {Catalogue} from './catalogue.ts'
import {webhookSecrets} from '../webhook-secrets.ts'

/**
 * Accepts an event; its deliveries get the bodies that its provider renders. What holds a secret
 * of a webhook is marked as such, be it that the provider puts it there or that it came along.
 */
export function publisher(store: Store, catalogue: Catalogue) {
  const maskers = new Maskers()
  return (
    provider: Provider,
    event: Omit<NewEvent, 'provider'> & Pick<Acceptance, 'idempotency' | 'webhookId'>,
  ): Promise<Accepted> => {
    const assume = catalogue.assumptionsOf(provider)
    const {bodyFields = []} = provider.proof.secretPlaces?.(assume) ?? {}
    const holdsSecret = (text: string, webhook: StoredWebhook) =>
      maskers.of(webhookSecrets(provider, webhook)).isIn(text)
    return store.events.accept({
      ...event,
      provider: provider.name,
      kind: provider.events.types.find(({name}) => name === event.type)?.kind,
      render(made, webhook) {
        const rendered = provider.sending.render({event: made, webhook, assume})
        const isSecret = bodyFields.length > 0 || holdsSecret(rendered.body, webhook)
        return {...rendered, holdsSecret: isSecret}
      },
      holdsSecret,
    })
  }
}

export type Publish = ReturnType<typeof publisher>
