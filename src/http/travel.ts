import {HooksError} from '../core/errors.ts'
import {isLoopbackName} from '../core/net/loopback.ts'
import {type Network, type ProxyVariables, trustedAuthorities} from '../core/net/network.ts'

/**
 * What got needs to send one request as the network says: through a proxy, trusting an authority.
 *
 * Node's own agents know HTTPS_PROXY and NO_PROXY (`proxyEnv`, since 24.5), so that this takes no
 * package: https://nodejs.org/docs/latest-v24.x/api/http.html#new-agentoptions, read 2026-11-21.
 *
 * @throws HooksError usage, when a proxy's address is none
 */
export function travelOptions(baseUrl: string, {proxies = {}, ca}: Network) {
  return {...throughProxy(baseUrl, proxies), ...trusting(ca)}
}

function throughProxy(baseUrl: string, {HTTP_PROXY, HTTPS_PROXY, NO_PROXY}: ProxyVariables) {
  const isProxied = HTTP_PROXY !== undefined || HTTPS_PROXY !== undefined
  if (!isProxied || !URL.canParse(baseUrl)) return {}
  const {hostname} = new URL(baseUrl)
  if (isLoopbackName(hostname) || isExcepted(hostname, NO_PROXY)) return {}
  const proxyEnv = {
    HTTP_PROXY: proxyUrl('HTTP_PROXY', HTTP_PROXY),
    HTTPS_PROXY: proxyUrl('HTTPS_PROXY', HTTPS_PROXY),
    NO_PROXY,
  }
  const {Agent: HttpAgent} = process.getBuiltinModule('node:http')
  const {Agent: HttpsAgent} = process.getBuiltinModule('node:https')
  return {agent: {http: new HttpAgent({proxyEnv}), https: new HttpsAgent({proxyEnv})}}
}

/** Whether NO_PROXY names the host; Node knows its ranges of addresses besides. */
function isExcepted(hostname: string, list = ''): boolean {
  return list
    .split(/[\s,]+/)
    .map((entry) => entry.toLowerCase().replace(/^\*?\./, ''))
    .some((name) => name !== '' && (hostname === name || hostname.endsWith(`.${name}`)))
}

/** As curl has it, the scheme may be left out. Its user and password are never shown. */
function proxyUrl(variable: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const url = value.includes('://') ? value : `http://${value}`
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new HooksError('usage', `${variable} is not the address of an HTTP proxy`, {
    hint: `give one like http://proxy.example.com:3128, or: unset ${variable}`,
  })
}

function trusting(ca: string | undefined) {
  const authorities = trustedAuthorities(ca)
  return authorities === undefined ? {} : {https: {certificateAuthority: authorities}}
}
