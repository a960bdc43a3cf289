import {Flags} from '@oclif/core'
import {readAssumptions} from '../src/cli/assumptions.ts'
import {BaseCommand} from '../src/cli/base-command.ts'
import {serveFlags} from '../src/cli/serve-flags.ts'

export default class Serve extends BaseCommand {
  static override summary = "Run the providers' webhook APIs on this machine."
  static override description =
    'Store, dispatcher and every provider’s API in one process. An accepted event is on disk before it is answered. Ctrl-C stops it cleanly.'
  static override examples = [
    '<%= config.bin %> serve',
    '<%= config.bin %> serve --demo',
    '<%= config.bin %> serve --port 0 --store memory: --ready-file /tmp/hooks-ready.json --json',
  ]
  static override flags = {
    ...serveFlags(),
    demo: Flags.boolean({
      description: 'Show it at work: a receiver, a webhook and an event every few seconds.',
    }),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Serve)
    // Only this command pays for the server and the store.
    const {checkHost, logFormat, serveOn, serveOptions, serverKey, storePlace} =
      await import('../src/cli/serve.ts')
    const {announce, untilStopped} = await import('../src/cli/serving.ts')
    const {stopSignal} = await import('../src/cli/stop-signal.ts')
    const assumptions = await readAssumptions(flags.assume ?? [])
    const key = await serverKey(flags['api-key-file'], this.settings, this.surroundings)
    checkHost(flags.host, key)
    // From here on there is something to tidy up.
    using stopping = stopSignal()
    await using place = await storePlace(flags, this.surroundings.env)
    const options = {
      ...serveOptions(flags),
      store: place.location,
      ...(place.encryptionKey === undefined ? {} : {encryptionKey: place.encryptionKey}),
      apiKey: key.key,
      assumptions,
      log: logFormat(flags.quiet, this.surroundings.terminal || flags.demo),
      version: this.config.version,
    }

    await using server = await serveOn(options, flags.demo)
    await announce(server, {...options, format: this.format, readyFile: flags['ready-file']})
    const {signal} = stopping
    await untilStopped(server, {demo: flags.demo, key: key.key, bin: this.config.bin, signal})
  }
}
