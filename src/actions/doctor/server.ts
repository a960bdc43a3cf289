import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {
  clockFinding,
  fail,
  failure,
  ok,
  warn,
  type Finding,
  type Patient,
  type Reached,
} from './finding.ts'
import {LOCAL_PROFILE} from '../target/profiles.ts'
import {
  openTarget,
  selectedApiUrl,
  selectedProfile,
  selectedServerKey,
} from '../target/selection.ts'
import {asTyped} from '../target/sourced.ts'

/** The server of ours: whether it answers, is ready, and is of our version. */
export async function examineServer(patient: Patient, reached: Reached[]): Promise<Finding[]> {
  const {selection, connection} = patient
  const {value: profile} = await selectedProfile(selection, connection)
  try {
    const {value: url} = selectedApiUrl(selection)
    const local = {...selection, profile: asTyped(LOCAL_PROFILE)}
    const target = await openTarget(local, connection)
    const key = (await selectedServerKey(connection))?.value
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
      readinessFinding(url, ready),
      versionFinding(version, patient.version),
      ...(date === undefined ? [] : [clockFinding('clock local', date, patient.context.now())]),
    ]
  } catch (error) {
    if (profile !== LOCAL_PROFILE && error instanceof HooksError && error.code === 'unreachable') {
      return [ok('server', `none runs; profile ${profile} needs none`)]
    }
    return [failure('server', error)]
  }
}

function readinessFinding(url: string, ready: boolean): Finding {
  if (ready) return ok('server', `${url} answers and is ready`)
  return fail('server', `${url} answers, but is not ready`, 'look at what hooks serve has logged')
}

function versionFinding(there: string, here: string): Finding {
  if (there === here) return ok('version', `server and program are ${here}`)
  return warn(
    'version',
    `the server is ${there}, this program is ${here}`,
    'stop the server and start it again with: hooks serve',
  )
}
