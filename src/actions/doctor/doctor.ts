import type {ProjectFile} from '../../config/project-file.ts'
import type {HooksError} from '../../core/errors.ts'
import {examineDeliveries} from './deliveries.ts'
import {examineMachine} from './machine.ts'
import {examineProfiles} from './profiles.ts'
import {examineReceivers} from './receivers.ts'
import {examineServer} from './server.ts'
import type {Finding, Patient, Reached} from './finding.ts'

export type Diagnosis = {
  /** Whether there is nothing to mend. */
  readonly ok: boolean
  readonly findings: readonly Finding[]
}

export const TONES = {ok: 'good', warn: 'waiting', fail: 'bad'} as const

/** Looks at everything that could be wrong; changes nothing and delivers nothing. */
export async function examine(
  patient: Patient,
  project: ProjectFile | HooksError,
): Promise<Diagnosis> {
  const reached: Reached[] = []
  const machine = await examineMachine(patient, project)
  const isConfigured = !machine.some(({check, status}) => check === 'config' && status === 'fail')
  const elsewhere = isConfigured
    ? [...(await examineServer(patient, reached)), ...(await examineProfiles(patient, reached))]
    : []
  const receivers = await examineReceivers(reached, patient.connection.network)
  const deliveries = await examineDeliveries(reached)
  const findings = [...machine, ...elsewhere, ...receivers, ...deliveries]
  return {ok: findings.every(({status}) => status === 'ok'), findings}
}
