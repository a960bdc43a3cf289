import type {FastifyReply, FastifyRequest} from 'fastify'
import {isSameText} from '../../core/signing/token.ts'
import {sendError} from './errors.ts'

/**
 * Rejects requests that a web page could have sent. Listening on loopback alone is no protection:
 * with DNS rebinding any page can reach this server, and only the Host header gives it away.
 *
 * `allowHosts` are further allowed host names, with or without a port, besides loopback.
 */
export function createBrowserGuard(allowHosts: readonly string[]) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const {host, origin} = request.headers
    const port = request.socket.localPort
    if (
      host === undefined ||
      isRepeatedHeader(request, 'host') ||
      !isAllowedHost(host, port, allowHosts)
    ) {
      return sendError(reply, 403, {
        code: 'unauthorized',
        message: `host ${JSON.stringify(host ?? '')} is not allowed`,
        hint: 'allow it with: hooks serve --allow-host NAME',
      })
    }
    const site = request.headers['sec-fetch-site']
    const crossSite = site === 'cross-site' || site === 'same-site'
    if (
      crossSite ||
      (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    ) {
      return sendError(reply, 403, {
        code: 'unauthorized',
        message: 'cross-origin requests are not allowed',
      })
    }
    return undefined
  }
}

/** Node reads the first of two Host headers; a proxy in between may have used the second. */
function isRepeatedHeader({raw}: FastifyRequest, name: string): boolean {
  return raw.rawHeaders.filter((each, at) => at % 2 === 0 && each.toLowerCase() === name).length > 1
}

function isAllowedHost(
  host: string,
  port: number | undefined,
  allowHosts: readonly string[],
): boolean {
  const name = host.toLowerCase()
  const loopback = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
  const defaultPort = port === 80 ? ['127.0.0.1', 'localhost', '[::1]'] : []
  return (
    loopback.includes(name) ||
    defaultPort.includes(name) ||
    allowHosts.some(
      (allowed) => name === allowed.toLowerCase() || name === `${allowed.toLowerCase()}:${port}`,
    )
  )
}

/** Requires the server key as a bearer token. */
export function createBearerGuard(apiKey: string) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const [scheme = '', token = '', ...rest] = (request.headers.authorization ?? '').split(' ')
    const ok = rest.length === 0 && scheme.toLowerCase() === 'bearer' && isSameText(token, apiKey)
    if (ok) return undefined
    reply.header('www-authenticate', 'Bearer')
    return sendError(reply, 401, {
      code: 'unauthorized',
      message: token === '' ? 'the server key is missing' : 'the server key is wrong',
      hint: 'send it as Authorization: Bearer KEY',
    })
  }
}
