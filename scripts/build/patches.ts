import type {Plugin} from 'rolldown'

type Patch = {
  /** End of the file's path. */
  readonly file: string
  readonly from: string
  readonly to: string
  readonly why: string
}

/** What the bundle changes in other people's code. A new version in which one is gone fails the build. */
const PATCHES: readonly Patch[] = [
  {
    file: '@oclif/core/lib/config/plugin.js',
    from: 'a.id.localeCompare(b.id)',
    to: '(a.id < b.id ? -1 : 1)',
    why: 'the first comparison by locale loads its tables: a third of the time that Node itself takes to start',
  },
  {
    file: '@oclif/core/lib/index.js',
    from: '\ncheckNodeVersion();',
    to: '',
    why: 'bin/run.js has looked at the version already, without a parser of version ranges',
  },
  {
    file: '@oclif/core/lib/util/os.js',
    from: "(await import('wsl-utils')).isWsl ? 'wsl' : (0, node_os_1.platform)()",
    to: '(0, node_os_1.platform)()',
    why: 'whether Linux runs under Windows is asked of several files, and nothing here wants to know',
  },
]

export function patches(): Plugin {
  const missing = new Set(PATCHES)
  return {
    name: 'patches',
    transform: {
      filter: {id: /node_modules/},
      handler(code, id) {
        const own = PATCHES.filter(({file}) => id.endsWith(`node_modules/${file}`))
        if (own.length === 0) return undefined
        for (const patch of own) if (code.includes(patch.from)) missing.delete(patch)
        const patched = own.reduce((text, {from, to}) => text.replace(from, to), code)
        return {code: patched, map: null}
      },
    },
    buildEnd() {
      for (const {file, from} of missing) this.error(`${file} no longer holds ${from}`)
    },
  }
}
