import type {ProxyVariables} from '../core/net/network.ts'

/** The environment, read once and typed. An empty variable counts as unset. */
export type Env = {
  readonly configDir: string | undefined
  readonly dataDir: string | undefined
  readonly serverKey: string | undefined
  readonly xdgConfigHome: string | undefined
  readonly xdgDataHome: string | undefined
  /** The Windows folders for settings and for data. */
  readonly appData: string | undefined
  readonly localAppData: string | undefined
  /** Proxies for the APIs of providers; variables in upper or lower case. */
  readonly proxies: ProxyVariables
  /** Whether terminals get colour: NO_COLOR is unset and the terminal is not dumb. */
  readonly colour: boolean
  /** Any other variable, such as that of a provider's credential. */
  variable(name: string): string | undefined
}

/** The only place that reads the environment of the process. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const readVariable = (name: string) => source[name] || undefined
  return {
    configDir: readVariable('HOOKS_CONFIG_DIR'),
    dataDir: readVariable('HOOKS_DATA_DIR'),
    serverKey: readVariable('HOOKS_SERVER_KEY'),
    xdgConfigHome: readVariable('XDG_CONFIG_HOME'),
    xdgDataHome: readVariable('XDG_DATA_HOME'),
    appData: readVariable('APPDATA'),
    localAppData: readVariable('LOCALAPPDATA'),
    proxies: readProxyVariables(readVariable),
    colour: readVariable('NO_COLOR') === undefined && readVariable('TERM') !== 'dumb',
    variable: readVariable,
  }
}

function readProxyVariables(variable: Env['variable']): ProxyVariables {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const
  const found = names.map((name) => [name, variable(name.toLowerCase()) ?? variable(name)] as const)
  return Object.fromEntries(found.filter(([, value]) => value !== undefined))
}
