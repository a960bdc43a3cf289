import type {WireEventType} from '../../wire/event-types.ts'
import type {RecordView} from '../output/view.ts'

export function toEventTypeView({name, description, schema, sample}: WireEventType): RecordView {
  return {
    fields: [
      ['event', name],
      ['description', description],
      ['schema', schema === undefined ? undefined : JSON.stringify(schema)],
      ['sample', sample === undefined ? undefined : JSON.stringify(sample)],
    ],
  }
}
