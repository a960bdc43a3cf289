import {tryParseJson} from '../core/payload/json-object.ts'
import {Type} from 'typebox'
import {Check} from 'typebox/value'
import {readAnswer} from './answer.ts'
import type {ControlOptions} from './options.ts'
import {exchange, type ControlAnswer} from '../http/request.ts'

const TIMEOUT_MS = 5000

const Readiness = Type.Object({status: Type.String()})
const Document = Type.Object({info: Type.Object({version: Type.String()})})

export type Health = {
  readonly ready: boolean
  readonly version: string
  /** The server's time. */
  readonly date?: Date
}

/** @throws HooksError unreachable; unauthorized; rejected, when it is not a hooks server */
export async function askHealth({url, key, network}: ControlOptions): Promise<Health> {
  const ask = (path: string): Promise<ControlAnswer> =>
    exchange({
      method: 'GET',
      url: new URL(`${url}/_hooks/${path}`),
      headers: key === undefined ? {} : {authorization: `Bearer ${key}`},
      body: '',
      timeoutMs: TIMEOUT_MS,
      network,
    })
  const readiness = await ask('readyz')
  const {origin} = new URL(url)
  const {info} = readAnswer(await ask('openapi.json'), Document, origin)
  const date = new Date(readiness.date ?? Number.NaN)
  return {
    ready: readiness.status === 200 && Check(Readiness, tryParseJson(readiness.text)),
    version: info.version,
    ...(Number.isNaN(date.getTime()) ? {} : {date}),
  }
}
