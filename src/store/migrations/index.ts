import {start} from './0001-start.ts'
import {eventTypes} from './0002-event-types.ts'
import {deliverySettings} from './0003-delivery-settings.ts'
import {sealing} from './0004-sealing.ts'
import {bulkRuns} from './0005-bulk-runs.ts'
import {webhookEvents} from './0006-webhook-events.ts'
import type {Migration} from './migration.ts'

/** In order, numbered from 1. Never edit a released migration: add another. */
export const MIGRATIONS: readonly Migration[] = [
  start,
  eventTypes,
  deliverySettings,
  sealing,
  bulkRuns,
  webhookEvents,
]
