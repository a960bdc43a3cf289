import {Flags} from '@oclif/core'
import {BaseCommand} from '../src/cli/program/base-command.ts'
import {defineServeFlags} from '../src/cli/flags/serve.ts'

export default class Serve extends BaseCommand {
  static override summary = "Run the providers' webhook APIs on this machine."
  static override description =
    'Runs the store, the dispatcher and every provider’s API in one process. An event is on disk before it is acknowledged. Press Ctrl-C to stop cleanly.'
  static override examples = [
    '<%= config.bin %> serve',
    '<%= config.bin %> serve --demo',
    '<%= config.bin %> serve --port 0 --store memory: --ready-file /tmp/hooks-ready.json --json',
  ]
  static override flags = {
    ...defineServeFlags(),
    demo: Flags.boolean({
      description: 'Run a demo: a receiver, a webhook and an event every few seconds.',
    }),
  }

  async execute(): Promise<void> {
    const {flags} = await this.parse(Serve)
    // Loaded late: only this command, and init when no server is running, need them.
    const {checkHost, chooseLogFormat, chooseServerKey} =
      await import('../src/actions/local/options.ts')
    const {openServer} = await import('../src/actions/local/open-server.ts')
    const {announce, runUntilStopped} = await import('../src/cli/flows/serve.ts')
    const {settings, context, format} = this
    const {demo, host, quiet, 'ready-file': readyFile} = flags
    const {version, bin} = this.config
    const {key, chosen} = await chooseServerKey(flags['api-key-file'], settings, context)
    checkHost(host, {key, chosen})
    // From here on there is something to clean up.
    using stopping = context.createStopSignal()
    const log = chooseLogFormat(quiet, context.stdout.isTerminal || demo)
    await using server = await openServer(flags, {key, demo, log, version, context})
    await announce(server.running, {context, store: server.store, format, readyFile})
    await runUntilStopped(server.running, {context, demo, key, bin, signal: stopping.signal})
  }
}
