import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {
  apivideoBadAddress,
  apivideoDialect,
  apivideoUnknownAddress,
} from '../providers/apivideo/emulator/routes.ts'
import type {DialectOptions} from '../providers/emulator/contract.ts'
import type {DialectAnswer} from '../providers/emulator/fault.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'
import {mdaBadAddress, mdaDialect} from '../providers/mda/emulator/routes.ts'
import {
  targetvideoBadAddress,
  targetvideoDialect,
} from '../providers/targetvideo/emulator/routes.ts'
import {vidyardBadAddress, vidyardDialect} from '../providers/vidyard/emulator/routes.ts'

export type Dialect = {
  readonly routes: FastifyPluginAsyncTypebox<DialectOptions>
  /**
   * The vendor's answer to a URL that the router rejects; undefined if it is not one of the
   * vendor's paths.
   */
  badAddress?(url: string, assume: Assumptions): DialectAnswer | undefined
}

/** One line each. Every emulator serves its vendor's own paths, which do not collide. */
export const DIALECTS: Readonly<Record<string, Dialect>> = {
  apivideo: {routes: apivideoDialect, badAddress: apivideoBadAddress},
  targetvideo: {routes: targetvideoDialect, badAddress: targetvideoBadAddress},
  vidyard: {routes: vidyardDialect, badAddress: vidyardBadAddress},
  mda: {routes: mdaDialect, badAddress: mdaBadAddress},
}

/**
 * The answer to an unknown path outside the control API: one vendor's API is served at the root.
 */
export const unknownAddress: () => DialectAnswer = apivideoUnknownAddress
