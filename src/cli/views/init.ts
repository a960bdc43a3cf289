import {EXIT_STATUS} from '../../core/errors.ts'
import type {WireDelivery} from '../../wire/deliveries.ts'
import type {NewWebhook} from '../../core/webhook.ts'
import type {Initialized} from '../../actions/init/initialized.ts'
import type {Made} from '../../actions/init/make.ts'
import type {Place} from '../../actions/init/place.ts'
import type {RecordView} from '../output/view.ts'
import {findFailure} from '../../actions/trigger/trigger.ts'
import {toWebhookView} from './webhook.ts'

export function toInitializedView({webhook, test}: Initialized): RecordView {
  const {fields} = toWebhookView(webhook)
  const results = (test?.deliveries ?? []).map(
    (delivery) => ['test', formatOutcome(delivery)] as const,
  )
  return {fields: [...fields, ...results]}
}

/** Lines printed below the result: how to create the same webhook again. */
export function formatNextSteps({command, yaml}: Initialized): string[] {
  return [
    'To create the same webhook with one command:',
    `  ${command}`,
    'To create the same webhook with hooks apply, as hooks.yaml:',
    ...yaml
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ]
}

/** The question that the user confirms. */
export function formatQuestion({url, events}: NewWebhook, {profile, vendor}: Place): string {
  const where = vendor === undefined ? 'the local server' : `${vendor.label} (profile ${profile})`
  return `Create a webhook at ${where} that sends ${events.join(', ')} to ${url}?`
}

/** The exit status: the webhook exists, but its test may have failed. */
export function chooseTestStatus({test, testError}: Made): number {
  const failure = testError?.code ?? (test === undefined ? undefined : findFailure(test.deliveries))
  return failure === undefined ? 0 : EXIT_STATUS[failure]
}

function formatOutcome({event, state, code, reason, durationMs}: WireDelivery): string {
  const answer = code === undefined ? reason : String(code)
  const time = durationMs === undefined ? undefined : `in ${durationMs} ms`
  return [event, state, answer, time].filter((part) => part !== undefined).join(' ')
}
