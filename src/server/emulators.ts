import type {FastifyPluginAsyncTypebox} from '@fastify/type-provider-typebox'
import {
  answerApivideoBadAddress,
  emulateApivideo,
  answerApivideoUnknownAddress,
} from '../providers/apivideo/emulator/routes.ts'
import type {EmulatorOptions} from '../providers/emulator/contract.ts'
import type {EmulatorAnswer} from '../providers/emulator/fault.ts'
import type {Assumptions} from '../providers/contract/assumptions.ts'
import {answerMdaBadAddress, emulateMda} from '../providers/mda/emulator/routes.ts'
import {
  answerTargetvideoBadAddress,
  emulateTargetvideo,
} from '../providers/targetvideo/emulator/routes.ts'
import {answerVidyardBadAddress, emulateVidyard} from '../providers/vidyard/emulator/routes.ts'

export type Emulator = {
  readonly routes: FastifyPluginAsyncTypebox<EmulatorOptions>
  /**
   * The vendor's answer to a URL that the router rejects; undefined if it is not one of the
   * vendor's paths.
   */
  answerBadAddress?(url: string, assume: Assumptions): EmulatorAnswer | undefined
}

/** One line each. Every emulator serves its vendor's own paths, which do not collide. */
export const EMULATORS: Readonly<Record<string, Emulator>> = {
  apivideo: {routes: emulateApivideo, answerBadAddress: answerApivideoBadAddress},
  targetvideo: {routes: emulateTargetvideo, answerBadAddress: answerTargetvideoBadAddress},
  vidyard: {routes: emulateVidyard, answerBadAddress: answerVidyardBadAddress},
  mda: {routes: emulateMda, answerBadAddress: answerMdaBadAddress},
}

/**
 * The answer to an unknown path outside the control API: one vendor's API is served at the root.
 */
export const answerUnknownAddress: () => EmulatorAnswer = answerApivideoUnknownAddress
