import {HooksError} from '../core/errors.ts'
import {isLoopbackName} from '../core/net/loopback.ts'
import {type Network, type ProxyVariables, listAuthorities} from '../core/net/network.ts'

/**
 * The options with which got uses the network settings: proxies and certificate authorities.
 *
 * Node's own agents support HTTPS_PROXY and NO_PROXY (`proxyEnv`, since 24.5), so this needs no
 * package: https://nodejs.org/docs/latest-v24.x/api/http.html#new-agentoptions, read 2026-11-21.
 *
 * @throws HooksError usage, when a proxy's URL is not valid
 */
export function createTravelOptions(baseUrl: string, {proxies = {}, ca}: Network) {
  return {...createProxyOptions(baseUrl, proxies), ...createTrustOptions(ca)}
}

function createProxyOptions(baseUrl: string, {HTTP_PROXY, HTTPS_PROXY, NO_PROXY}: ProxyVariables) {
  const isProxied = HTTP_PROXY !== undefined || HTTPS_PROXY !== undefined
  if (!isProxied || !URL.canParse(baseUrl)) return {}
  const {hostname} = new URL(baseUrl)
  if (isLoopbackName(hostname) || isExcluded(hostname, NO_PROXY)) return {}
  const proxyEnv = {
    HTTP_PROXY: readProxyUrl('HTTP_PROXY', HTTP_PROXY),
    HTTPS_PROXY: readProxyUrl('HTTPS_PROXY', HTTPS_PROXY),
    NO_PROXY,
  }
  const {Agent: HttpAgent} = process.getBuiltinModule('node:http')
  const {Agent: HttpsAgent} = process.getBuiltinModule('node:https')
  return {agent: {http: new HttpAgent({proxyEnv}), https: new HttpsAgent({proxyEnv})}}
}

/** Whether NO_PROXY lists the host; Node itself also handles its address ranges. */
function isExcluded(hostname: string, list = ''): boolean {
  return list
    .split(/[\s,]+/)
    .map((entry) => entry.toLowerCase().replace(/^\*?\./, ''))
    .some((name) => name !== '' && (hostname === name || hostname.endsWith(`.${name}`)))
}

/** As with curl, the scheme may be omitted. User name and password are never shown. */
function readProxyUrl(variable: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const url = value.includes('://') ? value : `http://${value}`
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new HooksError('usage', `${variable} is not a valid HTTP proxy URL`, {
    hint: `use a URL like http://proxy.example.com:3128, or: unset ${variable}`,
  })
}

function createTrustOptions(ca: string | undefined) {
  const authorities = listAuthorities(ca)
  return authorities === undefined ? {} : {https: {certificateAuthority: authorities}}
}
