import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createInterface} from 'node:readline'

const STORE_MODULE = new URL('../../src/store/index.ts', import.meta.url).href

/** Opens a store, and adds a webhook for each line on its standard input. */
const HOLDER = `
  const {openStore} = await import(${JSON.stringify(STORE_MODULE)})
  const store = await openStore(process.argv[1])
  console.log('open')
  for await (const line of (await import('node:readline')).createInterface(process.stdin)) {
    await store.webhooks.create({provider: 'apivideo', url: 'https://example.com', events: []})
    console.log(line)
  }
  await store.close()`

export type StoreHolder = AsyncDisposable & {
  addWebhook(): Promise<void>
  close(): Promise<void>
}

/** Starts another process that keeps the store open until `close` is called. */
export async function holdStore(location: string): Promise<StoreHolder> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, location], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const {done} = await lines.next()
  if (done === true) throw new Error('the other process could not open the store')
  const close = async () => {
    child.stdin.end()
    await ended
  }
  return {
    async addWebhook() {
      child.stdin.write('add\n')
      await lines.next()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
