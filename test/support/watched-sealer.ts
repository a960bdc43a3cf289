import type {Sealer} from '../../src/store/rows/sealer.ts'
import {SEALER} from './stores.ts'

/** A sealer like `SEALER` that records the place of everything it decrypts. */
export function watchedSealer(): {sealer: Sealer; opened: string[]} {
  const opened: string[] = []
  const sealer: Sealer = {
    seal: (text, place) => SEALER.seal(text, place),
    open(text, place) {
      opened.push(place)
      return SEALER.open(text, place)
    },
  }
  return {sealer, opened}
}

/** The ids of the webhooks whose secrets were decrypted, in that order. */
export function openedWebhooks(places: readonly string[]): string[] {
  const ofWebhooks = places.filter((place) => place.startsWith('webhooks.'))
  return [...new Set(ofWebhooks.map((place) => place.slice(place.lastIndexOf('.') + 1)))]
}
