import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {Type} from 'typebox'
import {expect, test} from 'vitest'
import {HttpClient} from '../../src/http/client.ts'

test.each([
  [407, 'the proxy requires a valid user name and password (407)'],
  [403, 'the proxy refused the connection (403)'],
])(
  'a proxy that responds %i is named with that status, without its password',
  async (status, reason) => {
    const proxy = createServer()
    proxy.on('connect', (_, socket) => void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`))
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const {port} = proxy.address() as AddressInfo
    const proxies = {HTTPS_PROXY: `http://user:word@127.0.0.1:${port}`}
    const client = new HttpClient({
      baseUrl: 'https://api.test',
      label: 'Example',
      network: {proxies},
      retryDelaysMs: [],
    })

    const error: unknown = await client.get('/', Type.Object({})).catch((thrown: unknown) => thrown)
    proxy.close()

    expect(error).toMatchObject({
      message: `Example could not be reached at https://api.test through the proxy: ${reason}`,
    })
    expect(JSON.stringify(error)).not.toContain('user:')
  },
)
