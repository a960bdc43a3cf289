import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {HooksError} from '../core/errors.ts'
import type {Context} from './context.ts'

const FILE = 'payload.json'
const STDIN = 0
const STDERR = 2
/** How a shell says that there is no such program. */
const NOT_FOUND = 127

export type Edit<T extends object> = {
  readonly context: Context
  /** Reads what was written. @throws HooksError */
  parse(text: string, file: string): T
}

/**
 * What a person makes of `text` in their editor: `$VISUAL`, else `$EDITOR`, else vi. What cannot
 * be read stays in its file, so that nothing that was typed is lost.
 *
 * @throws HooksError usage, off a terminal; cancelled, when the editor fails
 */
export async function editText<T extends object>(
  text: string,
  {context, parse}: Edit<T>,
): Promise<T> {
  if (!context.isInteractive) {
    throw new HooksError('usage', '--edit needs a terminal', {
      hint: 'change the payload with --set PATH=VALUE or --from FILE',
    })
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'hooks-edit-'))
  const file = path.join(folder, FILE)
  await writeFile(file, text, {mode: 0o600})
  const status = await runEditor(editorOf(context), file)
  const edited = status === 0 ? await readFile(file, 'utf8') : ''
  const answer = status === 0 ? parseOrKeep(edited, file, parse) : undefined
  await rm(folder, {recursive: true})
  if (answer === undefined) throw editorFailed(status)
  return answer
}

function parseOrKeep<T extends object>(text: string, file: string, parse: Edit<T>['parse']): T {
  try {
    return parse(text, file)
  } catch (error) {
    if (!(error instanceof HooksError)) throw error
    const {code, message} = error
    throw new HooksError(code, message, {hint: `mend it, and send it with: --from ${file}`})
  }
}

function editorOf({env}: Context): string {
  const usual = process.platform === 'win32' ? 'notepad' : 'vi'
  return env.variable('VISUAL') ?? env.variable('EDITOR') ?? usual
}

/** Its exit status. The editor may come with flags, as in `code --wait`: so a shell reads it. */
async function runEditor(editor: string, file: string): Promise<number> {
  const {spawn} = process.getBuiltinModule('node:child_process')
  // It draws on stderr: stdout is for the answer, and may be a pipe.
  const child = spawn(`${editor} "${file}"`, {shell: true, stdio: [STDIN, STDERR, STDERR]})
  const [status]: (number | null)[] = await once(child, 'exit')
  return status ?? 1
}

function editorFailed(status: number): HooksError {
  if (status !== NOT_FOUND)
    return new HooksError('cancelled', 'the editor gave up; nothing was sent')
  return new HooksError('usage', 'the editor was not found', {
    hint: 'name another one in VISUAL or EDITOR',
  })
}
