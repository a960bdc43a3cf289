import {Command, Flags} from '@oclif/core'
import {openConfig, type ConfigStore} from '../../config/config-store.ts'
import type {ProjectFile} from '../../config/project-file.ts'
import {HooksError} from '../../core/errors.ts'
import {wantsJson, writeError} from './error-writer.ts'
import {arrange, readArrangement, withRows, type Arrangement} from '../output/columns.ts'
import {allRows, canStream, streamPages, type Pages} from '../output/pages.ts'
import {render} from '../output/output.ts'
import {isMachineFormat, type View, type OutputFormat, OUTPUT_FORMATS} from '../output/view.ts'
import {projectFormat, readProject} from '../../context/project.ts'
import {visible} from '../../core/masking/visible.ts'
import {processWorld, type World} from '../../context/context.ts'

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

  /** The world this command runs in; tests hand it another one. */
  protected readonly surroundings: World = this.world()
  protected readonly settings: ConfigStore = openConfig(this.surroundings.env)

  protected format: OutputFormat = 'table'
  protected arrangement: Arrangement = {}
  /** What the project's file says; read before the command runs. */
  protected project: ProjectFile = {values: {}}

  abstract override run(): Promise<unknown>

  protected world(): World {
    return processWorld()
  }

  override async init(): Promise<void> {
    await super.init()
    // oclif warns about a command that did not parse; one that failed to parse has said so itself.
    this.parsed = true
    const {flags} = await this.parse({
      flags: this.ctor.flags ?? {},
      baseFlags: {...this.ctor.baseFlags, ...BaseCommand.baseFlags},
      args: this.ctor.args,
      strict: this.ctor.strict,
    })
    this.arrangement = readArrangement(flags)
    const usual = this.surroundings.terminal ? 'table' : 'tsv'
    this.format = flags.json ? 'json' : (flags.output ?? usual)
    this.project = await this.readProject()
    if (!flags.json && flags.output === undefined)
      this.format = projectFormat(this.project) ?? usual
  }

  /** @throws HooksError usage, when the project's file is not as it should be */
  protected readProject(): Promise<ProjectFile> {
    return readProject(this.surroundings)
  }

  /**
   * Writes the answer to stdout and hands it back, so that a command ends with it.
   *
   * @throws HooksError usage, where the flags name a column that the view does not have
   */
  protected async answer<Result, Row>(result: Result, view: View<Row>): Promise<Result> {
    const arranged = arrange(view, this.arrangement)
    const isList = 'rows' in view && 'rows' in arranged
    const shown = isList ? withRows(result, view.rows, arranged.rows) : result
    process.stdout.write(await render(this.format, shown, arranged, this.surroundings))
    if ('rows' in view && view.rows.length === 0 && view.empty !== undefined) this.talk(view.empty)
    return result
  }

  /**
   * Answers with a list that comes in pages: each is printed as it comes where the format allows,
   * and then none is kept. Otherwise the answer is what `toResult` makes of all rows.
   */
  protected async answerPages<Result, Row>(
    {pages, ...view}: Pages<Row>,
    toResult: (rows: readonly Row[]) => Result,
  ): Promise<Result | undefined> {
    const {format, arrangement, surroundings: world} = this
    if (canStream(format, arrangement)) {
      const count = await streamPages(format, {pages, ...view}, {world, arrangement})
      if (count === 0 && view.empty !== undefined) this.talk(view.empty)
      return undefined
    }
    arrange({rows: [], ...view}, arrangement)
    const rows = await allRows(pages)
    return this.answer(toResult(rows), {rows, ...view})
  }

  /** Says something about the answer, on stderr; machines are spared it. */
  protected talk(message: string): void {
    if (!isMachineFormat(this.format)) process.stderr.write(`${visible(message)}\n`)
  }

  /**
   * Return alone means no, or yes where that is `usual`.
   *
   * @throws HooksError cancelled, when the person says no; usage, when there is none to ask
   */
  protected async confirm(message: string, {usual = false} = {}): Promise<void> {
    if (!this.surroundings.interactive) {
      throw new HooksError('usage', 'this needs a yes, and there is no terminal to ask on', {
        hint: 'add --yes',
      })
    }
    const prompter = await this.surroundings.prompter()
    if (await prompter.confirm({message, usual})) return
    throw new HooksError('cancelled', 'nothing was changed')
  }

  protected override async catch(error: unknown): Promise<void> {
    const variable = this.surroundings.env.variable('HOOKS_OUTPUT') ?? this.project.values.output
    writeError(error, {asJson: wantsJson(this.argv, variable)})
  }
}
