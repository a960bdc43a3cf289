import type {WireBulkRetry} from '../../wire/deliveries.ts'
import {HooksError} from '../../core/errors.ts'
import type {DeliveryFilter} from '../../store/deliveries/filter.ts'

/** @throws HooksError usage */
export function toStoreFilter({
  since,
  until,
  ...equal
}: Omit<WireBulkRetry, 'dryRun'>): DeliveryFilter {
  return {
    ...equal,
    ...(since === undefined ? {} : {since: parseTime('since', since)}),
    ...(until === undefined ? {} : {until: parseTime('until', until)}),
  }
}

function parseTime(name: string, text: string): Date {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new HooksError('usage', `${name} ${JSON.stringify(text)} is not a valid time`, {
    hint: 'use ISO 8601, such as 2026-11-20T12:00:00Z',
  })
}
