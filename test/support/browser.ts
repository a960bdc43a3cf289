import path from 'node:path'
import packed from '@sparticuz/chromium'
import {chromium, type Page} from 'playwright-core'
import {temporaryFolder} from './run.ts'

export type Browser = AsyncDisposable & {
  /** Opens the URL in a new page. */
  open(url: string): Promise<Page>
}

/**
 * A real Chromium: the one at CHROMIUM_PATH, or else the one in the development dependencies.
 * The names in `hosts` resolve to this machine, like a name after DNS rebinding.
 */
export async function startBrowser(hosts: readonly string[]): Promise<Browser> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join()
  const context = await chromium.launchPersistentContext(path.join(folder.path, 'profile'), {
    // A page that rebinds its name comes from another server, which sends no such policy.
    bypassCSP: true,
    executablePath: process.env['CHROMIUM_PATH'] ?? (await packed.executablePath()),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=${rules}`,
    ],
  })
  stack.defer(() => context.close())
  const owned = stack.move()
  return {
    async open(url) {
      const page = await context.newPage()
      await page.goto(url)
      return page
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
