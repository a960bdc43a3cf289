import type {WireClock} from '../../wire/clock.ts'
import type {RecordView} from '../output/view.ts'

export function toClockView({now, kind}: WireClock): RecordView {
  return {
    fields: [
      ['now', now],
      ['clock', kind],
    ],
  }
}
