import {Flags} from '@oclif/core'
import {BaseCommand} from '../src/cli/program/base-command.ts'
import {serveFlags} from '../src/cli/flags/serve.ts'

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

  async execute(): Promise<void> {
    const {flags} = await this.parse(Serve)
    // Only this command, and an init that finds no server, pay for the server and the store.
    const {checkHost, logFormat, serverKey} = await import('../src/actions/local/options.ts')
    const {openServer} = await import('../src/actions/local/open-server.ts')
    const {announce, untilStopped} = await import('../src/cli/flows/serve.ts')
    const {stopSignal} = await import('../src/context/stop-signal.ts')
    const {settings, context, format} = this
    const {demo, host, quiet, 'ready-file': readyFile} = flags
    const {version, bin} = this.config
    const {key, chosen} = await serverKey(flags['api-key-file'], settings, context)
    checkHost(host, {key, chosen})
    // From here on there is something to tidy up.
    using stopping = stopSignal()
    const log = logFormat(quiet, context.stdout.isTerminal || demo)
    await using server = await openServer(flags, {key, demo, log, version, context})
    await announce(server.running, {context, store: server.store, format, readyFile})
    await untilStopped(server.running, {context, demo, key, bin, signal: stopping.signal})
  }
}
