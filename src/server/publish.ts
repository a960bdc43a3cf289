import type {NewEvent} from '../core/event.ts'
import type {Provider} from '../providers/provider.ts'
import type {Accepted, Acceptance} from '../store/events.ts'
import type {Store} from '../store/index.ts'
import type {Catalogue} from './catalogue.ts'

/** Accepts an event; its deliveries get the bodies that its provider renders. */
export function publisher(store: Store, catalogue: Catalogue) {
  return (
    provider: Provider,
    event: Omit<NewEvent, 'provider'> & Pick<Acceptance, 'idempotency'>,
  ): Promise<Accepted> => {
    const assume = catalogue.assumptionsOf(provider)
    return store.events.accept({
      ...event,
      provider: provider.name,
      render: (made, webhook) => provider.render({event: made, webhook, assume}),
    })
  }
}

export type Publish = ReturnType<typeof publisher>
