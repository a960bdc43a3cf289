import {TONES} from '../../actions/doctor/doctor.ts'
import type {Finding} from '../../actions/doctor/finding.ts'
import type {Column} from '../output/view.ts'

export const FINDING_COLUMNS: readonly Column<Finding>[] = [
  {name: 'status', value: ({status}) => status, tone: ({status}) => TONES[status]},
  {name: 'check', value: ({check}) => check},
  {name: 'finding', value: ({message}) => message},
  {name: 'fix', value: ({hint}) => hint, isBelow: true},
]
