import {createServer, type IncomingMessage} from 'node:http'
import {text} from 'node:stream/consumers'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** `reset` breaks the connection without a response; `silent` never responds. */
export type CannedAnswer =
  | {readonly status: number; readonly body?: unknown; readonly text?: string}
  | 'reset'
  | 'silent'

export type AnsweringServer = AsyncDisposable & {
  readonly url: string
  readonly asked: readonly Asked[]
}

/** A real HTTP server that gives these answers in order, and then repeats the last one. */
export async function answering(...answers: readonly CannedAnswer[]): Promise<AnsweringServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const {method = '', url = '', headers} = request
      const answer = answers[Math.min(asked.length, answers.length - 1)]
      asked.push({method, path: url, headers, body})
      if (answer === undefined || answer === 'silent') return
      if (answer === 'reset') return void request.socket.resetAndDestroy()
      response.writeHead(answer.status, {'content-type': 'application/json'})
      response.end(answer.text ?? JSON.stringify(answer.body ?? {}))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
