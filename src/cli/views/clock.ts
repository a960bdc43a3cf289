import type {WireClock} from '../../wire/clock.ts'
import type {RecordView} from '../output/view.ts'

export function clockView({now, kind}: WireClock): RecordView {
  return {
    fields: [
      ['now', now],
      ['clock', kind],
    ],
  }
}
