import {Command, Flags, type Config, type Interfaces} from '@oclif/core'
import {openConfig, type ConfigStore} from '../../config/config-store.ts'
import type {ProjectFile} from '../../config/project-file.ts'
import {HooksError} from '../../core/errors.ts'
import {wantsJson, writeError} from './error-writer.ts'
import type {CommandResult} from '../output/result.ts'
import {arrange, readArrangement, replaceRows, type Arrangement} from '../output/columns.ts'
import {collectRows, canStream, streamPages, type Pages} from '../output/pages.ts'
import {render} from '../output/output.ts'
import type {View} from '../output/view.ts'
import {isMachineFormat, type OutputFormat, OUTPUT_FORMATS} from '../../context/output-format.ts'
import {findProjectFormat, readProject} from '../../context/project.ts'
import {escapeInvisible} from '../../core/masking/visible.ts'
import {createProcessContext, type Context} from '../../context/context.ts'

type Values = Record<string, unknown>

type ChosenFormat = {readonly json: boolean; readonly output: OutputFormat | undefined}

/**
 * The base of every command: output, messages, confirmation and errors work the same everywhere.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    output: Flags.option({
      char: 'o',
      description: 'Output format; by default a table on a terminal and tsv in a pipe.',
      env: 'HOOKS_OUTPUT',
      options: OUTPUT_FORMATS,
      helpGroup: 'GLOBAL',
    })(),
    json: Flags.boolean({description: 'Same as --output json.', helpGroup: 'GLOBAL'}),
  }

  /** What the command needs from its process; tests replace it. */
  protected readonly context: Context = this.makeContext()
  protected readonly settings: ConfigStore = openConfig(this.context.env)

  protected format: OutputFormat = 'table'
  protected arrangement: Arrangement = {}
  /** The contents of the project's `.hooksrc`; read before the command runs. */
  protected project: ProjectFile = {values: {}}

  /** The command line is parsed only once. */
  #input: Promise<unknown> | undefined

  /** Does the work of the command. */
  protected abstract execute(): Promise<CommandResult<unknown> | void>

  override async run(): Promise<unknown> {
    const answer = await this.execute()
    if (answer === undefined) return undefined
    this.context.setExitStatus(answer.exitStatus)
    return answer.result
  }

  /** Like oclif's `run`, but without loading the configuration again. */
  static async runWith(
    this: new (argv: string[], config: Config) => BaseCommand,
    argv: string[],
    config: Config,
  ): Promise<void> {
    // oxlint-disable-next-line eslint/no-underscore-dangle -- oclif's own name, and all that its run adds
    await new this(argv, config)._run()
  }

  protected makeContext(): Context {
    return createProcessContext()
  }

  override async init(): Promise<void> {
    await super.init()
    // oclif warns about a command that did not parse its flags; a parse error is reported anyway.
    this.parsed = true
    this.project = await this.readProject()
    this.argv = this.addProjectFlags(this.argv)
    const {flags} = await this.parse(BaseCommand)
    this.arrangement = readArrangement(flags)
    this.format = this.chooseFormat(flags)
  }

  /**
   * Parses the command line, once. A command passes in its own class, which declares the flags, so
   * the result has their types. `argv` is for parsing another command line.
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

  /** The command line takes precedence over the project. */
  private chooseFormat({json, output}: ChosenFormat): OutputFormat {
    if (json) return 'json'
    const usual = this.context.stdout.isTerminal ? 'table' : 'tsv'
    return output ?? findProjectFormat(this.project) ?? usual
  }

  /** Returns the command line with what the project adds to it. */
  protected addProjectFlags(argv: readonly string[]): string[] {
    return [...argv]
  }

  /** @throws HooksError usage, when the project's file is not valid */
  protected readProject(): Promise<ProjectFile> {
    return readProject(this.context)
  }

  /**
   * Writes the answer to stdout and returns it, so that a command can end with it.
   *
   * @throws HooksError usage, when the flags name a column that the view does not have
   */
  protected async answer<Result, Row>(
    result: Result,
    view: View<Row>,
    exitStatus = 0,
  ): Promise<CommandResult<Result>> {
    const arranged = arrange(view, this.arrangement)
    const isList = 'rows' in view && 'rows' in arranged
    const shown = isList ? replaceRows(result, view.rows, arranged.rows) : result
    this.context.stdout.write(await render(this.format, shown, arranged, this.context))
    if ('rows' in view && view.rows.length === 0 && view.empty !== undefined) this.talk(view.empty)
    return {result, exitStatus}
  }

  /** The same for an answer that has its own text in this format. */
  protected answerText<Result>(
    result: Result,
    text: string,
    exitStatus = 0,
  ): CommandResult<Result> {
    this.context.stdout.write(text)
    return {result, exitStatus}
  }

  /**
   * Answers with a list that comes in pages. Where the format allows, each page is printed as it
   * arrives and not kept. Otherwise the answer is what `toResult` makes of all rows.
   */
  protected async answerPages<Result, Row>(
    {pages, ...view}: Pages<Row>,
    toResult: (rows: readonly Row[]) => Result,
  ): Promise<CommandResult<Result | undefined>> {
    const {format, arrangement, context} = this
    if (canStream(format, arrangement)) {
      const count = await streamPages(format, {pages, ...view}, {context, arrangement})
      if (count === 0 && view.empty !== undefined) this.talk(view.empty)
      return {result: undefined, exitStatus: 0}
    }
    arrange({rows: [], ...view}, arrangement)
    const rows = await collectRows(pages)
    return this.answer(toResult(rows), {rows, ...view})
  }

  /** Writes a message for people to stderr; not in machine formats. */
  protected talk(message: string): void {
    if (!isMachineFormat(this.format)) this.context.stderr.write(`${escapeInvisible(message)}\n`)
  }

  /**
   * Asks for confirmation. Pressing Return alone means no, or yes if `usual` is set.
   *
   * @throws HooksError cancelled, when the answer is no; usage, without a terminal
   */
  protected async confirm(message: string, {usual = false} = {}): Promise<void> {
    if (!this.context.isInteractive) {
      throw new HooksError('usage', 'confirmation is required, but there is no terminal', {
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
