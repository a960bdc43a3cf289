import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {
  compareClocks,
  createFailure,
  toFailedFinding,
  createOk,
  createWarning,
  type Finding,
  type Patient,
  type Reached,
} from './finding.ts'
import {LOCAL_PROFILE} from '../target/profiles.ts'
import {openTarget, selectApiUrl, selectProfile, findServerKey} from '../target/selection.ts'
import {asTyped} from '../target/sourced.ts'

/** Checks whether the hooks server answers, is ready, and has the version of this program. */
export async function examineServer(patient: Patient, reached: Reached[]): Promise<Finding[]> {
  const {selection, connection} = patient
  const {value: profile} = await selectProfile(selection, connection)
  try {
    const {value: url} = selectApiUrl(selection)
    const local = {...selection, profile: asTyped(LOCAL_PROFILE)}
    const target = await openTarget(local, connection)
    const key = (await findServerKey(connection))?.value
    const {askHealth} = await import('../../control/health.ts')
    const {ready, version, date} = await askHealth({url, key, network: connection.network})
    reached.push({
      profile: LOCAL_PROFILE,
      label: 'the local server',
      sendsFromHere: isLoopbackName(new URL(url).hostname),
      webhooks: await target.webhooks.list(),
      ...(target.kind === 'local' ? {control: target.control} : {}),
    })
    return [
      checkReadiness(url, ready),
      compareVersions(version, patient.version),
      ...(date === undefined ? [] : [compareClocks('clock local', date, patient.context.now())]),
    ]
  } catch (error) {
    if (profile !== LOCAL_PROFILE && error instanceof HooksError && error.code === 'unreachable') {
      return [createOk('server', `not running; profile ${profile} does not need it`)]
    }
    return [toFailedFinding('server', error)]
  }
}

function checkReadiness(url: string, ready: boolean): Finding {
  if (ready) return createOk('server', `${url} answers and is ready`)
  return createFailure('server', `${url} answers, but is not ready`, 'see the log of hooks serve')
}

function compareVersions(there: string, here: string): Finding {
  if (there === here) return createOk('version', `server and program are both ${here}`)
  return createWarning(
    'version',
    `the server is ${there}, this program is ${here}`,
    'restart the server: stop it, then run hooks serve',
  )
}
