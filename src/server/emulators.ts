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
  /** The vendor's answer to an address that the router refuses; undefined where it is not the vendor's. */
  badAddress?(url: string, assume: Assumptions): DialectAnswer | undefined
}

/** One line each. Every dialect answers at its vendor's own paths; they do not collide. */
export const DIALECTS: Readonly<Record<string, Dialect>> = {
  apivideo: {routes: apivideoDialect, badAddress: apivideoBadAddress},
  targetvideo: {routes: targetvideoDialect, badAddress: targetvideoBadAddress},
  vidyard: {routes: vidyardDialect, badAddress: vidyardBadAddress},
  mda: {routes: mdaDialect, badAddress: mdaBadAddress},
}

/** What nobody has outside of the control API: one vendor's API lives at the root. */
export const unknownAddress: () => DialectAnswer = apivideoUnknownAddress
