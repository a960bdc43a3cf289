import {Command, Flags, type Config, type Interfaces} from '@oclif/core'
import {openConfig, type ConfigStore} from '../../config/config-store.ts'
import type {ProjectFile} from '../../config/project-file.ts'
import {HooksError} from '../../core/errors.ts'
import {wantsJson, writeError} from './error-writer.ts'
import type {Answer} from '../output/answer.ts'
import {arrange, readArrangement, withRows, type Arrangement} from '../output/columns.ts'
import {allRows, canStream, streamPages, type Pages} from '../output/pages.ts'
import {render} from '../output/output.ts'
import type {View} from '../output/view.ts'
import {isMachineFormat, type OutputFormat, OUTPUT_FORMATS} from '../../context/output-format.ts'
import {projectFormat, readProject} from '../../context/project.ts'
import {visible} from '../../core/masking/visible.ts'
import {processContext, type Context} from '../../context/context.ts'

type Values = Record<string, unknown>

type ChosenFormat = {readonly json: boolean; readonly output: OutputFormat | undefined}

/** What every command has: one way to answer, one to talk, one to ask, one to fail. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    output: Flags.option({
      char: 'o',
      description: 'How to print the answer; a table on a terminal, tsv in a pipe.',
      env: 'HOOKS_OUTPUT',
      options: OUTPUT_FORMATS,
      helpGroup: 'GLOBAL',
    })(),
    json: Flags.boolean({description: 'Same as --output json.', helpGroup: 'GLOBAL'}),
  }

  /** What this command runs in; tests give it another one. */
  protected readonly context: Context = this.makeContext()
  protected readonly settings: ConfigStore = openConfig(this.context.env)

  protected format: OutputFormat = 'table'
  protected arrangement: Arrangement = {}
  /** What the project's file says; read before the command runs. */
  protected project: ProjectFile = {values: {}}

  /** Parsed once: who asks again is given the same. */
  #input: Promise<unknown> | undefined

  /** Does what the command is for. */
  protected abstract execute(): Promise<Answer<unknown> | void>

  override async run(): Promise<unknown> {
    const answer = await this.execute()
    if (answer === undefined) return undefined
    this.context.setExitStatus(answer.exitStatus)
    return answer.result
  }

  /** As oclif's `run`, which would first load the configuration anew. */
  static async runWith(
    this: new (argv: string[], config: Config) => BaseCommand,
    argv: string[],
    config: Config,
  ): Promise<void> {
    // oxlint-disable-next-line eslint/no-underscore-dangle -- oclif's own name, and all that its run adds
    await new this(argv, config)._run()
  }

  protected makeContext(): Context {
    return processContext()
  }

  override async init(): Promise<void> {
    await super.init()
    // oclif warns about a command that did not parse; one that failed to parse has said so itself.
    this.parsed = true
    this.project = await this.readProject()
    this.argv = this.withProject(this.argv)
    const {flags} = await this.parse(BaseCommand)
    this.arrangement = readArrangement(flags)
    this.format = this.chooseFormat(flags)
  }

  /**
   * What the command line says. A command declares its own flags, so the result of the one parse
   * has their types; `argv` is for another command line than this one.
   */
  protected override async parse<Own extends Values, Base extends Values, Args extends Values>(
    options?: Interfaces.Input<Own, Base, Args>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<Own, Base, Args>> {
    if (argv !== undefined) return super.parse(options, argv)
    const {flags, baseFlags, args, strict} = this.ctor
    this.#input ??= super.parse({flags: flags ?? {}, baseFlags, args, strict}, this.argv)
    return this.#input as Promise<Interfaces.ParserOutput<Own, Base, Args>>
  }

  /** What was asked for on the command line comes before what the project says. */
  private chooseFormat({json, output}: ChosenFormat): OutputFormat {
    if (json) return 'json'
    const usual = this.context.stdout.isTerminal ? 'table' : 'tsv'
    return output ?? projectFormat(this.project) ?? usual
  }

  /** The command line with what the project adds to it. */
  protected withProject(argv: readonly string[]): string[] {
    return [...argv]
  }

  /** @throws HooksError usage, when the project's file is not as it should be */
  protected readProject(): Promise<ProjectFile> {
    return readProject(this.context)
  }

  /**
   * Writes the answer to stdout and returns it, so that a command ends with it.
   *
   * @throws HooksError usage, where the flags name a column that the view does not have
   */
  protected async answer<Result, Row>(
    result: Result,
    view: View<Row>,
    exitStatus = 0,
  ): Promise<Answer<Result>> {
    const arranged = arrange(view, this.arrangement)
    const isList = 'rows' in view && 'rows' in arranged
    const shown = isList ? withRows(result, view.rows, arranged.rows) : result
    this.context.stdout.write(await render(this.format, shown, arranged, this.context))
    if ('rows' in view && view.rows.length === 0 && view.empty !== undefined) this.talk(view.empty)
    return {result, exitStatus}
  }

  /** The same for what is a text of its own in this format. */
  protected answerText<Result>(result: Result, text: string, exitStatus = 0): Answer<Result> {
    this.context.stdout.write(text)
    return {result, exitStatus}
  }

  /**
   * Answers with a list that comes in pages: each is printed as it comes where the format allows,
   * and then none is kept. Otherwise the answer is what `toResult` makes of all rows.
   */
  protected async answerPages<Result, Row>(
    {pages, ...view}: Pages<Row>,
    toResult: (rows: readonly Row[]) => Result,
  ): Promise<Answer<Result | undefined>> {
    const {format, arrangement, context} = this
    if (canStream(format, arrangement)) {
      const count = await streamPages(format, {pages, ...view}, {context, arrangement})
      if (count === 0 && view.empty !== undefined) this.talk(view.empty)
      return {result: undefined, exitStatus: 0}
    }
    arrange({rows: [], ...view}, arrangement)
    const rows = await allRows(pages)
    return this.answer(toResult(rows), {rows, ...view})
  }

  /** Says something about the answer, on stderr; machines are spared it. */
  protected talk(message: string): void {
    if (!isMachineFormat(this.format)) this.context.stderr.write(`${visible(message)}\n`)
  }

  /**
   * Return alone means no, or yes where that is `usual`.
   *
   * @throws HooksError cancelled, when the person says no; usage, when there is none to ask
   */
  protected async confirm(message: string, {usual = false} = {}): Promise<void> {
    if (!this.context.isInteractive) {
      throw new HooksError('usage', 'this needs a yes, and there is no terminal to ask on', {
        hint: 'add --yes',
      })
    }
    const prompter = await this.context.prompter()
    if (await prompter.confirm({message, usual})) return
    throw new HooksError('cancelled', 'nothing was changed')
  }

  protected override async catch(error: unknown): Promise<void> {
    const variable = this.context.env.variable('HOOKS_OUTPUT') ?? this.project.values.output
    writeError(error, {asJson: wantsJson(this.argv, variable), context: this.context})
  }
}
