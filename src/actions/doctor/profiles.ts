import {HooksError} from '../../core/errors.ts'
import {isLoopbackName} from '../../core/net/loopback.ts'
import {findLimitation} from '../target/capabilities.ts'
import {readCredentials} from '../target/credentials.ts'
import {
  compareClocks,
  toFailedFinding,
  createOk,
  type Finding,
  type Patient,
  type Reached,
} from './finding.ts'
import {findVendorProfile, LOCAL_PROFILE, type VendorProfile} from '../target/profiles.ts'
import {openTarget, selectProfile} from '../target/selection.ts'
import type {Connection} from '../target/connection.ts'
import {asTyped, type Sourced} from '../target/sourced.ts'

/**
 * Checks every stored or selected profile: tries its credentials, and compares the vendor's clock.
 * Other profiles are not in use, even if the environment has credentials for them.
 */
export async function examineProfiles(patient: Patient, reached: Reached[]): Promise<Finding[]> {
  const {selection, connection} = patient
  const {profiles = {}} = await connection.settings.read()
  const selected = await selectProfile(selection, connection)
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
    const login = await examineLogin(check, found, patient, reached).catch((error: unknown) =>
      addLoginHint(name, toFailedFinding(check, error), error),
    )
    return [login, ...(await examineClock(found, connection, patient))]
  } catch (error) {
    return [toFailedFinding(check, error)]
  }
}

async function examineLogin(
  check: string,
  found: VendorProfile,
  {selection, connection}: Patient,
  reached: Reached[],
): Promise<Finding> {
  const {name, provider, baseUrl} = found
  const {value: selected} = await selectProfile(selection, connection)
  const {webhooks} = await openTarget(
    {
      profile: asTyped(name),
      apiUrl: undefined,
      scope: name === selected ? selection.scope : undefined,
    },
    connection,
  )
  if (findLimitation(provider, 'list') !== undefined) {
    await readCredentials(found, connection)
    return createOk(
      check,
      `${provider.label}: credentials found; they cannot be tested without side effects`,
    )
  }
  const all = await webhooks.list()
  const sendsFromHere = isLoopbackName(new URL(baseUrl).hostname)
  reached.push({profile: name, label: provider.label, sendsFromHere, webhooks: all})
  return createOk(check, `${provider.label} accepts the credentials; webhooks: ${all.length}`)
}

/** With several profiles, the hint must name the profile. */
function addLoginHint(name: string, finding: Finding, error: unknown): Finding {
  const isRefused = error instanceof HooksError && error.code === 'unauthorized'
  return isRefused ? {...finding, hint: `hooks login --profile ${name}`} : finding
}

async function examineClock(
  {name, baseUrl, provider: {label}}: VendorProfile,
  {network}: Connection,
  {context}: Patient,
): Promise<Finding[]> {
  const {askPlatformTime} = await import('../../providers/platform-time.ts')
  try {
    const time = await askPlatformTime({baseUrl, label}, network)
    return time === undefined ? [] : [compareClocks(`clock ${name}`, time.date, context.now())]
  } catch (error) {
    // The check of the credentials reports that it cannot be reached.
    if (error instanceof HooksError) return []
    throw error
  }
}
