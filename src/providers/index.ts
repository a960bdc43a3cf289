import {HooksError} from '../core/errors.ts'
import {findNearest} from '../core/nearest.ts'
import type {Provider} from './provider.ts'

/** One line per provider; a provider is loaded only when it is needed. */
const LOAD = {
  apivideo: async () => (await import('./apivideo/index.ts')).apivideo,
  standard: async () => (await import('./standard/index.ts')).standard,
  targetvideo: async () => (await import('./targetvideo/index.ts')).targetvideo,
  vidyard: async () => (await import('./vidyard/index.ts')).vidyard,
  mda: async () => (await import('./mda/index.ts')).mda,
} satisfies Record<string, () => Promise<Provider>>

export type ProviderName = keyof typeof LOAD

export const PROVIDER_NAMES = Object.keys(LOAD)

/** @throws HooksError usage, suggesting the provider with the nearest name */
export async function loadProvider(name: string): Promise<Provider> {
  if (!isProviderName(name)) {
    const near = findNearest(name, PROVIDER_NAMES)
    throw new HooksError('usage', `unknown provider ${JSON.stringify(name)}`, {
      hint:
        near === undefined ? `use one of ${PROVIDER_NAMES.join(', ')}` : `did you mean ${near}?`,
    })
  }
  return LOAD[name]()
}

/** Loads all providers, in the order of the registry. */
export async function loadProviders(): Promise<Provider[]> {
  return Promise.all(Object.values(LOAD).map((load) => load()))
}

function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(LOAD, name)
}
