import type {ListedProfile} from '../../actions/target/list-profiles.ts'
import type {Column} from '../output/view.ts'

export const PROFILE_COLUMNS: readonly Column<ListedProfile>[] = [
  {name: 'current', value: ({current}) => (current ? '*' : '')},
  {name: 'name', value: ({name}) => name, isKept: true},
  {name: 'provider', value: ({provider}) => provider ?? 'all'},
  {name: 'url', value: ({url}) => url},
  {name: 'scope', value: ({scope}) => scope},
  {name: 'credentials', value: ({credentials}) => credentials},
]
