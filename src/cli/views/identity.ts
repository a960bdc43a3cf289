import type {Identity} from '../../actions/target/identity.ts'
import type {Sourced} from '../../actions/target/sourced.ts'
import type {RecordView} from '../output/view.ts'

export function toIdentityView(identity: Identity): RecordView {
  const {profile, provider, url, scope, credentials, project, works, problem} = identity
  return {
    fields: [
      ['profile', formatSourced(profile)],
      ['provider', provider],
      ['url', formatSourced(url)],
      ['scope', scope === undefined ? undefined : formatSourced(scope)],
      ...credentials.map(({label, ...found}) => [label, formatSourced(found)] as const),
      ['project', project],
      ['works', works ? 'yes' : `no: ${problem?.message ?? ''}`],
    ],
  }
}

type PartialSourced = {[Key in keyof Sourced]?: Sourced[Key] | undefined}

function formatSourced({value, source = 'default', from: place}: PartialSourced): string {
  if (value === undefined) return 'none'
  return `${value} (${place === undefined ? source : `${source}: ${place}`})`
}
