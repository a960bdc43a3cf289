import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {limitation} from '../target/capabilities.ts'
import {readCredentials} from '../target/credentials.ts'
import {clockFinding, failure, ok, type Finding, type Patient, type Reached} from './finding.ts'
import {findVendorProfile, LOCAL_PROFILE, type VendorProfile} from '../target/profiles.ts'
import {openTarget, selectedProfile} from '../target/selection.ts'
import type {Connection} from '../target/connection.ts'
import {asTyped, type Sourced} from '../target/sourced.ts'

/**
 * Every profile that is stored or selected: its credentials, tried, and its vendor's clock. The
 * others are nobody's yet, and what is in the environment alone leads nowhere.
 */
export async function examineProfiles(patient: Patient, reached: Reached[]): Promise<Finding[]> {
  const {selection, connection} = patient
  const {profiles = {}} = await connection.settings.read()
  const selected = await selectedProfile(selection, connection)
  const names = [...new Set([selected.value, ...Object.keys(profiles)])]
  const each = names
    .filter((name) => name !== LOCAL_PROFILE)
    .map((name) =>
      examineProfile(name === selected.value ? selected : asTyped(name), patient, reached),
    )
  return (await Promise.all(each)).flat()
}

async function examineProfile(
  named: Sourced,
  patient: Patient,
  reached: Reached[],
): Promise<Finding[]> {
  const {value: name} = named
  const check = `profile ${name}`
  const {connection} = patient
  try {
    const found = await findVendorProfile(named, await connection.settings.read())
    const login = await loginFinding(check, found, patient, reached).catch((error: unknown) =>
      mending(name, failure(check, error), error),
    )
    return [login, ...(await skewFindings(found, connection, patient))]
  } catch (error) {
    return [failure(check, error)]
  }
}

async function loginFinding(
  check: string,
  found: VendorProfile,
  {selection, connection}: Patient,
  reached: Reached[],
): Promise<Finding> {
  const {name, provider, baseUrl} = found
  const {value: selected} = await selectedProfile(selection, connection)
  const {webhooks} = await openTarget(
    {
      profile: asTyped(name),
      apiUrl: undefined,
      scope: name === selected ? selection.scope : undefined,
    },
    connection,
  )
  if (limitation(provider, 'list') !== undefined) {
    await readCredentials(found, connection)
    return ok(check, `${provider.label}: credentials are there; nothing harmless tries them`)
  }
  const all = await webhooks.list()
  const sendsFromHere = isLoopbackName(new URL(baseUrl).hostname)
  reached.push({profile: name, label: provider.label, sendsFromHere, webhooks: all})
  return ok(check, `${provider.label} takes the credentials; webhooks there: ${all.length}`)
}

/** Of several profiles the hint must say which. */
function mending(name: string, finding: Finding, error: unknown): Finding {
  const isRefused = error instanceof HooksError && error.code === 'unauthorized'
  return isRefused ? {...finding, hint: `hooks login --profile ${name}`} : finding
}

async function skewFindings(
  {name, baseUrl, provider: {label}}: VendorProfile,
  {network}: Connection,
  {context}: Patient,
): Promise<Finding[]> {
  const {platformTime} = await import('../../providers/platform-time.ts')
  try {
    const time = await platformTime({baseUrl, label}, network)
    return time === undefined ? [] : [clockFinding(`clock ${name}`, time.date, context.now())]
  } catch (error) {
    // That it cannot be reached is told with its credentials.
    if (error instanceof HooksError) return []
    throw error
  }
}
