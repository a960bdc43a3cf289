import type {CommandResult} from '../output/result.ts'
import {defined} from '../../core/defined.ts'
import {type ErrorReport, HooksError} from '../../core/errors.ts'
import type {Webhook} from '../../core/webhook.ts'
import {checkDesiredWebhook} from '../../actions/desired/check.ts'
import type {Wanted} from '../../actions/desired/wanted.ts'
import {
  attempt,
  doEach,
  formatErrorLine,
  listFailures,
  findWorstStatus,
} from '../../actions/webhooks/each-of-many.ts'
import {createWanted} from '../../actions/desired/apply.ts'
import {resolveEntry, type At} from '../../actions/desired/resolve.ts'
import type {ListView, Column} from '../output/view.ts'
import {isMachineFormat, type OutputFormat} from '../../context/output-format.ts'
import {startProgress} from '../terminal/progress.ts'
import {parseJson, readInput} from '../../context/read-input.ts'
import {requireRoom} from '../../actions/webhooks/one-per-scope.ts'
import {requireVerb, type Target} from '../../actions/target/target.ts'
import {WEBHOOK_COLUMNS} from '../views/webhook.ts'
import type {Context} from '../../context/context.ts'

export type Creations = {
  /** With their secrets unmasked, since this is the answer to creating them. */
  readonly created: readonly Webhook[]
  readonly failed: readonly {
    readonly line: number
    readonly url: string
    readonly error: ErrorReport
  }[]
}

export type CreateFrom = {
  /** A file with one webhook per line as JSON; `-` is standard input. */
  readonly from: string
  /** For lines that do not name one. */
  readonly provider?: string | undefined
  /** Names of the flags on the command line, without those set by environment variables. */
  readonly given: readonly string[]
  /** Opens the target for webhooks of this scope, or of its own scope if undefined. */
  open(scope: string | undefined): Promise<Target>
}

/** Flags for a single webhook, which each line sets itself. */
const OF_ONE = new Set([
  'url',
  'events',
  'kind',
  'option',
  'secret-file',
  'retries',
  'fifo',
  'max-rate',
  'max-concurrency',
  'header',
  'filter',
])

const CREATED_COLUMNS: readonly Column<Webhook>[] = [
  ...WEBHOOK_COLUMNS,
  {name: 'secret', value: ({secret}) => secret},
  {name: 'signing secret', value: ({signingSecret}) => signingSecret},
]

type Line = {readonly number: number; readonly wanted: Wanted; readonly target: Target}

/**
 * Creates a webhook for each line. All lines are checked before the first webhook is created; after
 * that, a failure does not stop the others. The exit status is that of the worst outcome.
 *
 * @throws HooksError usage, with the file and line of the mistake
 */
export async function createAll(
  from: CreateFrom,
  {context, format}: {context: Context; format: OutputFormat},
): Promise<CommandResult<Creations>> {
  const stray = from.given.find((name) => OF_ONE.has(name))
  if (stray !== undefined) {
    throw new HooksError('usage', `--${stray} cannot be combined with --from`, {
      hint: 'set it on each line of the file',
    })
  }
  const lines = await readLines(from, context)
  const silent = isMachineFormat(format)
  using progress = startProgress(context.stderr, {total: lines.length, verb: 'creating', silent})
  using stop = context.createStopSignal()
  const outcomes = await doEach(lines, ({wanted, target}) => create(target, wanted), {
    progress,
    stopped: stop.signal,
    say: ({number, wanted: {url}}, outcome) =>
      outcome.ok
        ? `Created ${outcome.result.id} for ${url}.`
        : `line ${number}, ${url}: ${formatErrorLine(outcome.error)}`,
  })
  const result = {
    created: outcomes.flatMap((outcome) => (outcome.ok ? [outcome.result] : [])),
    failed: listFailures(lines, outcomes).map(({item: {number, wanted}, error}) => ({
      line: number,
      url: wanted.url,
      error,
    })),
  }
  return {result, exitStatus: findWorstStatus(outcomes)}
}

export function toCreationView({created}: Creations): ListView<Webhook> {
  return {rows: created, columns: CREATED_COLUMNS, isWhole: true}
}

const LINE_HINT =
  'write one JSON object per line: {"url": "https://example.com/in", "events": ["…"]}'

async function readLines(from: CreateFrom, context: Context): Promise<Line[]> {
  const {from: file} = from
  const text = await readInput(file, context)
  const name = file === '-' ? 'standard input' : file
  const lines: Line[] = []
  for (const [index, each] of text.split('\n').entries()) {
    if (each.trim() === '') continue
    const place = `${name}:${index + 1}`
    const line = await readLine(each, {place, from, context})
    refuseSecond(line, lines, place)
    lines.push({...line, number: index + 1})
  }
  return lines
}

type Reading = {
  readonly place: string
  readonly from: CreateFrom
  readonly context: Context
}

async function readLine(
  text: string,
  {place, from, context}: Reading,
): Promise<{wanted: Wanted; target: Target}> {
  const createLineError = ({message, hint}: {message: string; hint?: string | undefined}) =>
    new HooksError('usage', `${place}: ${message}`, {hint})
  const entry = checkDesiredWebhook(
    parseJson(text, `${place}: the line`, LINE_HINT),
    createLineError,
  )
  const target = await from.open(entry.scope)
  const nameLineInErrors: At = async (_path, work) => {
    const outcome = await attempt(async () => work())
    if (outcome.ok) return outcome.result
    throw outcome.error.code === 'usage' ? createLineError(outcome.error) : outcome.error
  }
  const own = target.kind === 'vendor' ? target.provider : undefined
  const site = {profile: target.profile, scope: target.scope, provider: own}
  const {provider = from.provider, ...rest} = entry
  const wanted = await resolveEntry({...rest, ...defined({provider})}, site, {
    name: entry.url,
    protect: false,
    at: nameLineInErrors,
    folder: context.cwd(),
    env: context.env,
  })
  requireVerb(target, 'create', wanted.kind)
  if (wanted.state === 'disabled') requireVerb(target, 'enable', wanted.kind)
  return {wanted, target}
}

/**
 * If a scope holds only one webhook, the second would replace the first.
 *
 * @throws HooksError usage
 */
function refuseSecond({wanted}: {wanted: Wanted}, lines: readonly Line[], place: string): void {
  const {maxWebhooks, provider, scope, label} = wanted
  if (maxWebhooks !== 1) return
  const first = lines.find(
    (line) => line.wanted.provider === provider && line.wanted.scope === scope,
  )
  if (first === undefined) return
  const message = `${label} allows one webhook per scope, and line ${first.number} already creates it`
  throw new HooksError('usage', `${place}: ${message}`)
}

async function create(target: Target, wanted: Wanted): Promise<Webhook> {
  const {provider, kind, scope, url, events} = wanted
  await requireRoom(target, {
    provider,
    url,
    events,
    ...defined({kind, scope}),
  })
  return createWanted(target, wanted)
}
