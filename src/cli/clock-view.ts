import type {WireClock} from '../control/wire-clock.ts'
import type {RecordView} from './view.ts'

export function clockView({now, kind}: WireClock): RecordView {
  return {
    fields: [
      ['now', now],
      ['clock', kind],
    ],
  }
}
